"""All providers over a period: what the details draw while none is selected. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, localcontext

from msgspec.structs import replace

from aimonitor.domain.history import EVERYONE, DayStatus, History, Series, SeriesDay
from aimonitor.domain.money import shown_order
from aimonitor.domain.overview import OverviewFacts, Part
from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.insight.history import NOT_ATTRIBUTED
from aimonitor.insight.history_days import Gaps, Mark
from aimonitor.insight.history_tokens import TOKENS

_PRECISION = 50
_MOST_NAMES = 3
_ZERO = Decimal(0)


def overview(
    facts: OverviewFacts, *, today: date, since: date | None = None, subject: str = EVERYONE
) -> History:
    """The history of EVERYONE, or of all of a type (`subject`): money by provider and by model, and tokens.

    A day that not every provider has is PARTIAL and says who is missing. `since`: the first day that
    was ever read of any.
    """
    gaps = Gaps(today=today, since=since)
    period = Period(kind=PeriodKind.CUSTOM, first=facts.first, last=facts.last)
    with localcontext(prec=_PRECISION):
        costs = {
            currency: _marks(facts, gaps, period, currency)
            for currency in {part.currency for part in (*facts.by_provider, *facts.by_model)}
        }
        counts = gaps.marks(period.days(), read=set(facts.tokens_read), growing=set(facts.tokens_growing))
        counts = [_without(mark, facts.tokens_missing) for mark in counts]
        tokens = _series(TOKENS, facts.tokens, counts) if facts.tokens else None
        return History(
            provider_id=subject,
            first=facts.first,
            last=facts.last,
            spend=_by_currency(facts.by_provider, costs),
            spend_by_model=_by_currency(facts.by_model, costs),
            tokens=tokens,
            models=facts.models,
            begins=facts.begins,
        )


def _marks(facts: OverviewFacts, gaps: Gaps, period: Period, currency: str) -> list[Mark]:
    """The days in one currency: who bills in others alone is not missing in it, nor leaves a day open."""
    growing = set(facts.costs_growing.get(currency, ()))
    missing = {
        day: tuple(name for name in names if currency in facts.bills.get(name, {currency}))
        for day, names in facts.costs_missing.items()
    }
    marks = gaps.marks(period.days(), read=set(facts.costs_read), growing=growing)
    return [_without(mark, missing) for mark in marks]


def _without(mark: Mark, missing: Mapping[date, tuple[str, ...]]) -> Mark:
    """The day, with the names of those that should be in it and are not."""
    names = missing.get(mark.day, ())
    if not names or mark.status is DayStatus.MISSING:
        return mark
    words = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        words += f" and {len(names) - _MOST_NAMES} more"
    note = "; ".join(part for part in (mark.note, f"without {words}") if part)
    return replace(mark, status=DayStatus.PARTIAL, note=note)


def _by_currency(parts: tuple[Part, ...], marks: Mapping[str, list[Mark]]) -> tuple[Series, ...]:
    currencies = sorted({part.currency for part in parts}, key=shown_order)
    return tuple(
        _series(currency, tuple(part for part in parts if part.currency == currency), marks[currency])
        for currency in currencies
    )


def _series(unit: str, parts: tuple[Part, ...], marks: list[Mark]) -> Series:
    days = [{day: Decimal(amount) for day, amount in part.days} for part in parts]
    totals = [sum(amounts.values(), _ZERO) for amounts in days]
    # rows of zero without a model only say that a day without spend was read
    kept = [place for place, part in enumerate(parts) if part.name != "" or any(days[place].values())]
    return Series(
        unit=unit,
        labels=tuple(_label(parts[place]) for place in kept),
        totals=tuple(totals[place] for place in kept),
        days=tuple(_day(mark, [days[place] for place in kept]) for mark in marks),
    )


def _day(mark: Mark, parts: list[dict[date, Decimal]]) -> SeriesDay:
    is_missing = mark.status is DayStatus.MISSING
    values = () if is_missing else tuple(amounts.get(mark.day, _ZERO) for amounts in parts)
    return SeriesDay(day=mark.day, status=mark.status, values=values, note=mark.note)


def _label(part: Part) -> str:
    if part.name is None:
        return f"other ({part.joins})"
    return part.name or NOT_ATTRIBUTED
