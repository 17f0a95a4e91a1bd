from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.qtmodels.format import span_words
from aimonitor.ui.charts.words import readout, summary, tick_words, value_words

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
DAY = date(2026, 11, 6)


def _series(*days: SeriesDay, unit: str = "USD", labels: tuple[str, ...] = ("a", "b")) -> Series:
    totals = tuple(
        sum((day.values[place] for day in days if day.values), Decimal(0)) for place in range(len(labels))
    )
    return Series(unit=unit, labels=labels, totals=totals, days=days)


def _day(*values: str, status: DayStatus = DayStatus.KNOWN, note: str = "") -> SeriesDay:
    return SeriesDay(day=DAY, status=status, values=tuple(map(Decimal, values)), note=note)


def _dollar() -> str:
    return value_words(Decimal(1), "USD", LOCALE).removesuffix("1.00")


@pytest.mark.parametrize(
    ("value", "step", "words"),
    [
        ("10", "10", "10"),
        ("0", "10", "0"),
        ("1.5", "0.5", "1.50"),
        ("0.025", "0.005", "0.025"),
        ("1.0E+1", "1E+1", "10"),
        ("250000", "50000", "250 K"),
        ("2000000", "1000000", "2 M"),
    ],
)
def test_ticks_are_as_short_as_their_step_allows(value: str, step: str, words: str) -> None:
    assert tick_words(Decimal(value), Decimal(step), "USD", LOCALE) == _dollar() + words


def test_ticks_below_zero_and_of_tokens() -> None:
    assert tick_words(Decimal(-200_000), Decimal(100_000), "USD", LOCALE) == f"-{_dollar()}200 K"
    assert tick_words(Decimal(20_000_000), Decimal(10_000_000), "tokens", LOCALE) == "20 M"
    assert tick_words(Decimal(2_500_000), Decimal(500_000), "tokens", LOCALE) == "2.5 M"


def test_a_day_reads_its_parts_and_its_total_and_leaves_out_zeros() -> None:
    found = readout(_series(_day("1.25", "0")), 0, LOCALE)
    assert found.title == "6 Nov 2026 (UTC)"
    assert [(line.part, line.label, line.value) for line in found.lines] == [
        (0, "a", f"{_dollar()}1.25"),
        (None, "total", f"{_dollar()}1.25"),
    ]
    assert found.sentence == f"6 Nov 2026 (UTC): total {_dollar()}1.25, a {_dollar()}1.25."


def test_a_zero_day_is_zero_and_a_missing_day_says_why() -> None:
    series = _series(_day("0", "0"), _day(status=DayStatus.MISSING, note="not read yet"))
    assert readout(series, 0, LOCALE).sentence == f"6 Nov 2026 (UTC): total {_dollar()}0.00."
    assert readout(series, 1, LOCALE).lines == ()
    assert readout(series, 1, LOCALE).sentence == "6 Nov 2026 (UTC): no data. not read yet."


def test_a_partial_day_says_so() -> None:
    day = _day("1", "2", status=DayStatus.PARTIAL, note="today is still growing")
    assert readout(_series(day), 0, LOCALE).sentence.endswith(". today is still growing.")


def test_tokens_are_read_to_the_last_one() -> None:
    found = readout(_series(_day("1234567", "1"), unit="tokens"), 0, LOCALE)
    assert found.lines[-1].value == "1,234,568"


def test_the_summary_counts_the_days_without_data() -> None:
    series = _series(_day("1", "2"), _day(status=DayStatus.MISSING))
    assert f"2 UTC days, total {_dollar()}3.00. 1 of 2 days have no data." in summary(series, LOCALE)
    assert summary(_series(unit="tokens", labels=()), LOCALE) == "No days."


def test_two_years_are_named() -> None:
    assert span_words(date(2026, 12, 30), date(2027, 1, 2), LOCALE) == "30 Dec 2026 \u2013 2 Jan 2027"
    assert span_words(date(2026, 11, 1), date(2026, 11, 2), LOCALE) == "1\u20132 Nov"
