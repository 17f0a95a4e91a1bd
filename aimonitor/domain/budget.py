"""A budget: how much may be spent on what, in which time. And how it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from aimonitor.domain.state import MoneyFigure


class BudgetScope(StrEnum):
    """What a budget is for."""

    ALL = "all"
    TYPE = "type"
    PROVIDER = "provider"


class BudgetPeriod(StrEnum):
    """In which time it may be spent; days are UTC days, weeks start as the user's country has it."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class BudgetLevel(StrEnum):
    """What of a budget is passed. UNKNOWN: nothing is known of what was spent."""

    UNKNOWN = "unknown"
    UNDER = "under"
    SOFT = "soft"
    HARD = "hard"


class Budget(Struct, frozen=True, kw_only=True):
    """At least one limit, above 0; where there are both, `soft` is below `hard`.

    `subject`: "" for everything, a provider type, or the id of a provider. There may be several
    budgets for one subject. Only money of `currency` counts.
    """

    id: str
    scope: BudgetScope
    subject: str = ""
    period: BudgetPeriod
    currency: str
    soft: Decimal | None = None
    hard: Decimal | None = None

    @property
    def limit(self) -> Decimal:
        """The limit that a meter ends at: the hard one, else the soft one."""
        return self.hard if self.hard is not None else self.soft or Decimal(0)

    def is_about_the_same(self, other: Budget) -> bool:
        """Whether both limit the same money in the same time."""
        mine = (self.scope, self.subject, self.period, self.currency)
        return mine == (other.scope, other.subject, other.period, other.currency)


class BudgetState(Struct, frozen=True, kw_only=True):
    """How a budget stands in the period that now is in.

    `label`: the name of what it is for. `spent`: in the budget's currency alone; a known zero is
    one row of 0. `at_least`: some of it is unknown, so more may have been spent. `fraction`:
    of `budget.limit`, may pass 1; None where `spent` is not KNOWN. `passes_on`: the day on which
    the lowest limit that is not passed yet (`passes`) is passed at this pace; None: not in this period,
    or no pace is known. `passed`: the highest limit that is passed, `passed_on`: the day by which it was;
    None: the known days do not tell. `provider_ids`: whose money counts.
    """

    budget: Budget
    label: str
    first: date
    last: date
    spent: MoneyFigure
    at_least: bool
    fraction: Decimal | None
    level: BudgetLevel
    passes_on: date | None = None
    passes: Decimal | None = None
    passed_on: date | None = None
    passed: Decimal | None = None
    provider_ids: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal | None:
        """What was spent, as far as it is known; None: nothing is known."""
        return self.spent.totals[0].amount if self.spent.totals else None
