from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from msgspec.structs import replace

from aimonitor.cli.dashboard import status_text
from aimonitor.cli.document import status_document
from aimonitor.cli.text import age, count, figure, fullest, marked_figure, table
from aimonitor.domain.money import Money
from aimonitor.domain.state import (
    Attention,
    CountFigure,
    Depletion,
    FigureStatus,
    Forecast,
    Health,
    Lasting,
    MoneyFigure,
)
from aimonitor.domain.usage import Provenance, QuotaWindow, Unit
from aimonitor.insight.amounts import money_words
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.json_text import harmless_json
from tests.insight.facts import NOW, TODAY, day, facts, state, usd
from tests.insight.test_left import of_points


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1234567.891", "USD", "$1,234,567.89"),
        ("0", "USD", "$0.00"),
        ("0.004", "USD", "<$0.01"),
        ("-0.004", "USD", "-<$0.01"),
        ("-3.2", "EUR", "-€3.20"),
        ("84.1", "CNY", "¥84.10"),
        ("5", "CHF", "CHF 5.00"),
        ("123456789012345678901234567890.12", "USD", "$123,456,789,012,345,678,901,234,567,890.12"),
    ],
)
def test_money_for_reading(amount: str, currency: str, words: str) -> None:
    assert money_words(Money(amount=Decimal(amount), currency=currency)) == words


def test_each_state_of_a_figure() -> None:
    both = (Money(amount=Decimal(2), currency="CNY"), usd("1"))
    assert figure(MoneyFigure(status=FigureStatus.KNOWN, totals=both)) == "$1.00 · ¥2.00"
    assert figure(MoneyFigure(status=FigureStatus.KNOWN)) == "0.00"
    assert figure(MoneyFigure(status=FigureStatus.UNKNOWN)) == "unknown"
    assert figure(MoneyFigure(status=FigureStatus.NOT_OFFERED)) == "—"
    assert count(CountFigure(status=FigureStatus.KNOWN, value=1234567)) == "1,234,567"
    assert count(CountFigure(status=FigureStatus.KNOWN, value=0)) == "0"
    assert count(CountFigure(status=FigureStatus.UNKNOWN)) == "unknown"
    assert count(CountFigure(status=FigureStatus.NOT_OFFERED)) == "—"


def test_a_sum_has_the_marks_of_the_window() -> None:
    known = MoneyFigure(status=FigureStatus.KNOWN, totals=(usd("1"),), provenance=Provenance.REPORTED)
    assert marked_figure(known) == "$1.00"
    assert marked_figure(replace(known, missing=2)) == "$1.00*"
    for made in (Provenance.DERIVED, Provenance.ESTIMATED, Provenance.ENTERED):
        assert marked_figure(replace(known, provenance=made, missing=1)) == "≈$1.00*"
    assert marked_figure(MoneyFigure(status=FigureStatus.UNKNOWN, missing=3)) == "unknown"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "just now"), (59, "just now"), (60, "1 min ago"), (3600, "1 h ago"), (200_000, "2 d ago")],
)
def test_ages(seconds: int, words: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == words
    assert age(None, NOW) == "never"


def test_columns_stand_under_each_other_in_any_script() -> None:
    lines = table([("名前", "1"), ("e\u0301x", "23"), ("name", "4")], right=frozenset({1})).splitlines()
    assert lines == ["名前   1", "e\u0301x    23", "name   4"]


def test_the_cards_as_lines() -> None:
    found = state(facts(day(TODAY, usd("1"))))
    board = replace(
        dashboard([found], NOW),
        change=(("CNY", Decimal("-0.126")), ("USD", Decimal("0.1"))),
        incomplete=("work",),
        forecast=(Forecast(currency="USD", middle=Decimal(30), low=Decimal(25), high=Decimal(35)),),
        forecast_note="",
        depletion=Depletion(
            provider_id="work",
            provider_name="Work\x1b",
            currency="USD",
            earliest=date(2026, 12, 1),
            latest=date(2026, 12, 9),
        ),
    )
    lines = status_text([found], board, NOW).splitlines()
    assert lines[0] == (
        "Spent this month    $1.00*  (days missing for 1 provider; -13 % CNY, +10 % USD against the same "
        "days of last month)"
    )
    assert lines[2] == "Month at this pace  $25.00 to $35.00"
    assert lines[3] == "Prepaid balance     unknown  (Work  lasts until 2026-12-01 to 2026-12-09)"
    assert lines[4] == "Needs attention     0  (all is well)"


@pytest.mark.parametrize(
    ("lasting", "words"),
    [
        (Lasting.OVER_A_YEAR, "lasts more than 1 year"),
        (Lasting.NOT_AT_THIS_PACE, "does not run out at this pace"),
        (Lasting.TOO_EARLY, "no pace yet: needs 1 more day"),
        (Lasting.DAYS, "Work lasts until 2026-12-01 or longer"),
    ],
)
def test_how_long_a_balance_lasts(lasting: Lasting, words: str) -> None:
    found = state(facts(day(TODAY, usd("1"))))
    earliest = date(2026, 12, 1) if lasting is Lasting.DAYS else None
    ends = Depletion(
        provider_id="work",
        provider_name="Work",
        currency="USD",
        lasting=lasting,
        earliest=earliest,
        wait=1,
    )
    board = replace(dashboard([found], NOW), depletion=ends)
    assert f"({words})" in status_text([found], board, NOW).splitlines()[3]


def test_json_keeps_its_meaning_and_drives_no_terminal() -> None:
    name = "\x1b\x07\x7f\x9b31m\u200e\u202e\u2028\u2066\ufeff名前 🙂"
    text = harmless_json(json.dumps({"name": name}, ensure_ascii=False))
    assert json.loads(text) == {"name": name}
    assert text.isprintable()


@pytest.mark.parametrize(
    ("unit", "left", "words"),
    [
        (Unit.COUNT, "3000.50", "3,000.5 left"),
        (Unit.CREDITS, "0", "0 credits left"),
        (Unit.USD, "12.5", "$12.50 left"),
        (Unit.PERCENT, "40", "40 % left"),
    ],
)
def test_what_is_left_of_an_unknown_whole_stands_where_the_share_would(
    unit: Unit, left: str, words: str
) -> None:
    assert fullest(QuotaWindow(id="w", name="W", unit=unit, left=Decimal(left))) == words


def test_until_when_points_last_stands_beside_what_is_left_and_in_the_document() -> None:
    found = of_points("100")
    board = dashboard([found], NOW)
    assert "100 left, until 2026-11-25" in status_text([found], board, NOW)
    (told,) = cast("list[dict[str, Any]]", status_document([found], board, NOW)["providers"])
    (window,) = told["windows"]
    assert (window["left"], window["used"], window["limit"], window["used_fraction"]) == (
        "100",
        None,
        None,
        None,
    )
    assert window["runs_out"] == {"earliest": "2026-11-25", "latest": "2026-11-26"}
    endless = of_points("100000000")
    (told,) = cast("list[dict[str, Any]]", status_document([endless], board, NOW)["providers"])
    assert told["windows"][0]["runs_out"] is None


def test_reasons_of_several_are_said_as_of_several() -> None:
    refused = Attention(provider_id="a", provider_name="A", health=Health.NEEDS_YOU, words="key refused")
    board = replace(dashboard([state(facts())], NOW), attention=(refused, refused))
    assert "Needs attention     2  (2 keys refused)" in status_text([state(facts())], board, NOW)


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        ("0", "0 %"),
        ("0.0001", "<1 %"),
        ("0.004", "<1 %"),
        ("0.006", "1 %"),
        ("0.562", "56 %"),
        ("0.9949", "99 %"),
        ("0.996", "99 %"),
        ("1", "100 %"),
        ("1.004", "100 %"),
        ("2.5", "250 %"),
    ],
)
def test_a_limit_is_neither_untouched_nor_full_before_it_is(fraction: str, words: str) -> None:
    window = QuotaWindow(id="w", name="W", unit=Unit.USD, used_fraction=Decimal(fraction))
    assert fullest(window) == words
