"""Old samples made fewer, in steps small enough that a poll never waits long.

Balances and polls: all of the last 48 hours, then the first and last of each hour up to 90 days,
then the first and last of each UTC day. All that is older than the user wants to keep goes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from aimonitor.db.balance_entries import carry
from aimonitor.db.columns import from_time_or_none, to_day, to_span, to_time
from aimonitor.domain.periods import utc_day

BATCH = 500

_HOUR = to_span(timedelta(hours=1))
_DAY = to_span(timedelta(days=1))
_ALL_FOR = timedelta(hours=48)
_HOURLY_FOR = timedelta(days=90)
HOURS_FOR = timedelta(days=58)
"""For so long what hours cost is kept: longer than one is held against others."""

Step = Callable[[sqlite3.Connection], int]
"""Removes some rows and says how many; 0 when none are left."""

_THIN_POLLS = """
DELETE FROM polls WHERE provider = :provider AND started_at IN (
  SELECT started_at FROM (
    SELECT started_at,
      ROW_NUMBER() OVER (PARTITION BY started_at / :bucket ORDER BY started_at) AS from_first,
      ROW_NUMBER() OVER (PARTITION BY started_at / :bucket ORDER BY started_at DESC) AS from_last
    FROM polls WHERE provider = :provider AND started_at >= :first AND started_at < :end)
  WHERE from_first > 1 AND from_last > 1 LIMIT :batch)
"""

_THIN_BALANCES = """
DELETE FROM balances WHERE provider = :provider AND sampled_at IN (
  SELECT DISTINCT sampled_at FROM (
    SELECT sampled_at,
      DENSE_RANK() OVER (PARTITION BY sampled_at / :bucket ORDER BY sampled_at) AS from_first,
      DENSE_RANK() OVER (PARTITION BY sampled_at / :bucket ORDER BY sampled_at DESC) AS from_last
    FROM balances WHERE provider = :provider AND sampled_at >= :first AND sampled_at < :end)
  WHERE from_first > 1 AND from_last > 1 LIMIT :batch)
AND sampled_at IS NOT (SELECT balances_sampled_at FROM reads WHERE provider = :provider)
"""

_NEWEST_POLL = """
SELECT MAX(newest) FROM (
  SELECT (SELECT MAX(started_at) FROM polls WHERE provider = number AND started_at <= ?) AS newest
  FROM providers)
"""

_DROP_POLLS = """
DELETE FROM polls WHERE provider = :provider AND started_at IN (
  SELECT started_at FROM polls WHERE provider = :provider AND started_at < :time
    AND started_at < (SELECT MAX(started_at) FROM polls WHERE provider = :provider) LIMIT :batch)
"""

_DROP_BALANCES = """
DELETE FROM balances WHERE provider = :provider AND sampled_at IN (
  SELECT sampled_at FROM balances WHERE provider = :provider AND sampled_at < :time
    AND sampled_at IS NOT (SELECT balances_sampled_at FROM reads WHERE provider = :provider) LIMIT :batch)
"""

_DROP_COSTS = """
DELETE FROM day_costs WHERE provider = :provider AND day IN (
  SELECT DISTINCT day FROM day_costs WHERE provider = :provider AND day < :day LIMIT :days)
"""

_DROP_TOKENS = """
DELETE FROM day_tokens WHERE provider = :provider AND day IN (
  SELECT DISTINCT day FROM day_tokens WHERE provider = :provider AND day < :day LIMIT :days)
"""

_DROP_QUANTITIES = """
DELETE FROM day_quantities WHERE provider = :provider AND day IN (
  SELECT DISTINCT day FROM day_quantities WHERE provider = :provider AND day < :day LIMIT :days)
"""

_DROP_TOP_UPS = "DELETE FROM top_ups WHERE provider = :provider AND day < :day"

_DROP_EVENTS = """
DELETE FROM events WHERE number IN (SELECT number FROM events WHERE raised_at < :time LIMIT :batch)
"""

_DROP_ALERTS = """
DELETE FROM alert_log WHERE number IN (SELECT number FROM alert_log WHERE raised_at < :time LIMIT :batch)
"""

_DROP_HOURS = "DELETE FROM hour_levels WHERE provider = :provider AND hour < :hour"

_DROPS = (
    _DROP_COSTS,
    _DROP_TOKENS,
    _DROP_QUANTITIES,
    _DROP_TOP_UPS,
    _DROP_HOURS,
    _DROP_POLLS,
    _DROP_BALANCES,
)
_DAYS_AT_ONCE = 30


def newest_poll(connection: sqlite3.Connection, until: datetime) -> datetime | None:
    """When the newest poll of all up to then began; None where there is none."""
    (newest,) = connection.execute(_NEWEST_POLL, (to_time(until),)).fetchone()
    return from_time_or_none(newest)


def whole_since(now: datetime) -> datetime:
    """From when on all balances and polls are still there."""
    return now - _ALL_FOR


def steps(connection: sqlite3.Connection, now: datetime, keep_days: int) -> list[Step]:
    """What there is to thin; each is run, in a transaction of its own, until it removes nothing."""
    oldest = utc_day(now) - timedelta(days=keep_days)
    bounds = {"day": to_day(oldest), "time": to_day(oldest) * _DAY, "batch": BATCH, "days": _DAYS_AT_ONCE}
    bounds["hour"] = max(bounds["time"], to_time(now - HOURS_FOR)) // _HOUR
    numbers = [number for (number,) in connection.execute("SELECT number FROM providers")]
    found: list[Step] = [partial(_removed, drop, bounds) for drop in (_DROP_EVENTS, _DROP_ALERTS)]
    for number in numbers:
        mine = {**bounds, "provider": number}
        found.append(partial(_carried, number, oldest, utc_day(now)))
        found += [partial(_removed, drop, mine) for drop in _DROPS]
        for zone in _zones(now):
            found += [partial(_removed, thin, {**mine, **zone}) for thin in (_THIN_POLLS, _THIN_BALANCES)]
    return found


def _carried(number: int, oldest: date, today: date, connection: sqlite3.Connection) -> int:
    return carry(connection, number, oldest, today)


def _zones(now: datetime) -> Iterator[dict[str, int]]:
    """Whole hours older than 48 hours; whole days older than 90 days."""
    hourly_end = to_time(now - _ALL_FOR) // _HOUR * _HOUR
    daily_end = to_time(now - _HOURLY_FOR) // _DAY * _DAY
    yield {"first": daily_end, "end": hourly_end, "bucket": _HOUR}
    yield {"first": 0, "end": daily_end, "bucket": _DAY}


def _removed(statement: str, parameters: dict[str, int], connection: sqlite3.Connection) -> int:
    return connection.execute(statement, parameters).rowcount
