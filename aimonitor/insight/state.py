"""From what is stored of a provider to all that is shown of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.domain.money import amount_in
from aimonitor.domain.periods import ONE_DAY, month_start, previous_month, utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import (
    CountFigure,
    DayTotal,
    FigureStatus,
    Health,
    ModelUsage,
    MoneyFigure,
    ProviderFacts,
    ProviderState,
    ProviderUsage,
)
from aimonitor.domain.usage import Balance, Problem, Unit
from aimonitor.errors import ProblemKind
from aimonitor.insight.figures import (
    balance_left,
    complete_days,
    month_cost,
    takes_entries,
    today_cost,
    token_count,
)
from aimonitor.insight.problems import headline_problem
from aimonitor.insight.windows import filled, main_window

NEEDS_USER = frozenset(
    {
        ProblemKind.AUTH,
        ProblemKind.WRONG_KEY,
        ProblemKind.BILLING,
        ProblemKind.KEYCHAIN,
        ProblemKind.CONFIG,
    }
)
"""Problems that time does not mend: the user has to act."""

SPARKLINE_DAYS = 30
RARELY = timedelta(hours=1)
"""Some services are asked for their limits no more often."""


class Runtime(Struct, frozen=True, kw_only=True):
    """What is not stored: what the poller is doing, and after how long figures count as old."""

    polling: bool = False
    older_days: tuple[int, int] | None = None
    next_poll_at: datetime | None = None
    stale_after: timedelta = timedelta(minutes=30)


class Service(Struct, frozen=True, kw_only=True):
    """What a provider's service is called, and what it tells at all, to a key like this one."""

    name: str
    capabilities: frozenset[Capability]


def provider_state(facts: ProviderFacts, service: Service, runtime: Runtime, now: datetime) -> ProviderState:
    """All that is shown of a provider at `now`."""
    today, capabilities = utc_day(now), service.capabilities
    facts = _without_the_old(facts, runtime.stale_after + RARELY)
    entered = _entered(facts, capabilities, today)
    month = _explained(month_cost(facts, capabilities, today), facts)
    windows = tuple(filled(window, month, now, facts.windows_at) for window in facts.windows or ())
    first, same, last_poll = month_start(today), _same_days(today), facts.last_poll
    return ProviderState(
        provider=facts.provider,
        type_name=service.name,
        health=health(facts, runtime, now),
        polling=runtime.polling,
        older_days=runtime.older_days,
        problem=_problem(facts, now),
        failing_since=facts.failing_since,
        today=_explained(today_cost(facts, capabilities, today), facts),
        month=month,
        balance=entered[0] if entered else _explained(balance_left(facts, capabilities), facts),
        tokens_today=_explained_count(token_count(facts, capabilities, today, today), facts),
        tokens_month=_explained_count(token_count(facts, capabilities, first, today), facts),
        balances=entered[1] if entered else facts.balances or (),
        windows=windows,
        main_window=main_window(windows),
        models=_models(facts, month),
        last_30_days=_every_day(facts.days, today - (SPARKLINE_DAYS - 1) * ONE_DAY, today),
        completed_this_month=complete_days(facts.days, first, first + (same[1] - same[0])),
        same_days_last_month=complete_days(facts.days, *same),
        days_known=facts.days,
        capabilities=capabilities,
        warnings=last_poll.warnings if last_poll else (),
        last_updated=facts.last_good_at,
        last_poll=last_poll,
        next_poll_at=runtime.next_poll_at,
        history_since=facts.history_since,
        key_life=facts.key_life,
        left=facts.left,
    )


def _models(facts: ProviderFacts, month: MoneyFigure) -> tuple[ModelUsage, ...]:
    """The month by model; what each cost is as unknown as what all of them did."""
    if month.status is not FigureStatus.UNKNOWN:
        return facts.month_models
    nameless = (replace(model, cost=None) for model in facts.month_models)
    return tuple(model for model in nameless if model != ModelUsage(model=model.model))


def _entered(
    facts: ProviderFacts, capabilities: frozenset[Capability], today: date
) -> tuple[MoneyFigure, tuple[Balance, ...]] | None:
    """What is left by the user's own word, where the service does not tell it."""
    if not facts.entered or not takes_entries(capabilities):
        return None
    from aimonitor.insight.entered import entered_balance  # noqa: PLC0415  few have any: not at first paint

    return entered_balance(facts.entered, today)


def _problem(facts: ProviderFacts, now: datetime) -> Problem | None:
    """Of a key that was to end by now, and is refused, it is said that it has ended."""
    problem, life = headline_problem(facts.last_poll), facts.key_life
    if problem is None or problem.kind is not ProblemKind.AUTH or life is None or not life.is_over(now):
        return problem
    words = f"The key expired on {life.expires_at:%Y-%m-%d} (UTC). Make a new one and replace it here."
    return replace(problem, message=words)


def _without_the_old(facts: ProviderFacts, most: timedelta) -> ProviderFacts:
    """Without statements and uses of limits that good polls failed to renew: they would pass for fresh."""
    good = facts.last_good_at
    if good is None:
        return facts
    if facts.spends_at is not None and good - facts.spends_at > most:
        facts = replace(facts, spends=None)
    if facts.windows_at is not None and good - facts.windows_at > most:
        windows = (replace(one, used=None, used_fraction=None, left=None) for one in facts.windows or ())
        facts = replace(facts, windows=tuple(windows))
    return facts


def _same_days(today: date) -> tuple[date, date]:
    """First and last day of last month to hold this month's completed days against, as many of both.

    A longer month is compared up to as many days as the shorter one had.
    """
    first = previous_month(today)
    last_month_end = month_start(today) - ONE_DAY
    return first, min(first + (today.day - 2) * ONE_DAY, last_month_end)


def same_days_through(today: date) -> date | None:
    """The last day of last month that this month is held against; None on the first of a month."""
    first, last = _same_days(today)
    return last if last >= first else None


def health(facts: ProviderFacts, runtime: Runtime, now: datetime) -> Health:
    """The state of a provider, from its last poll and the age of its figures."""
    if not facts.provider.enabled:
        return Health.PAUSED
    if facts.last_poll is None:
        return Health.WAITING
    problem = headline_problem(facts.last_poll)
    if problem is not None:
        return Health.NEEDS_YOU if problem.kind in NEEDS_USER else Health.STALE
    good = facts.last_good_at
    return Health.STALE if good is None or now - good > runtime.stale_after else Health.OK


def _explained(figure: MoneyFigure, facts: ProviderFacts) -> MoneyFigure:
    problem = headline_problem(facts.last_poll)
    if figure.status is FigureStatus.UNKNOWN and problem is not None:
        return replace(figure, note=problem.message)
    return figure


def _explained_count(figure: CountFigure, facts: ProviderFacts) -> CountFigure:
    problem = headline_problem(facts.last_poll)
    if figure.status is FigureStatus.UNKNOWN and problem is not None:
        return replace(figure, note=problem.message)
    return figure


def _every_day(days: tuple[DayTotal, ...], first: date, last: date) -> tuple[DayTotal, ...]:
    known = {day.day: day for day in days}
    wanted = (first + offset * ONE_DAY for offset in range((last - first).days + 1))
    return tuple(known.get(day) or DayTotal(day=day) for day in wanted)


def usage_of(state: ProviderState) -> ProviderUsage:
    """The flat view: month to date, US dollars only."""
    window = state.main_window
    in_tokens = window is not None and window.unit is Unit.TOKENS
    limit = window.limit if window is not None and in_tokens else None
    return ProviderUsage(
        provider_id=state.provider.id,
        tokens_used=state.tokens_month.value,
        tokens_limit=None if limit is None else int(limit),
        cost_usd=amount_in(state.month.totals, "USD") if state.month.status is FigureStatus.KNOWN else None,
        balance_usd=amount_in(state.balance.totals, "USD"),
        last_updated=state.last_updated,
    )
