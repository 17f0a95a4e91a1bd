"""One provider over a period: what the details draw. Pure: no clock, no I/O.

Days are UTC days. A day that was not read is MISSING, never a zero; a day that was read and cost
nothing is a known zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext

from msgspec.structs import replace

from aimonitor.domain.history import DayModelCost, DayStatus, History, HistoryFacts, Series, SeriesDay
from aimonitor.domain.money import shown_order
from aimonitor.domain.periods import Period, PeriodKind, utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import PollRecord
from aimonitor.insight.figures import is_derived
from aimonitor.insight.history_days import NOT_READABLE, Gaps, Mark, gap_reason
from aimonitor.insight.history_models import models_over
from aimonitor.insight.history_tokens import tokens_by_part

NOT_ATTRIBUTED = "not attributed"
TOP_MODELS = 3
"""So many models have a name of their own; a single one beyond them too, more are "other (n)"."""

_ZERO = Decimal(0)
_PRECISION = 50

_Days = dict[date, Decimal]


def history(
    facts: HistoryFacts,
    *,
    today: date,
    capabilities: frozenset[Capability] | None = None,
    last_poll: PollRecord | None = None,
    history_since: date | None = None,
    reach: date | None = None,
) -> History:
    """The series and models of the period of `facts`.

    Money: one series a currency, in the order of their codes, stacked by model, largest first; none
    where no day was read. `tokens` is None where no count is known. A MISSING day has no values at
    all; `capabilities`, `last_poll`, `history_since` (the first day that was ever read) and `reach` (the
    first that can be read) explain why.
    """
    period = Period(kind=PeriodKind.CUSTOM, first=facts.first, last=facts.last)

    can = frozenset(Capability) if capabilities is None else capabilities

    asked = last_poll is not None and utc_day(last_poll.started_at) == today
    all_gaps = Gaps(today=today, since=history_since, reach=reach, asked_today=asked)

    def gaps(part: str, needed: Capability) -> Gaps:
        derived = needed is Capability.COST and is_derived(can)
        reason = gap_reason(last_poll, part) if needed in can or derived else NOT_READABLE
        return replace(all_gaps, reason=reason, derived=derived)

    with localcontext(prec=_PRECISION):
        return History(
            provider_id=facts.provider_id,
            first=facts.first,
            last=facts.last,
            spend=_spend(facts.costs, period, gaps("costs", Capability.COST)),
            tokens=tokens_by_part(facts.tokens, period, gaps("tokens", Capability.TOKENS)),
            models=models_over(facts),
            quantities=facts.quantities,
        )


def _spend(costs: tuple[DayModelCost, ...], period: Period, gaps: Gaps) -> tuple[Series, ...]:
    currencies = sorted({cost.money.currency for cost in costs}, key=shown_order)
    # a day that was read at all was read in every currency: no row in one of them is a known zero
    read = {cost.day for cost in costs}
    growing = {cost.day for cost in costs if not cost.complete}
    marks = gaps.marks(period.days(), read=read, growing=growing)
    return tuple(_series(currency, costs, marks) for currency in currencies)


def _series(currency: str, costs: tuple[DayModelCost, ...], marks: list[Mark]) -> Series:
    sums: defaultdict[str | None, defaultdict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for cost in costs:
        if cost.money.currency == currency:
            sums[cost.model][cost.day] += cost.money.amount
    stacks = _stacks({model: dict(days) for model, days in sums.items()})
    return Series(
        unit=currency,
        labels=tuple(label for label, _ in stacks),
        totals=tuple(_total(days) for _, days in stacks),
        days=tuple(_day(mark, [days for _, days in stacks]) for mark in marks),
    )


def _day(mark: Mark, stacks: list[_Days]) -> SeriesDay:
    is_missing = mark.status is DayStatus.MISSING
    values = () if is_missing else tuple(days.get(mark.day, _ZERO) for days in stacks)
    return SeriesDay(day=mark.day, status=mark.status, values=values, note=mark.note)


def _stacks(sums: dict[str | None, _Days]) -> list[tuple[str, _Days]]:
    named = [(model, days) for model, days in sums.items() if model is not None]
    named.sort(key=lambda pair: (-_total(pair[1]), pair[0]))
    top = len(named) if len(named) == TOP_MODELS + 1 else TOP_MODELS
    stacks = named[:top]
    if rest := named[top:]:
        stacks.append((f"other ({len(rest)})", _added(days for _, days in rest)))
    unattributed = sums.get(None, {})
    # rows of zero without a model only say that a day without spend was read
    if any(unattributed.values()):
        stacks.append((NOT_ATTRIBUTED, unattributed))
    return stacks


def _total(days: _Days) -> Decimal:
    return sum(days.values(), _ZERO)


def _added(parts: Iterable[_Days]) -> _Days:
    added: defaultdict[date, Decimal] = defaultdict(Decimal)
    for days in parts:
        for day, amount in days.items():
            added[day] += amount
    return dict(added)
