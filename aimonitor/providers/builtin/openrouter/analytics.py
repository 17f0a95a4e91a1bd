"""The account's spend by day and model, for any range, the running day included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, day_start
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.errors import SchemaError
from aimonitor.net.answer import Api, Json
from aimonitor.providers.builtin.openrouter.judge import judge
from aimonitor.providers.builtin.openrouter.wire import ZERO, AnalyticsAnswer, AnalyticsRow
from aimonitor.providers.wire import changed_shape, decode

PATH = "/api/v1/analytics/query"
_WHAT = "analytics"
_SLICE = 31 * ONE_DAY
"""Days asked for at once: an answer holds 1000 rows unless the service decides for more."""


@dataclass(slots=True)
class AccountSpend:
    """The days that were answered in full. `cut`: days of answers that the service cut short."""

    rows: dict[date, list[AnalyticsRow]] = field(default_factory=dict)
    cut: list[date] = field(default_factory=list)

    def problem(self) -> SchemaError | None:
        """Why days are missing; None where none are."""
        if not self.cut:
            return None
        span = f"{min(self.cut)} to {max(self.cut)}"
        return SchemaError(f"OpenRouter cut its answer short: the costs of {span} stay as they were.")

    def day_costs(self, today: date) -> Iterator[DayCost]:
        """One fact per row. A completed day without rows is 0; today without rows is unknown."""
        for day, rows in self.rows.items():
            for model, amount in [(row.model, row.total_usage) for row in rows] or [(None, ZERO)]:
                if rows or day < today:
                    money = Money(amount=amount, currency="USD")
                    yield DayCost(
                        day=day,
                        model=model,
                        money=money,
                        provenance=Provenance.REPORTED,
                        complete=day < today,
                    )


async def read_spend(api: Api, wanted: Period) -> AccountSpend:
    """The spend of each day of `wanted`. Raises AppError."""
    spend = AccountSpend()
    for part in _slices(wanted):
        rows = await _ask(api, part, by_model=True) or await _ask(api, part, by_model=False)
        if rows is None:
            spend.cut += part.days()
            continue
        for day in part.days():
            spend.rows[day] = [row for row in rows.found if row.day == day]
    return spend


class _Table(Struct, frozen=True):
    found: list[AnalyticsRow]


async def _ask(api: Api, part: Period, *, by_model: bool) -> _Table | None:
    """All rows of the part; None where the service cut the answer short."""
    body: dict[str, Json] = {
        "metrics": ["total_usage", "request_count", "tokens_total"],
        # without a range it answers a short recent window of its own choice
        "time_range": {
            "start": _stamp(part.first),
            "end": _stamp(part.last + ONE_DAY),
        },
        "granularity": "day",
    }
    if by_model:
        body["dimensions"] = ["model"]
    table = decode(AnalyticsAnswer, await api.post(PATH, body, judge=judge), _WHAT).data
    return None if table.metadata.truncated else _Table([_row(cells) for cells in table.data])


def _row(cells: dict[str, object]) -> AnalyticsRow:
    """One row; the prefix of its time column varies."""
    days = [name for name in cells if name.endswith("__day")]
    if not days:
        raise changed_shape(_WHAT, "no column for the day")
    return decode(AnalyticsRow, cells | {"day": cells[days[0]]}, _WHAT)


def _slices(wanted: Period) -> Iterator[Period]:
    first = wanted.first
    while first <= wanted.last:
        last = min(first + _SLICE - ONE_DAY, wanted.last)
        yield Period(kind=PeriodKind.CUSTOM, first=first, last=last)
        first = last + ONE_DAY


def _stamp(day: date) -> str:
    return day_start(day).strftime("%Y-%m-%dT%H:%M:%SZ")
