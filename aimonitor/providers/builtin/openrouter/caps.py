"""Caps of keys and budgets of workspaces, as windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from aimonitor.domain.periods import ONE_DAY, PeriodKind, day_start, month_end, month_start, utc_day
from aimonitor.domain.usage import QuotaWindow, Unit, share
from aimonitor.providers.builtin.openrouter.wire import Budget, KeyMoney, Workspace

_NEXT: dict[str, Callable[[date], date]] = {
    "daily": lambda today: today + ONE_DAY,
    "weekly": lambda today: today + (7 - today.weekday()) * ONE_DAY,
    "monthly": lambda today: month_end(today) + ONE_DAY,
}
_PERIODS = {"daily": PeriodKind.TODAY, "monthly": PeriodKind.THIS_MONTH}


def resets_at(word: str | None, now: datetime) -> datetime | None:
    """The next midnight UTC at which a cap begins anew; None for never, and for a word that is new to us."""
    following = _NEXT.get(word or "")
    return day_start(following(utc_day(now))) if following else None


def length(word: str | None, now: datetime) -> timedelta | None:
    """How long a cap counts that begins anew at `resets_at`; None where it never does."""
    end = resets_at(word, now)
    if end is None:
        return None
    if word == "monthly":
        return end - day_start(month_start(utc_day(now)))
    return timedelta(days=7 if word == "weekly" else 1)


def key_window(window_id: str, name: str, money: KeyMoney, now: datetime) -> QuotaWindow | None:
    """The cap of a key; None where it has none."""
    if money.limit is None:
        return None
    used = None if money.limit_remaining is None else money.limit - money.limit_remaining
    return QuotaWindow(
        id=window_id,
        name=name,
        unit=Unit.USD,
        used=used,
        limit=money.limit,
        used_fraction=_fraction(used, money.limit),
        resets_at=resets_at(money.limit_reset, now),
        length=length(money.limit_reset, now),
    )


def _fraction(used: Decimal | None, limit: Decimal) -> Decimal | None:
    if used is None:
        return None
    return share(used, limit) if limit > 0 else Decimal(1)


def budget_window(place: Workspace, budget: Budget, now: datetime, *, counts_all: bool) -> QuotaWindow:
    """A budget. The service does not say how much of it is used.

    `counts_all`: the budget counts all of the account's spend and nothing else, so that the
    account's own spend of the same period is what is used of it.
    """
    name = place.name or "Workspace"
    return QuotaWindow(
        id=f"budget:{budget.id}",
        name=f"Budget of {name}",
        unit=Unit.USD,
        limit=budget.limit_usd,
        resets_at=resets_at(budget.reset_interval, now),
        length=length(budget.reset_interval, now),
        scope=name,
        period=_PERIODS.get(budget.reset_interval or "") if counts_all else None,
    )
