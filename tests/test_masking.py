"""No piece of a key survives in a text, whatever form it comes in; words of ours do."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.masking import HIDDEN, PIECE, KeyMask, looks_like_key

KEY = 'sk-ant-admin01-Zq7/Rt+w"y\\Kp3=mB9vN2xLcD5fGhJ'
SECRET = KEY.removeprefix("sk-ant-admin01-")
FORMS = {
    "plain": KEY,
    "without its beginning": SECRET,
    "other case": KEY.swapcase(),
    "percent": quote(KEY, safe=""),
    "percent, lower": quote(KEY, safe="").lower(),
    "JSON": json.dumps(KEY)[1:-1],
    "JSON with its slashes escaped": json.dumps(KEY)[1:-1].replace("/", "\\/"),
    "Base64": base64.b64encode(KEY.encode()).decode(),
    "Base64 of a header": base64.b64encode(f"Bearer {KEY}".encode()).decode(),
    "Base64 of a login": base64.b64encode(f"me:{KEY}".encode()).decode(),
    "Base64 for addresses": base64.urlsafe_b64encode(f"{KEY}?".encode()).decode(),
}


def pieces(form: str) -> set[str]:
    return {form[at : at + PIECE].lower() for at in range(len(form) - PIECE + 1)}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_of_a_key_leaves_a_piece(form: str) -> None:
    told = KeyMask([KEY]).mask(f"Wrong key x{form}y, said the server.")
    assert told.startswith("Wrong key x")
    assert told.endswith("y, said the server.")
    secret = pieces(SECRET) | pieces(base64.b64encode(SECRET.encode()).decode())
    assert not pieces(told) & secret
    assert HIDDEN in told


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="-_["),
        min_size=PIECE,
        max_size=60,
    ),
    st.text(max_size=20),
    st.text(max_size=20),
    st.data(),
)
def test_any_piece_of_eight_is_found_anywhere(key: str, before: str, after: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(key) - PIECE))
    piece = key[start : start + PIECE]
    assert piece not in KeyMask([key]).mask(before + piece + after)


@pytest.mark.parametrize(
    "words",
    [
        "This needs an admin key (sk-ant-admin01-…), made in the console.",
        "gpt-4o-mini-2024-07-18",
        "https://api.example.com/v1/messages",
        "12345678.90",
    ],
)
def test_what_is_public_of_a_key_stays(words: str) -> None:
    assert KeyMask([KEY]).mask(words) == words


def test_an_address_that_is_a_secret_hides_its_secret_steps_and_not_its_host() -> None:
    address = "https://hooks.example.com/services/T00000000/B0000QX00/aB3dEfGh1jKlMnOp"
    mask = KeyMask([address])
    assert mask.mask(f"to {address}.") == f"to {HIDDEN}."
    assert mask.mask("to https://hooks.example.com/services/…") == "to https://hooks.example.com/services/…"
    assert mask.mask("aB3dEfGh1jKl") == HIDDEN


def test_a_short_key_is_hidden_whole_and_a_shorter_word_is_none() -> None:
    assert KeyMask(["k3y-123"]).mask("a k3y-123 b K3Y-123") == f"a {HIDDEN} b {HIDDEN}"
    assert KeyMask(["abc"]).mask("abcdef") == "abcdef"


def test_a_shared_key_is_hidden_until_the_last_lets_go() -> None:
    mask = KeyMask([KEY, KEY])
    mask.remove(KEY)
    assert mask.mask(SECRET[3:15]) == HIDDEN
    mask.remove(KEY)
    assert mask.mask(SECRET[3:15]) == SECRET[3:15]
    assert mask.mask(KEY) == KEY


def test_a_letter_that_grows_in_lower_case_moves_nothing() -> None:
    assert KeyMask([KEY]).mask(f"İİ{SECRET}İ") == f"İİ{HIDDEN}İ"


@pytest.mark.parametrize(
    "word",
    [
        "sk-proj-abc123DEF456ghi789",
        "sk-or-v1-0123456789abcdef0123",
        "AIzaSyD-TESTTESTTEST0123456789abcdefghi",
        "github_pat_11ABCDEFG0abcdefghijkl",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF",
        "my 0123456789abcdef0123456789abcdef",
        "Qx7Rt2Yw9Kp3mB9vN2xLcD",
    ],
)
def test_a_pasted_key_is_known(word: str) -> None:
    assert looks_like_key(word)


@pytest.mark.parametrize(
    "word",
    [
        "Anthropic-Production-2026-Team-B",
        "OpenAI (…wxyz)",
        "sk-…wxyz",
        "sk-admin-production-europe",
        "OPENAI_ADMIN_KEY_FOR_BILLING_2",
        "AnthropicProductionTeam",
        "12345678901234567890123456789012",
        "Donaudampfschifffahrtsgesellschaft",
    ],
)
def test_words_of_people_are_no_key(word: str) -> None:
    assert not looks_like_key(word)
