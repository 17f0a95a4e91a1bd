"""A made-up year of one account: pure, exact, and the same for the same day wherever it is asked.

What a day holds depends on the account's seed and the date alone, so a restart, another process
or the next morning tell the same story. Costs are tokens times price, exactly: every other figure
(credits, caps, totals) is a sum of these records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from itertools import pairwise

from aimonitor.domain.periods import Period, PeriodKind, month_end, month_start, period, utc_day

OPENED = date(2025, 9, 1)
"""The day on which every made-up account begins: more than 400 days before the demo was written."""

_MILLION = Decimal(1_000_000)
_ZERO = Decimal(0)
_WEEKDAYS = (100, 112, 106, 108, 92, 34, 28)
_GROWTH_DAYS = 1500
_SPIKE = 32
_MINUTES_PER_DAY = 24 * 60
_DAY_CURVE = ((0, 0), (7 * 60, 80_000), (19 * 60, 880_000), (_MINUTES_PER_DAY, 1_000_000))


class TokenKind(StrEnum):
    """Kinds of tokens, each with its own price; they do not overlap."""

    UNCACHED = "uncached"
    CACHED = "cached"
    WRITE_5M = "write_5m"
    WRITE_1H = "write_1h"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPlan:
    """A model of the account. `prices`: USD per million tokens, at most three decimals.

    `daily`: tokens of each kind on an ordinary Monday at level 100. `per_request`: tokens that
    one request takes.
    """

    id: str
    title: str
    prices: dict[TokenKind, Decimal]
    daily: dict[TokenKind, int]
    per_request: int
    family: str = "completions"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraPlan:
    """Something billed by the piece. `price`: USD each. `daily`: pieces on an ordinary Monday."""

    id: str
    model: str | None
    price: Decimal
    daily: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDay:
    """Tokens and requests of one model on one UTC day."""

    plan: ModelPlan
    tokens: dict[TokenKind, int]
    requests: int

    @property
    def input_tokens(self) -> int:
        """All input, cached and cache-write included."""
        return sum(count for kind, count in self.tokens.items() if kind is not TokenKind.OUTPUT)

    @property
    def total_tokens(self) -> int:
        """Input and output."""
        return sum(self.tokens.values())

    def cost_of(self, kind: TokenKind) -> Decimal:
        """USD for the tokens of one kind, exact."""
        return self.tokens.get(kind, 0) * self.plan.prices.get(kind, _ZERO) / _MILLION

    @property
    def cost(self) -> Decimal:
        """USD for all its tokens, exact."""
        return sum((self.cost_of(kind) for kind in self.tokens), _ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraDay:
    """Pieces of one extra on one UTC day."""

    plan: ExtraPlan
    count: int

    @property
    def cost(self) -> Decimal:
        """USD, exact."""
        return self.count * self.plan.price


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """All that one account used on one UTC day."""

    day: date
    models: tuple[ModelDay, ...] = ()
    extras: tuple[ExtraDay, ...] = ()

    @property
    def cost(self) -> Decimal:
        """USD of the day, exact."""
        models = sum((model.cost for model in self.models), _ZERO)
        return models + sum((extra.cost for extra in self.extras), _ZERO)

    @property
    def tokens(self) -> int:
        """Input and output of all models."""
        return sum(model.total_tokens for model in self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An organization that never was: its models and how it uses them.

    `gap_day`: day of each month whose costs the server cannot answer for, 0 for none.
    """

    seed: str
    models: tuple[ModelPlan, ...]
    extras: tuple[ExtraPlan, ...] = ()
    gap_day: int = 0
    _months: dict[date, tuple[DayRecord, ...]] = field(default_factory=dict, compare=False, repr=False)

    def record(self, day: date, now: datetime) -> DayRecord:
        """That day as it stands at `now`: empty before the account and after today, growing today."""
        today = utc_day(now)
        if not OPENED <= day <= today:
            return DayRecord(day=day)
        full = self._month(month_start(day))[day.day - 1]
        return full if day < today else so_far(full, now)

    def records(self, span: Period, now: datetime) -> Iterator[DayRecord]:
        """Each day of the span, oldest first."""
        return (self.record(day, now) for day in span.days())

    def cost(self, kind: PeriodKind, now: datetime) -> Decimal:
        """USD of a period that ends today, exact."""
        return total(self.records(period(kind, utc_day(now)), now))

    def is_gap(self, day: date) -> bool:
        """Whether the server has no costs to tell for that day."""
        return day.day == self.gap_day

    def _month(self, first: date) -> tuple[DayRecord, ...]:
        known = self._months.get(first)
        if known is None:
            days = Period(kind=PeriodKind.CUSTOM, first=first, last=month_end(first)).days()
            known = self._months[first] = tuple(self._make(day) for day in days)
        return known

    def _make(self, day: date) -> DayRecord:
        models = tuple(self._model_day(plan, day) for plan in self.models)
        extras = tuple(
            ExtraDay(plan=plan, count=plan.daily * self._level(day, plan.id) // _LEVEL_UNIT)
            for plan in self.extras
        )
        return DayRecord(day=day, models=models, extras=extras)

    def _model_day(self, plan: ModelPlan, day: date) -> ModelDay:
        level = self._level(day, plan.id)
        if plan is self.models[0] and day.day == 5 + _chance(self.seed, f"{day:%Y-%m}") % 18:
            level = level * _SPIKE // 10
        tokens = {kind: count * level // _LEVEL_UNIT for kind, count in plan.daily.items()}
        return ModelDay(plan=plan, tokens=tokens, requests=_requests(tokens, plan))

    def _level(self, day: date, what: str) -> int:
        """How busy the day is for `what`, in `_LEVEL_UNIT`s of an ordinary Monday."""
        noise = 70 + _chance(self.seed, what, day.isoformat()) % 61
        growth = 60 + min((day - OPENED).days, _GROWTH_DAYS) // 8
        return noise * _WEEKDAYS[day.weekday()] * growth


_LEVEL_UNIT = 100 * 100 * 100


def _requests(tokens: dict[TokenKind, int], plan: ModelPlan) -> int:
    return -(-sum(tokens.values()) // plan.per_request)


def _chance(*parts: str) -> int:
    return int.from_bytes(blake2b("/".join(parts).encode(), digest_size=4).digest(), "big")


def total(records: Iterable[DayRecord]) -> Decimal:
    """USD of these days together, exact."""
    return sum((record.cost for record in records), _ZERO)


def day_share(now: datetime) -> int:
    """How many millionths of a day's work are done at `now`: little by night, most of it by day."""
    moment = now.astimezone(UTC)
    minute = moment.hour * 60 + moment.minute
    for (start, low), (end, high) in pairwise(_DAY_CURVE):
        if minute < end:
            return low + (high - low) * (minute - start) // (end - start)
    return 1_000_000


def so_far(record: DayRecord, now: datetime) -> DayRecord:
    """The part of a running day that has happened by `now`."""
    share = day_share(now)
    models = []
    for model in record.models:
        tokens = {kind: count * share // 1_000_000 for kind, count in model.tokens.items()}
        models.append(ModelDay(plan=model.plan, tokens=tokens, requests=_requests(tokens, model.plan)))
    extras = (ExtraDay(plan=extra.plan, count=extra.count * share // 1_000_000) for extra in record.extras)
    return DayRecord(day=record.day, models=tuple(models), extras=tuple(extras))


def since_opening(now: datetime) -> Period:
    """From the account's first day to today; one empty day where the clock is before it."""
    today = utc_day(now)
    return Period(kind=PeriodKind.CUSTOM, first=min(OPENED, today), last=today)
