from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from aimonitor.insight.local_time import Local, last_time, next_midnight


def of(zone: str) -> Local:
    return lambda moment: moment.astimezone(ZoneInfo(zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MIDNIGHTS = {
    "plain": ("Europe/Berlin", "2026-11-15T14:30", "2026-11-15T23:00"),
    "east of Greenwich it is tomorrow already": ("Asia/Tokyo", "2026-11-15T16:00", "2026-11-16T15:00"),
    "the day that has 25 hours": ("Europe/Berlin", "2026-10-24T22:30", "2026-10-25T23:00"),
    "the day that has 23 hours": ("Europe/Berlin", "2026-03-28T23:30", "2026-03-29T22:00"),
    "in the hour that comes twice": ("America/New_York", "2026-11-01T06:30", "2026-11-02T05:00"),
    "a quarter of an hour off": ("Asia/Kathmandu", "2026-11-15T12:00", "2026-11-15T18:15"),
    "leap day": ("UTC", "2028-02-28T12:00", "2028-02-29T00:00"),
    "new year": ("UTC", "2026-12-31T23:59", "2027-01-01T00:00"),
}


@pytest.mark.parametrize(("zone", "now", "midnight"), MIDNIGHTS.values(), ids=MIDNIGHTS)
def test_when_the_users_next_day_begins(zone: str, now: str, midnight: str) -> None:
    assert next_midnight(utc(now), of(zone)) == utc(midnight)


NINE = time(9)
TIMES = {
    "earlier today": ("Europe/Berlin", "2026-11-15T14:30", None, "2026-11-15T08:00"),
    "it is just now": ("Europe/Berlin", "2026-11-15T08:00", None, "2026-11-15T08:00"),
    "not yet today": ("Europe/Berlin", "2026-11-15T07:59", None, "2026-11-14T08:00"),
    "before the clocks changed": ("Europe/Berlin", "2026-10-25T07:30", None, "2026-10-24T07:00"),
    "after the clocks changed": ("Europe/Berlin", "2026-10-25T08:30", None, "2026-10-25T08:00"),
    "on Monday, this week": ("UTC", "2026-11-18T12:00", 0, "2026-11-16T09:00"),
    "on Monday, and it is Monday before nine": ("UTC", "2026-11-16T08:00", 0, "2026-11-09T09:00"),
    "on Sunday, over the year's end": ("UTC", "2027-01-02T12:00", 6, "2026-12-27T09:00"),
}


@pytest.mark.parametrize(("zone", "now", "weekday", "then"), TIMES.values(), ids=TIMES)
def test_when_it_was_nine_last(zone: str, now: str, weekday: int | None, then: str) -> None:
    assert last_time(utc(now), NINE, of(zone), weekday) == utc(then)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Beirut"])
def test_through_a_whole_year_midnight_is_ahead_and_nine_is_behind_by_a_day_at_most(zone: str) -> None:
    now = utc("2026-01-01T00:20")
    for _ in range(2 * 366):
        ahead, behind = next_midnight(now, of(zone)) - now, now - last_time(now, NINE, of(zone))
        assert timedelta(0) < ahead <= timedelta(hours=25)
        assert timedelta(0) <= behind <= timedelta(hours=25)
        now += timedelta(hours=12)
