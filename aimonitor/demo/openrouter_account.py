"""An OpenRouter account: its keys, workspaces and prepaid credits, all resting on the same records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from aimonitor.demo.year import Account, DayRecord, since_opening
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, month_start, utc_day

FIRST_CREDITS = Decimal(150)
TOP_UP = Decimal(100)
TOP_UP_BELOW = Decimal(40)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace; `budget`: USD, `reset`: the service's word for when it begins anew."""

    id: str
    slug: str
    name: str
    budget: Decimal | None = None
    reset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterKey:
    """An ordinary key that runs `models`; `cap`: USD per `reset`, None for no cap."""

    name: str
    workspace: str
    models: frozenset[str]
    cap: Decimal | None = None
    reset: str | None = None
    disabled: bool = False

    @property
    def hash(self) -> str:
        """The stable name the service gives it."""
        return sha256(f"demo key {self.name}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterAccount:
    """An account: `base` is what is used, `keys` share its models among them without overlap."""

    base: Account
    keys: tuple[RouterKey, ...]
    workspaces: tuple[Workspace, ...]

    def credits(self, now: datetime) -> tuple[Decimal, Decimal]:
        """Credits ever bought and ever used, USD. Bought anew on the morning after they ran low."""
        bought, used = FIRST_CREDITS, _ZERO
        for record in self.base.records(since_opening(now), now):
            if bought - used < TOP_UP_BELOW:
                bought += TOP_UP
            used += record.cost
        return bought, used

    def spent(self, key: RouterKey, first: date, now: datetime) -> Decimal:
        """USD that a key used from `first` to now."""
        span = Period(kind=PeriodKind.CUSTOM, first=min(first, utc_day(now)), last=utc_day(now))
        return sum((of_key(key, record) for record in self.base.records(span, now)), _ZERO)

    def used(self, key: RouterKey, now: datetime) -> dict[str, Decimal]:
        """USD by the service's words: all time, today, this week (from Monday), this month."""
        today = utc_day(now)
        return {
            "usage": self.spent(key, since_opening(now).first, now),
            "usage_daily": self.spent(key, today, now),
            "usage_weekly": self.spent(key, today - today.weekday() * ONE_DAY, now),
            "usage_monthly": self.spent(key, month_start(today), now),
        }


def of_key(key: RouterKey, record: DayRecord) -> Decimal:
    """The part of a day's cost that is this key's, USD."""
    return sum((model.cost for model in record.models if model.plan.id in key.models), _ZERO)
