"""One provider's figures for today, the month and its balance, from what is stored of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from aimonitor.domain.money import Totals, totals
from aimonitor.domain.periods import ONE_DAY, PeriodKind, month_start
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import CountFigure, DayTotal, FigureStatus, MoneyFigure, ProviderFacts
from aimonitor.domain.usage import BalanceRole, Provenance, Spend, weakest

NO_COST = "This service, or this kind of key, tells no cost."
NO_TOKENS = "This service, or this kind of key, tells no tokens."
NO_BALANCE = "This service, or this kind of key, tells no balance."
YOU_MAY_ENTER = " You may enter it yourself: Provider, Balance."
NOT_READ = "Not read yet."
FROM_BALANCE = "Worked out from what the balance loses, from the first reading on."
NOT_REPORTED = "Today is not reported yet."
NOTHING_REPORTED = "Nothing is reported for this month yet."
GROWING = "Still growing: the period is not over."


def is_derived(capabilities: frozenset[Capability]) -> bool:
    """Whether what was spent follows from falls of the balance, because the service tells no cost."""
    return Capability.BALANCE in capabilities and not capabilities & {Capability.COST, Capability.TODAY_COST}


def month_cost(facts: ProviderFacts, capabilities: frozenset[Capability], today: date) -> MoneyFigure:
    """Money spent since the first of the month (UTC): the service's own figure, else our sum of days."""
    month = _cost(facts, capabilities, PeriodKind.THIS_MONTH, month_start(today), today)
    if month.status is FigureStatus.UNKNOWN and today == month_start(today):
        return today_cost(facts, capabilities, today)
    return month


def today_cost(facts: ProviderFacts, capabilities: frozenset[Capability], today: date) -> MoneyFigure:
    """Money spent today (UTC), as far as it is reported."""
    return _cost(facts, capabilities, PeriodKind.TODAY, today, today)


def _cost(
    facts: ProviderFacts, capabilities: frozenset[Capability], kind: PeriodKind, first: date, today: date
) -> MoneyFigure:
    spends = [spend for spend in facts.spends or () if spend.period is kind and spend.first == first]
    if spends:
        return _reported(spends, today)
    days = [day for day in facts.days if first <= day.day <= today and day.cost is not None]
    if days:
        figure = _summed(days, first, today)
        return _derived(figure, facts, first, today) if figure.provenance is Provenance.DERIVED else figure
    if Capability.COST not in capabilities and not is_derived(capabilities):
        return MoneyFigure(status=FigureStatus.NOT_OFFERED, note=NO_COST)
    why = FROM_BALANCE if is_derived(capabilities) else _why_nothing(facts, first, today)
    return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=why)


def _why_nothing(facts: ProviderFacts, first: date, today: date) -> str:
    if facts.last_good_at is None:
        return NOT_READ
    return NOT_REPORTED if first == today else NOTHING_REPORTED


def _reported(spends: Iterable[Spend], today: date) -> MoneyFigure:
    spends = tuple(spends)
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=totals(spend.money for spend in spends),
        complete=all(spend.complete for spend in spends),
        through=min(spend.through or today for spend in spends),
        provenance=weakest(spend.provenance for spend in spends),
    )


def _summed(days: list[DayTotal], first: date, today: date) -> MoneyFigure:
    missing = _missing([day.day for day in days], first, today)
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=totals(money for day in days for money in day.cost or ()),
        complete=False,
        missing=missing,
        through=max(day.day for day in days),
        provenance=weakest(day.provenance for day in days),
        note=_gap_words(missing) or GROWING,
    )


def _derived(figure: MoneyFigure, facts: ProviderFacts, first: date, today: date) -> MoneyFigure:
    """The same figure of the days from `first`, saying from what and since when it was worked out.

    Nothing follows from the first reading alone: until the balance falls, its day is unknown, not zero.
    """
    read = [day.day for day in facts.days if day.provenance is Provenance.DERIVED]
    counts_tokens = any(day.tokens is not None for day in facts.days)
    since = min(read) if counts_tokens or facts.history_since is None else facts.history_since
    if since == today and not any(money.amount for money in figure.totals):
        return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=FROM_BALANCE)
    words = f"Worked out from falls of the balance since {since.day} {since:%b %Y}."
    gaps = figure.missing - max(0, (since - first).days)
    if gaps > 0:
        words += f" {_days(gaps)} without a reading: what was spent then stands on the next one read."
    return replace(figure, note=words)


def _missing(known: list[date], first: date, today: date) -> int:
    """How many completed days are unknown, yesterday not counted while the service may still lag."""
    last = max(*known, today - 2 * ONE_DAY)
    completed = (min(last, today - ONE_DAY) - first).days + 1
    return max(0, completed - sum(1 for day in known if day < today))


def _gap_words(missing: int) -> str:
    if not missing:
        return ""
    return f"{_days(missing)} of this period could not be read yet."


def _days(count: int) -> str:
    return f"{count} day{'s' if count > 1 else ''}"


def token_count(
    facts: ProviderFacts, capabilities: frozenset[Capability], first: date, today: date
) -> CountFigure:
    """Input and output tokens of the UTC days from `first` to `today`."""
    days = [day for day in facts.days if first <= day.day <= today and day.tokens is not None]
    if days:
        missing = _missing([day.day for day in days], first, today)
        return CountFigure(
            status=FigureStatus.KNOWN,
            value=sum(day.tokens or 0 for day in days),
            complete=False,
            missing=missing,
            note=_gap_words(missing) or GROWING,
        )
    if Capability.TOKENS not in capabilities:
        return CountFigure(status=FigureStatus.NOT_OFFERED, note=NO_TOKENS)
    return CountFigure(status=FigureStatus.UNKNOWN, complete=False, note=_why_nothing(facts, first, today))


def has_balance_sheet(capabilities: frozenset[Capability]) -> bool:
    """Whether there is more to say of a balance than its figure: entries of the user's, or top-ups found."""
    return takes_entries(capabilities) or is_derived(capabilities)


def takes_entries(capabilities: frozenset[Capability]) -> bool:
    """Whether the user may enter a balance: the service tells what was spent, but not what is left."""
    return Capability.COST in capabilities and Capability.BALANCE not in capabilities


def balance_left(facts: ProviderFacts, capabilities: frozenset[Capability]) -> MoneyFigure:
    """What may still be spent, per currency; granted and paid parts are inside the total."""
    left = [balance for balance in facts.balances or () if balance.role is BalanceRole.TOTAL]
    if left:
        return MoneyFigure(
            status=FigureStatus.KNOWN,
            totals=totals(balance.money for balance in left),
            provenance=weakest(balance.provenance for balance in left),
        )
    if Capability.BALANCE not in capabilities or facts.balances is not None:
        enter = YOU_MAY_ENTER if takes_entries(capabilities) else ""
        return MoneyFigure(status=FigureStatus.NOT_OFFERED, note=NO_BALANCE + enter)
    return MoneyFigure(status=FigureStatus.UNKNOWN, complete=False, note=NOT_READ)


def complete_days(days: Iterable[DayTotal], first: date, last: date) -> Totals | None:
    """The sum of the days `first` to `last`, or None unless each of them is known in full."""
    found = [day for day in days if first <= day.day <= last and day.cost is not None and day.cost_complete]
    if last < first or len(found) != (last - first).days + 1:
        return None
    return totals(money for day in found for money in day.cost or ())
