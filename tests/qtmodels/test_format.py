from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money
from aimonitor.qtmodels import format as fmt

GB = QLocale("en_GB")
US = QLocale("en_US")
DE = QLocale("de_DE")
AR = QLocale("ar_EG")
NOW = datetime(2026, 11, 22, 14, 2, 11, tzinfo=UTC)


def cash(amount: str, currency: str = "USD") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("412.38", "USD", "$412.38"),
        ("1234567.005", "USD", "$1,234,567.00"),
        ("0", "USD", "$0.00"),
        ("-0.00", "USD", "$0.00"),
        ("-3.5", "USD", "-$3.50"),
        ("0.01", "USD", "$0.01"),
        ("0.0099", "USD", "<$0.01"),
        ("-0.0099", "USD", ">-$0.01"),
        ("84.1", "CNY", "¥\u00a084.10"),
        ("98765.4", "JPY", "JP¥98,765"),
        ("0.4", "JPY", "<JP¥1"),
        ("1.2345", "KWD", "KWD\u00a01.234"),
        ("7", "CHF", "CHF\u00a07.00"),
        ("123456789012345678901.5", "USD", "$123456789012345678901.50"),
    ],
)
def test_money_has_its_currency_s_own_decimals(amount: str, currency: str, text: str) -> None:
    assert fmt.money(cash(amount, currency), GB) == text


def test_money_follows_the_locale() -> None:
    assert fmt.money(cash("-1234.5"), DE) == "-1.234,50\u00a0$"
    assert fmt.money(cash("84.1", "CNY"), DE) == "84,10\u00a0¥"
    assert fmt.money(cash("7"), QLocale("en_CA")) == "US$7.00"
    assert "\u0661\u0662\u066b\u0665\u0660" in fmt.money(cash("12.5"), AR)
    assert fmt.money(cash("1234567"), QLocale("hi_IN")) == "$12,34,567.00"


def test_the_user_may_choose_the_decimals() -> None:
    assert fmt.money(cash("10.37525377"), GB, 4) == "$10.3753"
    assert fmt.money(cash("0.00004"), GB, 4) == "<$0.0001"
    assert fmt.exact_money(cash("10.37525377"), GB) == "$10.37525377"
    assert fmt.exact_money(cash("-5"), GB) == "-$5.00"


def test_currencies_stand_side_by_side_dollars_first() -> None:
    totals = (cash("84.10", "CNY"), cash("137.50"), cash("1", "EUR"))
    assert fmt.amounts(totals, GB) == "$137.50 · ¥\u00a084.10 · €1.00"


@pytest.mark.parametrize(
    ("amount", "text"), [("241.07", "$241"), ("390", "$390"), ("4.5", "$4.50"), ("4", "$4"), ("0", "$0.00")]
)
def test_whole_money(amount: str, text: str) -> None:
    assert fmt.whole_money(cash(amount), GB) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_234, "1.2 K"),
        (960_000, "960 K"),
        (999_499, "999 K"),
        (999_950, "1.0 M"),
        (48_211_457, "48.2 M"),
        (148_211_457, "148 M"),
        (3 * 10**9, "3.0 B"),
        (-48_211_457, "-48.2 M"),
        (10**18, "1,000,000 T"),
    ],
)
def test_tokens_are_shortened(value: int, text: str) -> None:
    assert fmt.compact(value, GB) == text


def test_exact_counts_keep_every_digit() -> None:
    assert fmt.exact(48_211_457, US) == "48,211,457"
    assert fmt.exact(Decimal("12.250"), DE) == "12,25"


def test_percent() -> None:
    assert fmt.percent(Decimal("0.12002"), GB) == "12\u00a0%"
    assert fmt.percent(Decimal("0.0155"), GB) == "1.6\u00a0%"
    assert fmt.percent(Decimal("0.05"), GB) == "5\u00a0%"
    assert [fmt.percent(Decimal(text), GB) for text in ("0.994", "0.996", "0.99999", "1", "1.004")] == [
        "99\u00a0%",
        "99\u00a0%",
        "99\u00a0%",
        "100\u00a0%",
        "100\u00a0%",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-50, "just now"),
        (44, "just now"),
        (50, "1 min ago"),
        (125, "2 min ago"),
        (3 * 3600 + 5, "3 h ago"),
        (86400, "1 day ago"),
        (86400 * 4, "4 days ago"),
    ],
)
def test_ages(seconds: int, text: str) -> None:
    assert fmt.ago(NOW - timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(milliseconds=840), "840 ms"),
        (timedelta(seconds=4.25), "4.2 s"),
        (timedelta(seconds=3), "3 s"),
        (timedelta(seconds=52), "52 s"),
        (timedelta(minutes=4, seconds=12), "4 min 12 s"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=3), "3 days"),
        (timedelta(seconds=-1), "0 s"),
    ],
)
def test_durations(span: timedelta, text: str) -> None:
    assert fmt.duration(span) == text


def test_countdown_is_in_whole_seconds() -> None:
    assert fmt.countdown(timedelta(minutes=4, seconds=12.7)) == "4 min 12 s"
    assert fmt.countdown(timedelta(seconds=-3)) == "now"


def test_days() -> None:
    assert fmt.day(date(2026, 10, 24), GB) == "24 Oct"
    assert fmt.day_range(date(2026, 10, 24), date(2026, 11, 22), GB) == "24 Oct \u2013 22 Nov"
    assert fmt.day_range(date(2026, 10, 1), date(2026, 10, 22), GB) == "1\u201322 Oct"
    assert fmt.day_range(date(2026, 10, 1), date(2026, 10, 1), GB) == "1 Oct"


@pytest.mark.usefixtures("berlin")
def test_moments_are_local_and_name_the_utc_day() -> None:
    late = datetime(2026, 11, 22, 23, 30, 5, tzinfo=UTC)
    assert fmt.moment(late, GB) == "23 Nov 2026, 00:30:05 local time (UTC day 22 Nov 2026)"
    assert fmt.clock_time(NOW) == "15:02"
    assert fmt.time_or_day(NOW - timedelta(hours=2), NOW, GB) == "13:02"
    assert fmt.time_or_day(NOW - timedelta(days=1), NOW, GB) == "21 Nov 15:02"


@pytest.mark.usefixtures("berlin")
def test_what_never_ends_is_written_too() -> None:
    """Services say so with the last second that there is, which is the next year elsewhere."""
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert fmt.time_or_day(never, NOW, GB) == "31 Dec 23:59"
    assert fmt.moment(never, GB).startswith("31 Dec 9999, 23:59:59")


def test_the_locale_of_a_system_without_one_has_separators() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        assert fmt.money(cash("1234.5"), fmt.default_locale()) == "$1,234.50"
    finally:
        QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 1, 3), date(2025, 1, 3), "3 Jan 2025"),
        (date(2025, 1, 3), date(2025, 1, 9), "3\u20139 Jan 2025"),
        (date(2025, 1, 1), date(2025, 12, 31), "1 Jan \u2013 31 Dec 2025"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 Dec 2025 \u2013 1 Jan 2026"),
    ],
)
def test_days_of_any_year_are_written_with_it(first: date, last: date, words: str) -> None:
    assert fmt.dated_span(first, last, QLocale("en_GB")) == words


def test_a_month_is_named_and_a_january_has_its_year() -> None:
    locale = QLocale("en_GB")
    assert (fmt.month_words(date(2026, 5, 1), locale), fmt.month_words(date(2026, 1, 1), locale)) == (
        "May",
        "Jan 2026",
    )
