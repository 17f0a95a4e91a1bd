from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.providers.quotas import (
    FIVE_HOURS,
    MONTHLY,
    WEEKLY,
    counted_window,
    percent_window,
    read_left,
    read_percent,
    read_quota,
    span,
    used_of,
)

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


def counted(limit: int | None, used: int | None = None, left: int | None = None) -> QuotaWindow | None:
    told = [None if count is None else Decimal(count) for count in (limit, used, left)]
    return counted_window(FIVE_HOURS, Unit.REQUESTS, limit=told[0], used=told[1], left=told[2])


@pytest.mark.parametrize(
    ("length", "window_id", "name"),
    [
        (5 * HOUR, "5h", "5-hour limit"),
        (300 * MINUTE, "5h", "5-hour limit"),
        (299 * MINUTE, "5h", "5-hour limit"),
        (7 * DAY, "weekly", "Weekly limit"),
        (10079 * MINUTE, "weekly", "Weekly limit"),
        (DAY, "daily", "Daily limit"),
        (30 * DAY, "monthly", "Monthly limit"),
        (31 * DAY, "monthly", "Monthly limit"),
        (4 * HOUR, "4h", "4-hour limit"),
        (3 * DAY, "3d", "3-day limit"),
        (HOUR, "60min", "60-minute limit"),
        (MINUTE, "1min", "1-minute limit"),
        (None, "limit", "Limit"),
        (timedelta(0), "limit", "Limit"),
        (-HOUR, "limit", "Limit"),
    ],
)
def test_a_window_is_known_by_its_length(length: timedelta | None, window_id: str, name: str) -> None:
    found = span(length)
    assert (found.id, found.name) == (window_id, name)


@pytest.mark.parametrize(
    ("told", "length"),
    [
        (299 * MINUTE, 5 * HOUR),
        (10079 * MINUTE, 7 * DAY),
        (31 * DAY, 31 * DAY),
        (4 * HOUR, 4 * HOUR),
        (7 * MINUTE, 7 * MINUTE),
        (None, None),
    ],
)
def test_a_window_knows_its_length_without_the_services_rounding(
    told: timedelta | None, length: timedelta | None
) -> None:
    where = span(told).of("video")
    window = percent_window(where, used=Decimal(1))
    counted = counted_window(where, Unit.REQUESTS, limit=Decimal(9), used=Decimal(1))
    assert window is not None
    assert counted is not None
    assert (window.length, counted.length) == (length, length)


def test_the_window_of_one_model_has_an_id_of_its_own() -> None:
    assert WEEKLY.of("video").id == "weekly:video"
    assert WEEKLY.of(None) is WEEKLY


@pytest.mark.parametrize(
    ("used", "left", "percent"),
    [("37.4", None, "37.4"), (None, "96", "4"), (None, "100", "0"), ("130", None, "130"), (None, "120", "0")],
)
def test_a_percentage_may_be_of_what_is_used_or_of_what_is_left(
    used: str | None, left: str | None, percent: str
) -> None:
    window = percent_window(WEEKLY, used=used and Decimal(used), left=left and Decimal(left))  # type: ignore[arg-type]
    assert window is not None
    assert (window.unit, window.used, window.limit) == (Unit.PERCENT, Decimal(percent), Decimal(100))
    assert window.used_fraction == Decimal(percent) / 100


def test_a_percentage_that_is_not_told_is_no_window() -> None:
    assert percent_window(WEEKLY) is None


@pytest.mark.parametrize(
    ("limit", "used", "left", "meant"),
    [
        (200, 139, 61, (139, 200)),
        (200, 139, None, (139, 200)),
        (200, None, 61, (139, 200)),
        (200, None, 200, (0, 200)),
        (None, 139, 61, (139, 200)),
        (None, 139, None, (139, None)),
        (200, None, None, (None, 200)),
        (200, 260, -60, (260, 200)),
        (200, None, -60, (260, 200)),
        (200, None, 260, (0, 200)),
        (0, 12, None, (12, None)),
        (0, None, None, None),
        (0, 0, 0, None),
        (0, None, 0, None),
        (None, None, None, None),
        (None, None, 5, None),
    ],
)
def test_counts_are_worked_out_where_a_field_is_left_out(
    limit: int | None, used: int | None, left: int | None, meant: tuple[int | None, int | None] | None
) -> None:
    window = counted(limit, used, left)
    assert (window and (window.used, window.limit)) == meant


def test_what_neither_used_nor_left_tell_is_unknown_and_not_zero() -> None:
    assert used_of(limit=Decimal(200), used=None, left=None) is None
    window = counted(200)
    assert window is not None
    assert window.used_fraction is None


def test_a_limit_of_nothing_has_no_bar_whatever_percentage_is_told_of_it() -> None:
    told = counted_window(MONTHLY, Unit.CREDITS, limit=Decimal(0), left=Decimal(0), percent_used=Decimal(0))
    assert told is None
    used = counted_window(MONTHLY, Unit.CREDITS, limit=Decimal(0), used=Decimal(7), percent_used=Decimal(0))
    assert used is not None
    assert (used.used, used.limit, used.used_fraction) == (Decimal(7), None, None)


def test_the_services_own_percentage_counts_more_than_ours() -> None:
    window = counted_window(
        MONTHLY, Unit.REQUESTS, limit=Decimal(300), left=Decimal(152), percent_used=Decimal("49.4")
    )
    assert window is not None
    assert (window.used, window.used_fraction) == (Decimal(148), Decimal("0.494"))


def test_fractions_are_exact_to_many_digits() -> None:
    window = counted(3, 1)
    assert window is not None
    assert str(window.used_fraction).startswith("0." + "3" * 40)


def test_figures_come_as_numbers_or_as_texts() -> None:
    assert read_percent("96") == read_percent(96) == read_percent(" 96 % ") == 96
    assert read_quota("2048") == read_quota(Decimal(2048)) == 2048
    assert read_left("-60") == read_left(-60) == -60


@pytest.mark.parametrize("told", [None, True, "many", "", -1, "-1", "NaN", 10**12, [], 1.5])
def test_what_is_no_percentage_or_count_is_refused(told: object) -> None:
    for read in (read_percent, read_quota):
        with pytest.raises(ValueError, match="not a"):
            read(told)
