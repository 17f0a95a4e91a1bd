"""Made-up polls, models and histories of one provider, for tests of the details and for pictures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.history import DayStatus, History, Series, SeriesDay
from aimonitor.domain.money import Money
from aimonitor.domain.state import ModelUsage, PollRecord
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind, Repair
from tests.ui.moments import NOW, TODAY


def poll(provider_id: str = "p0", ago: timedelta = timedelta(minutes=2), **changes: object) -> PollRecord:
    """A poll that went well; `changes` are fields of PollRecord."""
    record = PollRecord(
        provider_id=provider_id,
        started_at=NOW - ago,
        duration=timedelta(milliseconds=840),
        requests=4,
    )
    return replace(record, **changes)


def polls(provider_id: str = "p0") -> list[PollRecord]:
    """Newest first: good, partly failed, failed with a retry, good."""
    slow_down = Problem(
        kind=ProblemKind.RATE_LIMIT,
        message="OpenAI asks for a pause.",
        retry_at=NOW + timedelta(minutes=4),
        repair=Repair.RETRY,
    )
    return [
        poll(provider_id),
        poll(
            provider_id,
            timedelta(minutes=7),
            failures=(PartFailure(part="costs", problem=slow_down),),
            warnings=("One page was empty.",),
        ),
        poll(provider_id, timedelta(minutes=12), problem=slow_down, requests=1),
        poll(provider_id, timedelta(minutes=17)),
    ]


def models() -> tuple[ModelUsage, ...]:
    """The models of the picture, and one whose cost is unknown."""
    return (
        ModelUsage(
            model="gpt-5.1",
            input_tokens=30_120_450,
            cached_input_tokens=12_400_000,
            cache_write_tokens=0,
            output_tokens=4_210_998,
            requests=10_412,
            cost=(_usd("148.20"),),
        ),
        ModelUsage(
            model="gpt-5.1-mini",
            input_tokens=10_020_000,
            cached_input_tokens=1_000_000,
            output_tokens=2_100_000,
            requests=8_801,
            cost=(_usd("61.90"),),
        ),
        ModelUsage(model="text-embedding-3", input_tokens=1_750_000, requests=930, cost=(_usd("22.11"),)),
        ModelUsage(model=None, input_tokens=12, output_tokens=9, cost=None),
    )


def history(provider_id: str = "p0", *, currencies: tuple[str, ...] = ("USD",), days: int = 30) -> History:
    """30 days of the picture: 6 Nov is missing, today is partial."""
    first = TODAY - timedelta(days=days - 1)
    labels = ("gpt-5.1", "gpt-5.1-mini", "text-embedding-3", "other (4)")
    return History(
        provider_id=provider_id,
        first=first,
        last=TODAY,
        spend=tuple(_series(currency, labels, first, days, Decimal(1)) for currency in currencies),
        tokens=_series("tokens", ("input", "cached", "output"), first, days, Decimal(100_000)),
        models=models(),
        quantities=(("web search", "searches", Decimal(1_204)),),
    )


def _series(unit: str, labels: tuple[str, ...], first: date, days: int, scale: Decimal) -> Series:
    rows = tuple(_day(first + timedelta(days=place), place, len(labels), scale) for place in range(days))
    sums = [
        sum((row.values[place] for row in rows if row.values), Decimal(0)) for place in range(len(labels))
    ]
    return Series(unit=unit, labels=labels, totals=tuple(sums), days=rows)


def _day(day: date, place: int, parts: int, scale: Decimal) -> SeriesDay:
    if day == date(2026, 11, 6):
        return SeriesDay(
            day=day,
            status=DayStatus.MISSING,
            values=(),
            note="provider returned 503, will be filled at the next poll",
        )
    weekend = Decimal("0.3") if day.isoweekday() in {6, 7} else Decimal(1)
    values = tuple(
        (Decimal(1000 - 210 * part + 150 * ((place * (part + 3)) % 5)) * weekend * scale / 100)
        for part in range(parts)
    )
    today = day == TODAY
    return SeriesDay(
        day=day,
        status=DayStatus.PARTIAL if today else DayStatus.KNOWN,
        values=values,
        note="today (UTC) is still growing" if today else "",
    )


def _usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")
