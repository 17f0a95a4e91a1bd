"""No key survives in a text, and sensible words do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.masking import HIDDEN
from aimonitor.net.redact import header_secrets, plain, redact, shown
from tests.net.calls import KEY


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        "sk-proj-abcDEF123",
        "sk-ant-api03-AAAA_bbbb-cccc",
        "sk-ant-admin01-zz",
        "sk-or-v1-0123456789abcdef",
        "sk-ab***************yz",
        "sk-admin-****abcd",
        "sk-ab...wxyz",
        "sk-proj-…wxyz",
        "sk-TEST",
        "************wxyz",
        "abcd****",
        "Bearer abcdef123456",
        "bearer  a.b/c+d==",
        "Basic dXNlcjpwYXNz",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF",
        "AIzaSyD-TESTTESTTEST0123456789abcdefghi",
        "0123456789abcdef0123456789abcdef",
        "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    ],
)
def test_what_looks_like_a_key_is_masked(text: str) -> None:
    found = redact(f"Incorrect API key provided: {text}. You can find yours online.")
    assert HIDDEN in found
    assert text not in found
    assert found.startswith("Incorrect API key provided: ")
    assert found.endswith("You can find yours online.")


@pytest.mark.parametrize(
    "text",
    [
        "This needs an admin key (sk-admin-...), made in the console.",
        "An sk-ant-admin01-… key, or sk-or-v1- key.",
        "The model claude-sonnet-4-5-20250929 is unknown; gpt-4o-mini-2024-07-18 too.",
        "See https://platform.example.com/settings/organization/admin-keys",
        "You exceeded your current quota, please check your plan and billing details.",
        "Rate limit exceeded: 60 requests per minute (2026-11-15T12:00:00Z).",
        "Invalid date range: ending date must be after starting date",
        "2 * 3 is 6",
        "organization_spend_limit_exceeded",
    ],
)
def test_sensible_words_stay(text: str) -> None:
    assert redact(text) == text


def test_the_values_in_use_are_masked_whole_and_in_pieces() -> None:
    secrets = header_secrets({"x-api-key": "plainword-secret", "Authorization": "Token other-secret-word"})
    text = redact("plainword-secret, plainwo, secret, other-secret-word, other", secrets)
    assert text == f"{HIDDEN}, {HIDDEN}, {HIDDEN}, {HIDDEN}, other"


def test_headers_that_hold_no_key_are_no_secret() -> None:
    assert header_secrets({"anthropic-version": "2023-06-01", "Accept": "application/json"}) == frozenset()


def test_text_from_outside_is_one_short_plain_line() -> None:
    assert plain("a\r\n\tb\x00c\u202ed\u200be\u2028f  g\ud800") == "a b cde f g"
    assert plain("x" * 300) == "x" * 199 + "…"
    assert len(plain("word " * 100, 50)) <= 50


def test_an_invisible_character_does_not_hide_a_key() -> None:
    assert KEY not in shown("key: " + KEY[:12] + "\u200b" + KEY[12:]).replace("\u200b", "")
    assert "TEST" not in shown(KEY[:12] + "\u200b" + KEY[12:])


def test_shortening_does_not_leave_half_a_key() -> None:
    assert "sk-" not in shown("x" * 150 + " " * 20 + " " + KEY, limit=165)
    assert "TESTonly" not in shown("word " * 36 + KEY, limit=200)


@pytest.mark.parametrize("piece", ["a", "A1", "-", "sk-", "*a", "**"])
def test_one_endless_word_is_looked_through_once(piece: str) -> None:
    """A look through it for each of its letters would take hours, and the window stands still meanwhile."""
    assert redact(piece * 200_000 + " ****wxyz").endswith(f" {HIDDEN}")


@given(st.text("ab-*•. ", max_size=30))
def test_starred_echoes_are_found_wherever_they_begin(text: str) -> None:
    assert not re.search(r"[*•]{2}", redact(text))


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_around_it_makes_a_key_show(before: str, after: str) -> None:
    secrets = header_secrets({"Authorization": f"Bearer {KEY}"})
    assert KEY not in shown(before + KEY + after, secrets, 1000)
