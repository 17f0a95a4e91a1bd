"""Stored levels and polls, read back: balances, stated spends, limits, the poll log."""

from __future__ import annotations

import sqlite3

from aimonitor.db.columns import (
    from_day,
    from_decimal_text,
    from_failures,
    from_problem,
    from_span,
    from_texts,
    from_time,
    from_time_or_none,
)
from aimonitor.db.level_rows import LEFT
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, BalanceRole, Provenance, QuotaWindow, Spend, Unit

_BALANCES = """
SELECT role, currency, nano, provenance FROM balances WHERE provider = ? AND sampled_at = ? ORDER BY position
"""

_SPENDS = """
SELECT period, first, currency, nano, provenance, complete, through
FROM spends WHERE provider = ? ORDER BY position
"""

_WINDOWS = """
SELECT id, name, unit, used, most, used_fraction, resets_at, scope, period, length
FROM windows WHERE provider = ? ORDER BY position
"""


def balances(connection: sqlite3.Connection, number: int, sampled_at: int) -> tuple[Balance, ...]:
    """The balances of one sample."""
    return tuple(
        Balance(
            role=BalanceRole(role), money=Money.from_nano(nano, currency), provenance=Provenance(provenance)
        )
        for role, currency, nano, provenance in connection.execute(_BALANCES, (number, sampled_at))
    )


def spends(connection: sqlite3.Connection, number: int) -> tuple[Spend, ...]:
    """What the service itself says was spent."""
    return tuple(
        Spend(
            period=PeriodKind(period),
            first=from_day(first),
            money=Money.from_nano(nano, currency),
            provenance=Provenance(provenance),
            complete=bool(complete),
            through=None if through is None else from_day(through),
        )
        for period, first, currency, nano, provenance, complete, through in connection.execute(
            _SPENDS, (number,)
        )
    )


def windows(connection: sqlite3.Connection, number: int) -> tuple[QuotaWindow, ...]:
    """The limits."""
    return tuple(
        QuotaWindow(
            id=window_id,
            name=name,
            unit=Unit(unit),
            used=from_decimal_text(used),
            limit=None if length == LEFT else from_decimal_text(most),
            used_fraction=from_decimal_text(used_fraction),
            left=from_decimal_text(most) if length == LEFT else None,
            resets_at=from_time_or_none(resets_at),
            scope=scope,
            period=None if period is None else PeriodKind(period),
            length=None if length in (None, LEFT) else from_span(length),
        )
        for (
            window_id,
            name,
            unit,
            used,
            most,
            used_fraction,
            resets_at,
            scope,
            period,
            length,
        ) in connection.execute(_WINDOWS, (number,))
    )


def poll_record(
    provider_id: str, row: tuple[int, int, int, str | None, str | None, str | None]
) -> PollRecord:
    """One poll of the log: started_at, duration, requests, problem, failures, warnings."""
    started_at, duration, requests, problem, failures, warnings = row
    return PollRecord(
        provider_id=provider_id,
        started_at=from_time(started_at),
        duration=from_span(duration),
        requests=requests,
        problem=from_problem(problem),
        failures=from_failures(failures),
        warnings=from_texts(warnings),
    )
