"""When what is left of an unknown whole runs out, as with a balance. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from aimonitor.domain.left import LeftCourse, LeftDay
from aimonitor.domain.money import Money
from aimonitor.domain.state import Depletion, ProviderState
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.depletion import depletion
from aimonitor.insight.derived import Level, derived_days

NO_CURRENCY = "XXX"
"""ISO 4217's code for what is no money; it goes no further than this computation."""


def course(window_id: str, readings: Iterable[tuple[datetime, Decimal]]) -> LeftCourse:
    """What it lost on each day, from what was left at moments. What it gained was no use."""
    levels = (Level(at=at, total=_counted(left)) for at, left in readings)
    days = (
        LeftDay(day=day.day, used=day.spent.amount, complete=day.complete) for day in derived_days(levels)
    )
    return LeftCourse(window_id=window_id, days=tuple(days))


def left_ends(state: ProviderState, window: QuotaWindow, today: date) -> Depletion | None:
    """How long it lasts at this pace; None where what is left is not known, or was told never before.

    The currency of the answer says nothing.
    """
    days = next((one.days for one in state.left if one.window_id == window.id), ())
    if window.left is None or not days:
        return None
    costs = {day.day: day.used for day in days if day.complete and day.day < today}
    used_today = next((day.used for day in days if day.day == today), None)
    return depletion(state.provider, _counted(window.left), used_today, costs, today)


def _counted(left: Decimal) -> Money:
    return Money(amount=left, currency=NO_CURRENCY)
