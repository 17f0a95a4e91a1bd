"""The team's spend by day and line of the bill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.errors import SchemaError
from aimonitor.net.answer import Api, Json
from aimonitor.providers.builtin.xai.judge import judge
from aimonitor.providers.builtin.xai.wire import UsageAnswer
from aimonitor.providers.wire import changed_shape, decode

_WHAT = "usage"
_SLICE = 31 * ONE_DAY
_ZERO = Decimal(0)


@dataclass(slots=True)
class TeamSpend:
    """USD by day and line, for the days that were answered in full. `cut`: days that were not."""

    days: dict[date, dict[str | None, Decimal]] = field(default_factory=dict)
    cut: list[date] = field(default_factory=list)

    def problem(self) -> SchemaError | None:
        """Why days are missing; None where none are."""
        if not self.cut:
            return None
        span = f"{min(self.cut)} to {max(self.cut)}"
        return SchemaError(f"xAI cut its answer short: the costs of {span} stay as they were.")

    def day_costs(self, today: date) -> Iterator[DayCost]:
        """One fact a line that cost something. A completed day without any is 0; today is unknown then."""
        for day, lines in self.days.items():
            spent = {line: amount for line, amount in lines.items() if amount}
            if not spent and (day < today or lines):
                spent = {None: _ZERO}
            for line, amount in spent.items():
                yield DayCost(
                    day=day,
                    model=line,
                    money=Money(amount=amount, currency="USD"),
                    provenance=Provenance.REPORTED,
                    complete=day < today,
                )


async def read_spend(api: Api, path: str, wanted: Period) -> TeamSpend:
    """The spend of each day of `wanted`. Raises AppError."""
    spend = TeamSpend()
    for part in _slices(wanted):
        told = await _ask(api, path, part, by_line=True)
        if told.limitReached:
            told = await _ask(api, path, part, by_line=False)
        if told.limitReached:
            spend.cut += part.days()
            continue
        spend.days |= {day: {} for day in part.days()}
        _add(spend, told, part)
    return spend


def _add(spend: TeamSpend, told: UsageAnswer, part: Period) -> None:
    for series in told.timeSeries:
        line = series.group[0] if series.group else None
        for point in series.dataPoints:
            if not point.values:
                raise changed_shape(_WHAT, "values")
            if point.day in part:
                lines = spend.days[point.day]
                lines[line] = lines.get(line, _ZERO) + point.values[0]


async def _ask(api: Api, path: str, part: Period, *, by_line: bool) -> UsageAnswer:
    group: list[Json] = ["description"] if by_line else []
    asked: dict[str, Json] = {
        "timeRange": {
            "startTime": f"{part.first} 00:00:00",
            "endTime": f"{part.last} 23:59:59",
            "timezone": "Etc/GMT",
        },
        "timeUnit": "TIME_UNIT_DAY",
        "values": [{"name": "usd", "aggregation": "AGGREGATION_SUM"}],
        "groupBy": group,
        "filters": [],
    }
    return decode(UsageAnswer, await api.post(path, {"analyticsRequest": asked}, judge=judge), _WHAT)


def _slices(wanted: Period) -> Iterator[Period]:
    first = wanted.first
    while first <= wanted.last:
        last = min(first + _SLICE - ONE_DAY, wanted.last)
        yield Period(kind=PeriodKind.CUSTOM, first=first, last=last)
        first = last + ONE_DAY
