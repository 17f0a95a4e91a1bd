"""The sums over all providers: the five cards, the tray, the command line's totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import Totals, amount_in, totals
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import (
    Attention,
    Dashboard,
    FigureStatus,
    Forecast,
    Health,
    MoneyFigure,
    ProviderState,
)
from aimonitor.domain.usage import Provenance, weakest
from aimonitor.errors import ProblemKind
from aimonitor.insight.depletion import first_to_run_out
from aimonitor.insight.outlook import (
    NOT_KNOWN,
    NOTHING_SPENT,
    Outlooks,
    ProviderOutlook,
    needs_days,
    provider_outlook,
    within,
)
from aimonitor.insight.state import same_days_through

_REASONS = {
    ProblemKind.AUTH: "key refused",
    ProblemKind.WRONG_KEY: "wrong key",
    ProblemKind.BILLING: "billing",
    ProblemKind.KEYCHAIN: "keychain",
    ProblemKind.CONFIG: "settings",
}
KEY_MISSING = "key missing"


def dashboard(states: Sequence[ProviderState], now: datetime, outlooks: Outlooks | None = None) -> Dashboard:
    """The sums over `states` at `now`. Of paused providers nothing is expected; what they spent stays spent.

    `outlooks`: those of before, so that only what changed is worked out anew.
    """
    outlook_of = provider_outlook if outlooks is None else outlooks.of
    today = utc_day(now)
    active = [state for state in states if state.provider.enabled]
    ahead = [outlook_of(state, today) for state in active]
    forecast, note = _forecasts(active, ahead)
    paused = totals(money for state in states if not state.provider.enabled for money in state.month.totals)
    return Dashboard(
        day=today,
        month=summed(state.month for state in states),
        today=summed(state.today for state in states),
        balance=summed(state.balance for state in states),
        incomplete=tuple(state.provider.id for state in active if is_incomplete(state.month)),
        incomplete_today=tuple(state.provider.id for state in active if is_incomplete(state.today)),
        change=_change(active),
        change_through=same_days_through(today),
        forecast=tuple(_with_past(one, paused) for one in forecast),
        forecast_note=note,
        depletion=first_to_run_out(one for outlook in ahead for one in outlook.depletions),
        attention=tuple(_attention(state) for state in active if needs_attention(state)),
        last_poll_at=max((s.last_poll.started_at for s in states if s.last_poll), default=None),
        next_poll_at=min((s.next_poll_at for s in active if s.next_poll_at), default=None),
        history_since=min((s.history_since for s in states if s.history_since), default=None),
    )


def is_incomplete(figure: MoneyFigure) -> bool:
    """Whether it is unknown, or days are missing in it."""
    return figure.status is FigureStatus.UNKNOWN or figure.missing > 0


def summed(figures: Iterable[MoneyFigure]) -> MoneyFigure:
    """The sum of what is known; UNKNOWN when nothing is, though something should be."""
    figures = tuple(figures)
    known = [figure for figure in figures if figure.status is FigureStatus.KNOWN]
    unknown = sum(1 for figure in figures if figure.status is FigureStatus.UNKNOWN)
    if not known:
        status = FigureStatus.UNKNOWN if unknown else FigureStatus.NOT_OFFERED
        return MoneyFigure(status=status, complete=False, note=without(unknown))
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=totals(money for figure in known for money in figure.totals),
        complete=not unknown and all(figure.complete for figure in known),
        missing=sum(figure.missing for figure in known),
        provenance=weakest(figure.provenance for figure in known),
        note=without(unknown),
        sources=_sources(known),
        gaps=_gaps([figure for figure in known if figure.missing]),
    )


def _sources(known: Sequence[MoneyFigure]) -> tuple[tuple[str, Provenance], ...]:
    """The weakest word of each currency: yuan computed from a balance do not make billed dollars a guess."""
    found: dict[str, list[Provenance | None]] = {}
    for figure in known:
        for money in figure.totals:
            found.setdefault(money.currency, []).append(figure.source(money.currency))
    words = {currency: weakest(words) for currency, words in found.items()}
    return tuple((currency, word) for currency, word in words.items() if word is not None)


def _gaps(short: Sequence[MoneyFigure]) -> tuple[str, ...]:
    """The currencies that days are missing of; none is named where one may be missing that nobody knows."""
    if not all(figure.totals for figure in short):
        return ()
    found = (money.currency for figure in short for money in figure.totals if figure.has_gaps(money.currency))
    return tuple(dict.fromkeys(found))


def month_gaps(board: Dashboard) -> str:
    """What is missing in the sum of the month, in words; "" for nothing, or where nothing is known."""
    if board.month.status is not FigureStatus.KNOWN:
        return ""
    gaps = len(board.incomplete)
    return board.month.note or (f"days missing for {gaps} provider{'s' * (gaps > 1)}" if gaps else "")


def without(unknown: int) -> str:
    """In words, how many providers are missing in a sum; "" for none."""
    return f"without {unknown} provider{'s' if unknown > 1 else ''}" if unknown else ""


def _change(states: Sequence[ProviderState]) -> tuple[tuple[str, Decimal], ...]:
    """The completed days of this month against the same days of the last."""
    return change_of([(state.completed_this_month, state.same_days_last_month) for state in states])


def change_of(pairs: Iterable[tuple[Totals | None, Totals | None]]) -> tuple[tuple[str, Decimal], ...]:
    """The change from (now, before) as a fraction, per currency, over the pairs that are known in full."""
    both = [(now, before) for now, before in pairs if now is not None and before is not None]
    now = totals(money for one, _ in both for money in one)
    before = totals(money for _, other in both for money in other)
    return tuple(
        (money.currency, (amount_in(now, money.currency) or Decimal(0)) / money.amount - 1)
        for money in before
        if money.amount > 0
    )


def _forecasts(
    states: Sequence[ProviderState], outlooks: Sequence[ProviderOutlook]
) -> tuple[tuple[Forecast, ...], str]:
    """The months of all, per currency, as if they varied independently; or why there is none."""
    sums: dict[str, list[tuple[Decimal, Forecast]]] = {}
    for state, outlook in zip(states, outlooks, strict=True):
        for one in outlook.forecast:
            spent = amount_in(state.month.totals, one.currency) or Decimal(0)
            sums.setdefault(one.currency, []).append((spent, one))
    waits = [outlook.wait for outlook in outlooks if outlook.wait]
    if sums:
        left_out = sum(
            1
            for state, outlook in zip(states, outlooks, strict=True)
            if outlook.wait or state.month.status is FigureStatus.UNKNOWN
        )
        return tuple(_joined(currency, sums[currency]) for currency in sorted(sums)), without(left_out)
    if waits:
        return (), needs_days(min(waits))
    known = any(state.month.status is FigureStatus.KNOWN for state in states)
    return (), NOTHING_SPENT if known else NOT_KNOWN


def _joined(currency: str, parts: list[tuple[Decimal, Forecast]]) -> Forecast:
    spent = sum((spent for spent, _ in parts), Decimal(0))
    middle = sum((one.middle for _, one in parts), Decimal(0))
    half = sum(((one.high - one.middle) ** 2 for _, one in parts), Decimal(0)).sqrt()
    return within(currency, spent, middle, half)


def _with_past(forecast: Forecast, paused: Totals) -> Forecast:
    """With what the month has cost at those who are paused: their spend neither goes on nor goes away."""
    spent = amount_in(paused, forecast.currency) or Decimal(0)
    return replace(
        forecast, low=forecast.low + spent, middle=forecast.middle + spent, high=forecast.high + spent
    )


def needs_attention(state: ProviderState) -> bool:
    """Whether its figures are old, or the user has to do something about it."""
    return state.health in (Health.NEEDS_YOU, Health.STALE)


def _attention(state: ProviderState) -> Attention:
    kind = state.problem.kind if state.problem else None
    words = _REASONS.get(kind, "stale") if kind is not None else "stale"
    if state.problem is not None and state.problem.is_missing_key:
        words = KEY_MISSING
    return Attention(
        provider_id=state.provider.id,
        provider_name=state.provider.name,
        health=state.health,
        words=words,
    )
