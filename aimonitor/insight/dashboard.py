"""The sums over all providers: the five cards, the tray, the command line's totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from aimonitor.domain.money import amount_in, totals
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import (
    Attention,
    Dashboard,
    Depletion,
    FigureStatus,
    Forecast,
    Health,
    MoneyFigure,
    ProviderState,
)
from aimonitor.errors import ProblemKind
from aimonitor.insight.forecast import daily_costs, days_until_forecast, month_estimate, runs_out
from aimonitor.insight.state import same_days_through

_REASONS = {
    ProblemKind.AUTH: "key refused",
    ProblemKind.WRONG_KEY: "wrong key",
    ProblemKind.BILLING: "billing",
    ProblemKind.KEYCHAIN: "keychain",
    ProblemKind.CONFIG: "settings",
}


def dashboard(states: Sequence[ProviderState], now: datetime) -> Dashboard:
    """The sums over `states` at `now`. Paused providers keep their past in the month, not in the outlook."""
    today = utc_day(now)
    active = [state for state in states if state.provider.enabled]
    forecast, note = _forecasts(active, today)
    return Dashboard(
        day=today,
        month=_sum(state.month for state in states),
        today=_sum(state.today for state in states),
        balance=_sum(state.balance for state in states),
        incomplete=tuple(state.provider.id for state in active if _is_incomplete(state.month)),
        change=_change(active),
        change_through=same_days_through(today),
        forecast=forecast,
        forecast_note=note,
        depletion=_first_depletion(active, today),
        attention=tuple(_attention(state) for state in active if _needs_attention(state)),
        last_poll_at=max((s.last_poll.started_at for s in states if s.last_poll), default=None),
        next_poll_at=min((s.next_poll_at for s in active if s.next_poll_at), default=None),
        history_since=min((s.history_since for s in states if s.history_since), default=None),
    )


def _is_incomplete(figure: MoneyFigure) -> bool:
    return figure.status is FigureStatus.UNKNOWN or figure.missing > 0


def _sum(figures: Iterable[MoneyFigure]) -> MoneyFigure:
    """The sum of what is known; UNKNOWN when nothing is, though something should be."""
    figures = tuple(figures)
    known = [figure for figure in figures if figure.status is FigureStatus.KNOWN]
    unknown = sum(1 for figure in figures if figure.status is FigureStatus.UNKNOWN)
    if not known:
        status = FigureStatus.UNKNOWN if unknown else FigureStatus.NOT_OFFERED
        return MoneyFigure(status=status, complete=False, note=_without(unknown))
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=totals(money for figure in known for money in figure.totals),
        complete=not unknown and all(figure.complete for figure in known),
        missing=sum(figure.missing for figure in known),
        note=_without(unknown),
    )


def _without(unknown: int) -> str:
    return f"without {unknown} provider{'s' if unknown > 1 else ''}" if unknown else ""


def _change(states: Sequence[ProviderState]) -> tuple[tuple[str, Decimal], ...]:
    """The completed days of this month against the same days of the last, where both are known in full."""
    both = [s for s in states if s.completed_this_month is not None and s.same_days_last_month is not None]
    now = totals(money for state in both for money in state.completed_this_month or ())
    before = totals(money for state in both for money in state.same_days_last_month or ())
    return tuple(
        (money.currency, (amount_in(now, money.currency) or Decimal(0)) / money.amount - 1)
        for money in before
        if money.amount > 0
    )


def _forecasts(states: Sequence[ProviderState], today: date) -> tuple[tuple[Forecast, ...], str]:
    spending = [state for state in states if state.month.status is FigureStatus.KNOWN]
    if not spending:
        return (), "no cost is known yet"
    sums: dict[str, list[tuple[Decimal, Decimal, Decimal]]] = {}
    wait = [days_until_forecast(daily_costs(s.days_known, _main_currency(s)), today) for s in spending]
    for state in (s for s, days in zip(spending, wait, strict=True) if not days):
        for money in state.month.totals:
            costs = daily_costs(state.days_known, money.currency)
            part = month_estimate(costs, money.amount, amount_in(state.today.totals, money.currency), today)
            if part is not None:
                sums.setdefault(money.currency, []).append((money.amount, part.middle, part.half_width))
    if not sums:
        days = min(wait)
        return (), f"needs {days} more day{'s' if days > 1 else ''}"
    return tuple(_joined(currency, sums[currency]) for currency in sorted(sums)), _without(
        sum(1 for days in wait if days)
    )


def _main_currency(state: ProviderState) -> str:
    return state.month.totals[0].currency if state.month.totals else "USD"


def _joined(currency: str, parts: list[tuple[Decimal, Decimal, Decimal]]) -> Forecast:
    """The sum of (spent, middle, half width); what is spent already cannot be undone."""
    spent = sum((part[0] for part in parts), Decimal(0))
    middle = sum((part[1] for part in parts), Decimal(0))
    half = sum((part[2] ** 2 for part in parts), Decimal(0)).sqrt()
    return Forecast(
        currency=currency, middle=middle, low=max(min(spent, middle), middle - half), high=middle + half
    )


def _first_depletion(states: Sequence[ProviderState], today: date) -> Depletion | None:
    found = [depletion for state in states if (depletion := _depletion(state, today)) is not None]
    return min(found, key=lambda depletion: depletion.earliest, default=None)


def _depletion(state: ProviderState, today: date) -> Depletion | None:
    """The first of its currencies to run out; unknown where the balance is only the most that can be left."""
    if state.balance.missing:
        return None
    spans = [
        span
        for money in state.balance.totals
        if (span := runs_out(money.amount, daily_costs(state.days_known, money.currency), today)) is not None
    ]
    if not spans:
        return None
    earliest, latest = min(spans, key=lambda span: span[0])
    return Depletion(
        provider_id=state.provider.id,
        provider_name=state.provider.name,
        earliest=earliest,
        latest=latest,
    )


def _needs_attention(state: ProviderState) -> bool:
    return state.health in (Health.NEEDS_YOU, Health.STALE)


def _attention(state: ProviderState) -> Attention:
    kind = state.problem.kind if state.problem else None
    words = _REASONS.get(kind, "stale") if kind is not None else "stale"
    return Attention(
        provider_id=state.provider.id,
        provider_name=state.provider.name,
        health=state.health,
        words=words,
    )
