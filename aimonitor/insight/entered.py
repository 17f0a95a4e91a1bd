"""What is left by the user's own word: an opening balance and top-ups, less what was billed since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aimonitor.domain.balance_entry import EnteredBalance
from aimonitor.domain.money import Money, totals
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.domain.usage import Balance, BalanceRole, Provenance


def entered_balance(
    entered: Sequence[EnteredBalance], today: date
) -> tuple[MoneyFigure, tuple[Balance, ...]]:
    """What is left as a figure, and as balances, one a currency.

    Where days since then are not known in full it is the most that can be left; `missing` counts
    them. Yesterday is not among them while the service may still lag.
    """
    missing = max(_missing(one, today) for one in entered)
    figure = MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=totals(_left(one) for one in entered),
        complete=not missing,
        missing=missing,
        provenance=Provenance.ENTERED,
        note=_note(entered, today, missing),
    )
    balances = (
        Balance(role=BalanceRole.TOTAL, money=_left(one), provenance=Provenance.ENTERED) for one in entered
    )
    return figure, tuple(balances)


def _left(entered: EnteredBalance) -> Money:
    return entered.opening.money + entered.topped_up - entered.billed


def _missing(entered: EnteredBalance, today: date) -> int:
    last = max(entered.last_whole or entered.opening.day, today - 2 * ONE_DAY)
    completed = (min(last, today - ONE_DAY) - entered.opening.day).days + 1
    return max(0, completed - entered.whole_days)


def _lags(entered: EnteredBalance, today: date) -> bool:
    """Whether yesterday counts for it and is not told yet."""
    return entered.opening.day < today and entered.last_whole != today - ONE_DAY


def _note(entered: Sequence[EnteredBalance], today: date, missing: int) -> str:
    since = min(one.opening.day for one in entered)
    words = f"Your opening balance of {_day(since)} and top-ups, less what was billed since."
    if missing:
        days = f"{missing} day{'s' if missing > 1 else ''}"
        words = f"At most this: {days} since {_day(since)} could not be read in full. {words}"
    if any(_left(one).amount < 0 for one in entered):
        words += " More was billed than you entered: a top-up may be missing."
    elif not missing and all(_lags(one, today) for one in entered):
        words += " The newest days are not billed yet."
    return words


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
