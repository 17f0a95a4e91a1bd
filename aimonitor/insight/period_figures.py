"""What a chosen period cost: the one function behind cards, table, details and exports.

Where the period is the running month or today, the figure is the very one of `status`: what a service
states itself beats our sum of days. Pure: no clock, no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext

from msgspec import Struct

from aimonitor.domain.money import Money, Totals
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, at_hand_from, month_start, previous_month
from aimonitor.domain.provider import Capability
from aimonitor.domain.spans import NOTHING_KNOWN, Span, SpanRead, SpanSums
from aimonitor.domain.state import CountFigure, DayTotal, FigureStatus, MoneyFigure, ProviderState
from aimonitor.domain.usage import Provenance, weakest
from aimonitor.insight.dashboard import change_of, is_incomplete, summed
from aimonitor.insight.figures import FROM_BALANCE, GROWING, NO_COST, NO_TOKENS, NOT_READ

NOTHING_KNOWN_HERE = "Nothing is known of these days."
NOT_FINAL = "Some of these days are not final yet."

_PRECISION = 50

Pair = tuple[Totals | None, Totals | None]
"""Completed days now, and as many before; None unless known in full."""


class PeriodTotal(Struct, frozen=True, kw_only=True):
    """A period of one provider or of several. `money` and `tokens` are None while they are being read.

    `change`: its completed days against as many of the period before (`before`), as a fraction, per
    currency where both are known in full. `incomplete`: ids of providers with unknown or missing days.
    """

    period: Period
    money: MoneyFigure | None
    tokens: CountFigure | None = None
    change: tuple[tuple[str, Decimal], ...] = ()
    before: Span | None = None
    incomplete: tuple[str, ...] = ()


class PeriodFigures:
    """The figures of one period, from what the states hold at hand and what was read beyond that."""

    def __init__(self, period: Period, today: date, read: Iterable[SpanRead] = ()) -> None:
        self.period, self.today = period, today
        self._read = {one.span: one for one in read}
        self.whole = Span(first=period.first, last=period.last)
        self.compared = compared(period, today)
        self._known: dict[str, tuple[ProviderState, PeriodTotal, Pair]] = {}

    @property
    def wanted(self) -> tuple[Span, ...]:
        """The spans that reach beyond what is at hand: they have to be read."""
        at_hand = at_hand_from(self.today)
        spans = () if self._is_of_status else (self.whole,)
        if self.compared is not None and self.period.kind is not PeriodKind.THIS_MONTH:
            spans = (*spans, *self.compared)
        return tuple(dict.fromkeys(span for span in spans if span.first < at_hand))

    @property
    def _is_month(self) -> bool:
        """Whether these are the days of the running month up to now."""
        first, is_now = month_start(self.today), self.period.last >= self.today
        by_days = is_now and self.period.first == first != self.today
        return self.period.kind is PeriodKind.THIS_MONTH or by_days

    @property
    def _is_of_status(self) -> bool:
        """Whether `status` has these very figures: the running month, or today."""
        return self._is_month or self.period.first >= self.today

    def of(self, state: ProviderState) -> PeriodTotal:
        """The figures of one provider."""
        return self._worked_out(state)[1]

    def _worked_out(self, state: ProviderState) -> tuple[ProviderState, PeriodTotal, Pair]:
        """Once a state: a table asks for each figure many times."""
        known = self._known.get(state.provider.id)
        if known is None or known[0] is not state:
            pair = self._compared_sums(state)
            known = self._known[state.provider.id] = (state, self._of(state, pair), pair)
        return known

    def total(self, states: Sequence[ProviderState]) -> PeriodTotal:
        """The sum over `states`; a paused provider's past counts, its gaps and changes do not."""
        found = [self.of(state) for state in states]
        money = [one.money for one in found if one.money is not None]
        active = [state for state in states if state.provider.enabled]
        return PeriodTotal(
            period=self.period,
            money=summed(money) if len(money) == len(found) else None,
            change=change_of([self._worked_out(state)[2] for state in active]),
            before=self.compared[1] if self.compared is not None else None,
            incomplete=tuple(state.provider.id for state in active if _has_gaps(self.of(state).money)),
        )

    def _of(self, state: ProviderState, pair: Pair) -> PeriodTotal:
        return PeriodTotal(
            period=self.period,
            money=self._cost(state),
            tokens=self._tokens(state),
            change=change_of([pair]),
            before=self.compared[1] if self.compared is not None else None,
        )

    def _cost(self, state: ProviderState) -> MoneyFigure | None:
        if self._is_of_status:
            return state.month if self._is_month else state.today
        sums = self._sums(state, self.whole)
        return None if sums is None else _cost_figure(state, sums, self.whole, self.today)

    def _tokens(self, state: ProviderState) -> CountFigure | None:
        if self._is_of_status:
            return state.tokens_month if self._is_month else state.tokens_today
        sums = self._sums(state, self.whole)
        return None if sums is None else _token_figure(state, sums, self.whole, self.today)

    def _compared_sums(self, state: ProviderState) -> Pair:
        """The completed days of the period, and as many of the one before; None unless known in full."""
        if self.period.kind is PeriodKind.THIS_MONTH:
            return state.completed_this_month, state.same_days_last_month
        if self.compared is None:
            return None, None
        done, before = (self._in_full(state, span) for span in self.compared)
        return done, before

    def _in_full(self, state: ProviderState, span: Span) -> Totals | None:
        sums = self._sums(state, span)
        return sums.cost if sums is not None and sums.final_days == span.length else None

    def _sums(self, state: ProviderState, span: Span) -> SpanSums | None:
        if span.first >= at_hand_from(self.today):
            return sums_of(state.days_known, span, self.today)
        read = self._read.get(span)
        return None if read is None else read.of(state.provider.id)


def compared(period: Period, today: date) -> tuple[Span, Span] | None:
    """The completed days of `period`, and as many of the period before it: like with like.

    A month is held against the month before, up to as many days as the shorter one has; any other
    period against just as many days right before it. None where no day is completed.
    """
    last = min(period.last, today - ONE_DAY)
    if last < period.first:
        return None
    if period.kind in (PeriodKind.THIS_MONTH, PeriodKind.LAST_MONTH):
        first = previous_month(period.first)
        days = min((last - period.first).days, (period.first - first).days - 1)
        return (
            Span(first=period.first, last=period.first + days * ONE_DAY),
            Span(first=first, last=first + days * ONE_DAY),
        )
    back = period.last - period.first + ONE_DAY
    return Span(first=period.first, last=last), Span(first=period.first - back, last=last - back)


def sums_of(days: Iterable[DayTotal], span: Span, today: date) -> SpanSums:
    """The known days of `span`, added up as SQLite does."""
    inside = [day for day in days if span.first <= day.day <= span.last]
    costs = [day for day in inside if day.cost is not None]
    counts = [day for day in inside if day.tokens is not None]
    if not inside:
        return NOTHING_KNOWN
    return SpanSums(
        cost=_added(money for day in costs for money in day.cost or ()) if costs else None,
        cost_days=sum(1 for day in costs if day.day < today),
        final_days=sum(1 for day in costs if day.cost_complete),
        cost_through=max((day.day for day in costs), default=None),
        provenance=weakest(day.provenance for day in costs),
        tokens=sum(day.tokens or 0 for day in counts) if counts else None,
        token_days=sum(1 for day in counts if day.day < today),
        tokens_final=sum(1 for day in counts if day.tokens_complete),
        tokens_through=max((day.day for day in counts), default=None),
    )


def _added(amounts: Iterable[Money]) -> Totals:
    """As `totals`, in one go: a period has a thousand amounts and the window waits for them."""
    sums: dict[str, Decimal] = {}
    with localcontext(prec=_PRECISION):
        for money in amounts:
            sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return tuple(Money(amount=sums[currency], currency=currency) for currency in sorted(sums))


def _cost_figure(state: ProviderState, sums: SpanSums, span: Span, today: date) -> MoneyFigure:
    if sums.cost is None:
        if Capability.COST not in state.capabilities:
            return MoneyFigure(status=FigureStatus.NOT_OFFERED, note=NO_COST)
        return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=_why_nothing(state))
    is_first = sums.provenance is Provenance.DERIVED and state.history_since == today
    if is_first and not any(money.amount for money in sums.cost):
        return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=FROM_BALANCE)
    missing = _missing(sums.cost_through, sums.cost_days, span, today)
    complete = span.last < today and sums.final_days == span.length
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=sums.cost,
        complete=complete,
        missing=missing,
        through=sums.cost_through,
        provenance=sums.provenance,
        note="" if complete else _note(missing, span, today),
    )


def _token_figure(state: ProviderState, sums: SpanSums, span: Span, today: date) -> CountFigure:
    if sums.tokens is None:
        if Capability.TOKENS not in state.capabilities:
            return CountFigure(status=FigureStatus.NOT_OFFERED, note=NO_TOKENS)
        return CountFigure(status=FigureStatus.UNKNOWN, complete=False, note=_why_nothing(state))
    missing = _missing(sums.tokens_through, sums.token_days, span, today)
    complete = span.last < today and sums.tokens_final == span.length
    return CountFigure(
        status=FigureStatus.KNOWN,
        value=sums.tokens,
        complete=complete,
        missing=missing,
        note="" if complete else _note(missing, span, today),
    )


def _why_nothing(state: ProviderState) -> str:
    if state.problem is not None:
        return state.problem.message
    return NOT_READ if state.last_updated is None else NOTHING_KNOWN_HERE


def _missing(through: date | None, known: int, span: Span, today: date) -> int:
    """How many completed days are unknown; yesterday does not count while the service may still lag."""
    last = max(through or span.first, today - 2 * ONE_DAY)
    completed = (min(last, today - ONE_DAY, span.last) - span.first).days + 1
    return max(0, completed - known)


def _note(missing: int, span: Span, today: date) -> str:
    if missing:
        return (
            f"{missing} of the {span.length} days of this period {'is' if missing == 1 else 'are'} not known."
        )
    return GROWING if span.last >= today else NOT_FINAL


def _has_gaps(figure: MoneyFigure | None) -> bool:
    return figure is not None and is_incomplete(figure)
