"""On which day a limit was passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import amount_in
from aimonitor.domain.state import FigureStatus, ProviderState


def passed_on(
    states: Iterable[ProviderState], currency: str, limit: Decimal, first: date, today: date
) -> date | None:
    """The day by which what is known to be spent from `first` on was more than `limit`.

    Where days are unknown it may have been earlier. None: the known days alone do not come to it.
    """
    costs = _costs(states, currency, first, today)
    spent = Decimal(0)
    for day in sorted(costs):
        spent += costs[day]
        if spent > limit:
            return day
    return None


def _costs(states: Iterable[ProviderState], currency: str, first: date, today: date) -> dict[date, Decimal]:
    """The money of each day, over all of them; today's as it is shown."""
    costs: defaultdict[date, Decimal] = defaultdict(Decimal)
    for state in states:
        for day in state.days_known:
            if first <= day.day < today:
                costs[day.day] += amount_in(day.cost or (), currency) or Decimal(0)
        if state.today.status is FigureStatus.KNOWN:
            costs[today] += amount_in(state.today.totals, currency) or Decimal(0)
    return costs
