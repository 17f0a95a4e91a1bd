"""The plain sums that flows are checked against, without `insight`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from aimonitor.domain.usage import DayCost, DayTokens


def money(rows: Iterable[DayCost], currency: str = "USD") -> Decimal:
    """All of one currency."""
    return sum((row.money.amount for row in rows if row.money.currency == currency), Decimal(0))


def money_of(rows: Iterable[DayCost], day: date) -> Decimal | None:
    """One day's; None when nothing is known of it."""
    found = [row for row in rows if row.day == day]
    return money(found) if found else None


def days(rows: Iterable[DayCost | DayTokens]) -> set[date]:
    """Which days are known."""
    return {row.day for row in rows}
