from __future__ import annotations

from decimal import Decimal

import pytest

from aimonitor.net.answer import Json
from aimonitor.net.decode import decode
from aimonitor.providers.recipes.paths import MOST, ManyError, MissingError, Path

ANSWER = decode(
    b'{"a": {"left": 0.1000000000000000055511151231257827, "odd name": "x", "none": null},'
    b' "rows": [{"currency": "USD", "n": 1}, {"currency": "EUR", "n": 2}, {"currency": "EUR", "n": 3}]}'
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$.a.left", Decimal("0.1000000000000000055511151231257827")),
        ("$['a']['odd name']", "x"),
        ("$.a.none", None),
        ("$.rows[0].n", 1),
        ("$.rows[-1].n", 3),
        ("$.rows[?@.currency == 'USD'].n", 1),
        ("$.rows[?@.currency == 'EUR' && @.n == 3].n", 3),
    ],
)
def test_it_leads_to_the_value_just_as_it_was_sent(text: str, value: Json) -> None:
    assert Path(text).find(ANSWER) == value


def test_no_digit_is_lost_on_the_way() -> None:
    found = Path("$.a.left").find(ANSWER)
    assert str(found) == "0.1000000000000000055511151231257827"


@pytest.mark.parametrize("text", ["$.b", "$.a.left.more", "$.rows[7]", "$.rows[?@.currency == 'CNY'].n"])
def test_where_there_is_nothing_it_says_so(text: str) -> None:
    with pytest.raises(MissingError):
        Path(text).find(ANSWER)


@pytest.mark.parametrize("answer", ["text", 7, None, True, Decimal(1)])
def test_an_answer_without_fields_has_nothing_anywhere(answer: Json) -> None:
    with pytest.raises(MissingError):
        Path("$").find(answer)


def test_of_several_values_none_is_chosen() -> None:
    with pytest.raises(ManyError):
        Path("$.rows[?@.currency == 'EUR'].n").find(ANSWER)


@pytest.mark.parametrize(
    "text",
    [
        "left",
        "",
        "$..left",
        "$.*",
        "$.rows[*].n",
        "$.rows[0:2]",
        "$.rows[0, 1]",
        "$.rows[?@.n > 1]",
        "$.rows[?@.n == 1.5]",
        "$.rows[?@.currency != 'USD']",
        "$.rows[?@.currency]",
        "$.rows[?@.currency == $.a.left]",
        "$.rows[?match(@.currency, '(a+)+$')].n",
        "$.rows[?search(@.currency, 'U')].n",
        "$.rows[?length(@) == 1]",
        "$.rows[?@.currency =~ /U.*/].n",
        "$.rows[?@..n == 1]",
        "$.rows[?!(@.n == 1)]",
        "$.rows[?@.n == 1 || @.n == 2]",
        "$.a | $.b",
        "$.a & $.b",
        "^.a",
        "$.a.~left",
        "$.a left",
        "$.rows[?@.n == 1",
        "$" + "[?@.n == 1" * 100,
        "$." + "a" * MOST,
    ],
)
def test_what_searches_calls_or_matches_is_refused_before_any_answer(text: str) -> None:
    with pytest.raises(ValueError, match=r"path"):
        Path(text)


def test_paths_of_the_same_text_are_the_same() -> None:
    assert Path("$.a") == Path("$.a")
    assert len({Path("$.a"), Path("$.a"), Path("$.b")}) == 2
    assert repr(Path("$.a")) == "Path('$.a')"
