"""A made-up plan with room for five hours and for a week, both of which begin anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aimonitor.demo.year import Account
from aimonitor.domain.periods import Period, PeriodKind, utc_day

FIVE_HOURS, WEEK = timedelta(hours=5), timedelta(weeks=1)
_WEEK_BEGINS = datetime(1970, 1, 5, 9, tzinfo=UTC)
_USUAL_WEEKS = 4
_ROOM = Decimal("1.6")
_FIVE_HOURS_A_WEEK = 20
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `base` uses of a plan that has room for a usual week and three fifths more."""

    base: Account

    def tokens(self, begin: datetime, end: datetime) -> Mapping[str, int]:
        """Tokens by model between two moments."""
        counts = dict.fromkeys((plan.id for plan in self.base.models), 0)
        span = Period(kind=PeriodKind.CUSTOM, first=utc_day(begin), last=utc_day(end))
        for record in self.base.records(span, end):
            for model in record.models:
                counts[model.plan.id] += model.total_tokens
        for model in self.base.record(utc_day(begin), begin).models:
            counts[model.plan.id] -= model.total_tokens
        return counts

    def percent(self, length: timedelta, now: datetime) -> Decimal:
        """How much is used of the week or of the 5 hours that run at `now`, to a tenth."""
        used = sum(self.tokens(begin_of(length, now), now).values())
        return min(_HUNDRED, (_HUNDRED * used / self._room(length, now)).quantize(_TENTH))

    def _room(self, length: timedelta, now: datetime) -> Decimal:
        begin = begin_of(WEEK, now)
        usual = sum(self.tokens(begin - _USUAL_WEEKS * WEEK, begin).values()) / Decimal(_USUAL_WEEKS)
        return max(Decimal(1), usual * _ROOM / (1 if length == WEEK else _FIVE_HOURS_A_WEEK))


def begin_of(length: timedelta, now: datetime) -> datetime:
    """When the span of that length began: weeks on Mondays at 9, five hours one after the other."""
    return now - (now - _WEEK_BEGINS) % length


def end_of(length: timedelta, now: datetime) -> datetime:
    """When it begins anew."""
    return begin_of(length, now) + length
