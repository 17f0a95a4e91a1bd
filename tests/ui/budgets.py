"""Made-up budgets for tests of the window and for its pictures: those of the target picture, and others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from aimonitor.domain.budget import Budget, BudgetLevel, BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.state import FigureStatus, MoneyFigure
from tests.ui.factories import TODAY, known, usd

_FIRST, _LAST = date(2026, 11, 1), date(2026, 11, 30)
_DAYS = {
    BudgetPeriod.DAY: (TODAY, TODAY),
    BudgetPeriod.WEEK: (date(2026, 11, 16), date(2026, 11, 22)),
    BudgetPeriod.MONTH: (_FIRST, _LAST),
}


def standing(
    spent: str | None = "412.38",
    *,
    soft: str | None = None,
    hard: str | None = "500",
    period: BudgetPeriod = BudgetPeriod.MONTH,
    provider_id: str = "",
    label: str = "Everything",
    currency: str = "USD",
    passes_on: date | None = None,
    passed_on: date | None = None,
    at_least: bool = False,
) -> BudgetState:
    """A budget over everything, or over one provider, of which that much is spent (None: unknown)."""
    low, high = (None if one is None else Decimal(one) for one in (soft, hard))
    budget = Budget(
        id=f"{label} {period} {currency}",
        scope=BudgetScope.PROVIDER if provider_id else BudgetScope.ALL,
        subject=provider_id,
        period=period,
        currency=currency,
        soft=low,
        hard=high,
    )
    amount = None if spent is None else Decimal(spent)
    limits = [limit for limit in (low, high) if limit is not None]
    first, last = _DAYS[period]
    return BudgetState(
        budget=budget,
        label=label,
        first=first,
        last=last,
        spent=MoneyFigure(status=FigureStatus.UNKNOWN, complete=False)
        if spent is None
        else known(usd(spent, currency), complete=False),
        at_least=at_least,
        fraction=None if amount is None else amount / budget.limit,
        level=_level(amount, low, high),
        passes_on=passes_on,
        passes=None if amount is None else min((one for one in limits if one >= amount), default=None),
        passed_on=passed_on,
        passed=None if amount is None else max((one for one in limits if one < amount), default=None),
        provider_ids=(provider_id,) if provider_id else tuple(f"p{place}" for place in range(6)),
    )


def _level(amount: Decimal | None, soft: Decimal | None, hard: Decimal | None) -> BudgetLevel:
    if amount is None:
        return BudgetLevel.UNKNOWN
    if hard is not None and amount > hard:
        return BudgetLevel.HARD
    return BudgetLevel.SOFT if soft is not None and amount > soft else BudgetLevel.UNDER


def picture_budgets() -> tuple[BudgetState, ...]:
    """The four of the target picture."""
    return (
        standing("241.07", hard="390", provider_id="p0", label="OpenAI — production"),
        standing("132.55", soft="116", hard="145", provider_id="p1", label="Claude API — research"),
        standing("18.20", hard="22", period=BudgetPeriod.DAY),
        standing(passes_on=date(2026, 11, 27)),
    )
