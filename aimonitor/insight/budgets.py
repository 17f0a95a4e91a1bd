"""How budgets stand: what was spent of them, what is passed, when the next limit is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from aimonitor.domain.budget import Budget, BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.money import Money, amount_in, shown_order
from aimonitor.domain.periods import ONE_DAY, month_end, month_start, utc_day
from aimonitor.domain.state import FigureStatus, MoneyFigure, ProviderState
from aimonitor.domain.usage import share, weakest
from aimonitor.insight.budget_past import passed_on
from aimonitor.insight.forecast import daily_costs, passes_on

EVERYTHING = "Everything"
_NOBODY = "No provider that tells cost counts towards this budget."
_WEEK = 7


def budget_states(
    budgets: Iterable[Budget], states: Sequence[ProviderState], now: datetime, first_weekday: int
) -> tuple[BudgetState, ...]:
    """How each budget stands at `now`. `first_weekday`: on which day a week starts, Monday 0."""
    today = utc_day(now)
    return tuple(_state(budget, states, today, first_weekday) for budget in budgets)


def budget_span(period: BudgetPeriod, today: date, first_weekday: int) -> tuple[date, date]:
    """First and last UTC day of the period that `today` is in."""
    if period is BudgetPeriod.DAY:
        return today, today
    if period is BudgetPeriod.MONTH:
        return month_start(today), month_end(today)
    first = today - (today.weekday() - first_weekday) % _WEEK * ONE_DAY
    return first, first + timedelta(days=_WEEK - 1)


def counts(budget: Budget, state: ProviderState) -> bool:
    """Whether what that provider spends counts towards the budget."""
    if budget.scope is BudgetScope.ALL:
        return True
    mine = state.provider.provider_type if budget.scope is BudgetScope.TYPE else state.provider.id
    return mine == budget.subject


def _state(budget: Budget, states: Sequence[ProviderState], today: date, first_weekday: int) -> BudgetState:
    first, last = budget_span(budget.period, today, first_weekday)
    mine = [state for state in states if counts(budget, state)]
    figures = [_spent(state, budget.period, first, today) for state in mine]
    spent, at_least = _sum(figures, budget.currency)
    elsewhere = _billed_elsewhere(mine, budget.currency)
    if elsewhere and spent.status is FigureStatus.KNOWN:
        spent = MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=elsewhere)
    amount = spent.totals[0].amount if spent.totals else None
    left = None if amount is None else next(iter(_not_passed(budget, amount)), None)
    gone = None if amount is None else max(_passed(budget, amount), default=None)
    return BudgetState(
        budget=budget,
        label=_label(budget, mine),
        first=first,
        last=last,
        spent=spent,
        at_least=at_least,
        fraction=None if amount is None or budget.limit <= 0 else share(amount, budget.limit),
        level=_level(budget, amount),
        passes=left,
        passes_on=None
        if left is None or amount is None
        else _passes_on(mine, budget, left, amount, (today, last)),
        passed=gone,
        passed_on=None if gone is None else passed_on(mine, budget.currency, gone, first, today),
        provider_ids=tuple(state.provider.id for state in mine),
    )


def _label(budget: Budget, mine: Sequence[ProviderState]) -> str:
    if budget.scope is BudgetScope.ALL:
        return EVERYTHING
    if not mine:
        return budget.subject
    return mine[0].type_name if budget.scope is BudgetScope.TYPE else mine[0].provider.name


def _level(budget: Budget, amount: Decimal | None) -> BudgetLevel:
    if amount is None:
        return BudgetLevel.UNKNOWN
    if budget.hard is not None and amount > budget.hard:
        return BudgetLevel.HARD
    return BudgetLevel.SOFT if budget.soft is not None and amount > budget.soft else BudgetLevel.UNDER


def _not_passed(budget: Budget, amount: Decimal) -> list[Decimal]:
    """The limits that are still ahead, lowest first."""
    return sorted(limit for limit in (budget.soft, budget.hard) if limit is not None and amount <= limit)


def _passed(budget: Budget, amount: Decimal) -> list[Decimal]:
    return [limit for limit in (budget.soft, budget.hard) if limit is not None and amount > limit]


# --- what was spent -----------------------------------------------------------------------------


def _spent(state: ProviderState, period: BudgetPeriod, first: date, today: date) -> MoneyFigure:
    """The figure that is shown for that period, where one is; a week is today's and the days before."""
    if period is BudgetPeriod.MONTH:
        return state.month
    if period is BudgetPeriod.DAY or first == today:
        return state.today
    return _week(state, first, today)


def _week(state: ProviderState, first: date, today: date) -> MoneyFigure:
    days = [day for day in state.days_known if first <= day.day < today and day.cost is not None]
    figure = state.today
    if not days and figure.status is not FigureStatus.KNOWN:
        return figure
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=(*(money for day in days for money in day.cost or ()), *figure.totals),
        complete=False,
        missing=_missing({day.day for day in days if day.cost_complete}, first, today),
        provenance=weakest([*(day.provenance for day in days), figure.provenance]),
    )


def _missing(known: set[date], first: date, today: date) -> int:
    """How many completed days are unknown; yesterday is not counted while services may still lag."""
    due = max((today - ONE_DAY - first).days, 0)
    return sum(1 for n in range(due) if first + n * ONE_DAY not in known)


def _sum(figures: Sequence[MoneyFigure], currency: str) -> tuple[MoneyFigure, bool]:
    """What is known of the sum, and whether more may have been spent. Unknown is never 0."""
    known = [figure for figure in figures if figure.status is FigureStatus.KNOWN]
    unknown = sum(1 for figure in figures if figure.status is FigureStatus.UNKNOWN)
    if not known:
        if unknown:
            return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=_gaps(unknown, 0)), False
        return MoneyFigure(status=FigureStatus.NOT_OFFERED, complete=False, note=_NOBODY), False
    missing = sum(figure.missing for figure in known)
    amount = sum(
        (money.amount for figure in known for money in figure.totals if money.currency == currency),
        Decimal(0),
    )
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=(Money(amount=amount, currency=currency),),
        complete=False,
        missing=missing,
        provenance=weakest(
            figure.source(currency) for figure in known if amount_in(figure.totals, currency) is not None
        ),
        note=_gaps(unknown, missing),
    ), bool(unknown or missing)


def _billed_elsewhere(mine: Sequence[ProviderState], currency: str) -> str:
    """Why nothing is known in this currency, where all that was ever spent is in others; else ""."""
    found = {money.currency for state in mine for money in state.month.totals}
    found |= {money.currency for state in mine for day in state.days_known for money in day.cost or ()}
    if not found or currency in found:
        return ""
    return (
        f"What counts here is billed in {' and '.join(sorted(found, key=shown_order))}; nothing is converted."
    )


def _gaps(unknown: int, missing: int) -> str:
    words = []
    if unknown:
        words.append(f"without {unknown} provider{'s' if unknown > 1 else ''} whose cost is unknown")
    if missing:
        words.append(f"without {missing} day{'s' if missing > 1 else ''} that could not be read yet")
    return ", ".join(words)


# --- what is ahead ------------------------------------------------------------------------------


def _passes_on(
    mine: Sequence[ProviderState], budget: Budget, limit: Decimal, amount: Decimal, rest: tuple[date, date]
) -> date | None:
    """The day on which `limit` is passed at the pace of those that are polled, together.

    Of whom no day is known, no pace is: where there are such, it may be passed earlier.
    """
    today, last = rest
    polled = [s for s in mine if s.provider.enabled and s.month.status is FigureStatus.KNOWN]
    told = [(state, daily_costs(state.days_known, budget.currency)) for state in polled]
    paced = [(state, costs) for state, costs in told if costs]
    if not paced:
        return None
    each = [costs for _, costs in paced]
    shared = set.intersection(*(set(costs) for costs in each))
    known = [s.today for s, _ in paced if s.today.status is FigureStatus.KNOWN]
    spent_today = sum((amount_in(f.totals, budget.currency) or Decimal(0) for f in known), Decimal(0))
    return passes_on(
        limit,
        amount,
        spent_today if known else None,
        {day: sum((costs[day] for costs in each), Decimal(0)) for day in shared},
        today=today,
        last=last,
    )
