"""One provider's own outlook: its month at this pace, and how long each of its balances lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aimonitor.domain.money import amount_in
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import Depletion, FigureStatus, Forecast, ProviderState
from aimonitor.insight.depletion import depletion
from aimonitor.insight.forecast import daily_costs, days_until_forecast, month_estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOutlook:
    """What is ahead of one provider. `forecast_note`: why there is no forecast, else ""."""

    forecast: tuple[Forecast, ...] = ()
    forecast_note: str = ""
    depletions: tuple[Depletion, ...] = ()


def provider_outlook(state: ProviderState, today: date) -> ProviderOutlook:
    """The outlook of `state` alone; a paused provider has one too, as if it went on."""
    forecast = _month(state, today)
    return ProviderOutlook(
        forecast=forecast,
        forecast_note="" if forecast else _why_none(state, today),
        depletions=depletions(state, today),
    )


def _month(state: ProviderState, today: date) -> tuple[Forecast, ...]:
    found = []
    for money in state.month.totals:
        costs = daily_costs(state.days_known, money.currency)
        part = month_estimate(costs, money.amount, amount_in(state.today.totals, money.currency), today)
        if part is not None:
            low = max(min(money.amount, part.middle), part.middle - part.half_width)
            high = part.middle + part.half_width
            found.append(Forecast(currency=money.currency, middle=part.middle, low=low, high=high))
    return tuple(found)


def _why_none(state: ProviderState, today: date) -> str:
    if state.month.status is not FigureStatus.KNOWN:
        return "no cost is known yet" if state.month.status is FigureStatus.UNKNOWN else ""
    return needs_days(days_until_forecast(daily_costs(state.days_known, "USD"), today))


def needs_days(days: int) -> str:
    """What stands where there is no forecast yet."""
    return f"needs {days} more day{'s' if days > 1 else ''}"


def depletions(state: ProviderState, today: date) -> tuple[Depletion, ...]:
    """One answer per currency of the balance; none where the service tells no cost to take a pace from."""
    if Capability.COST not in state.capabilities and all(day.cost is None for day in state.days_known):
        return ()
    return tuple(
        depletion(
            state.provider,
            money,
            amount_in(state.today.totals, money.currency),
            daily_costs(state.days_known, money.currency),
            today,
        )
        for money in state.balance.totals
    )
