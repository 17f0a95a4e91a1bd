"""One provider's own outlook: its month at this pace, and how long each of its balances lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.money import Money, amount_in
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import Depletion, FigureStatus, Forecast, ProviderState
from aimonitor.insight.depletion import depletion, depletion_at
from aimonitor.insight.forecast import Pace, daily_costs, days_until_forecast, month_at, pace

NOT_KNOWN = "no cost is known yet"
NOTHING_SPENT = "nothing is being spent"


class ProviderOutlook(Struct, frozen=True, kw_only=True):
    """What is ahead of one provider. `note`: why there is no forecast; `wait`: the days it lacks."""

    forecast: tuple[Forecast, ...] = ()
    note: str = ""
    wait: int = 0
    depletions: tuple[Depletion, ...] = ()


class _Course(Struct, frozen=True, kw_only=True):
    """One currency of a provider: its days, today's part, and the pace they make."""

    costs: dict[date, Decimal]
    spent_today: Decimal | None
    pace: Pace | None


def provider_outlook(state: ProviderState, today: date) -> ProviderOutlook:
    """The outlook of `state` alone; a paused provider has one too, as if it went on."""
    currencies = {money.currency for money in (*state.month.totals, *state.balance.totals)}
    courses = {currency: _course(state, currency, today) for currency in currencies}
    forecast = tuple(
        found for money in state.month.totals if (found := _month(money, courses[money.currency], today))
    )
    known = state.month.status is FigureStatus.KNOWN
    wait = 0 if forecast or not known else days_until_forecast(daily_costs(state.days_known, "USD"), today)
    return ProviderOutlook(
        forecast=forecast,
        note="" if forecast else _why_none(state, wait),
        wait=wait,
        depletions=_depletions(state, courses, today) if _tells_cost(state) else (),
    )


class Outlooks:
    """The outlook of each provider, worked out anew only where something of it changed.

    A dashboard is made at each change of any provider, and an outlook is most of its work.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[ProviderState, tuple[object, ...], ProviderOutlook]] = {}

    def of(self, state: ProviderState, today: date) -> ProviderOutlook:
        """As `provider_outlook`."""
        known = self._known.get(state.provider.id)
        if known is not None and known[0] is state and known[1][0] == today:
            return known[2]
        made_of = _made_of(state, today)
        if known is None or known[1] != made_of:
            known = (state, made_of, provider_outlook(state, today))
        self._known[state.provider.id] = (state, *known[1:])
        return known[2]

    def keep(self, states: Iterable[ProviderState]) -> None:
        """Forget all but these."""
        ids = {state.provider.id for state in states}
        for gone in self._known.keys() - ids:
            del self._known[gone]


def _made_of(state: ProviderState, today: date) -> tuple[object, ...]:
    """All that an outlook depends on."""
    return (
        today,
        state.provider,
        state.month,
        state.today,
        state.balance,
        state.capabilities,
        state.days_known,
    )


def _course(state: ProviderState, currency: str, today: date) -> _Course:
    costs = daily_costs(state.days_known, currency)
    spent_today = amount_in(state.today.totals, currency)
    return _Course(costs=costs, spent_today=spent_today, pace=pace(costs, today))


def _month(spent: Money, course: _Course, today: date) -> Forecast | None:
    if course.pace is None:
        return None
    part = month_at(course.pace, course.costs, spent.amount, course.spent_today, today=today)
    return within(spent.currency, spent.amount, part.middle, part.half_width)


def within(currency: str, spent: Decimal, middle: Decimal, half_width: Decimal) -> Forecast:
    """The forecast with that range, which does not undo what is spent already."""
    low = max(min(spent, middle), middle - half_width)
    return Forecast(currency=currency, middle=middle, low=low, high=middle + half_width)


def _why_none(state: ProviderState, wait: int) -> str:
    if state.month.status is FigureStatus.UNKNOWN:
        return NOT_KNOWN
    if state.month.status is FigureStatus.NOT_OFFERED:
        return state.month.note
    return needs_days(wait) if wait else NOTHING_SPENT


def needs_days(days: int) -> str:
    """What stands where there is no forecast yet."""
    return f"needs {days} more day{'s' if days > 1 else ''}"


def _tells_cost(state: ProviderState) -> bool:
    return Capability.COST in state.capabilities or any(day.cost is not None for day in state.days_known)


def _depletions(state: ProviderState, courses: dict[str, _Course], today: date) -> tuple[Depletion, ...]:
    """One answer per currency of the balance; none where it is only the most that can be left."""
    if state.balance.missing:
        return ()
    found = []
    for money in state.balance.totals:
        course = courses[money.currency]
        if course.pace is None:
            found.append(depletion(state.provider, money, course.spent_today, course.costs, today))
        else:
            found.append(depletion_at(state.provider, money, course.spent_today, course.pace, today))
    return tuple(found)
