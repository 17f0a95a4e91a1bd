"""How a budget stands, in words: for cards, table, tray and dialog."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QLocale

from aimonitor.domain.budget import BudgetLevel, BudgetPeriod, BudgetState
from aimonitor.domain.money import Money
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import day, money, whole_money
from aimonitor.qtmodels.provider_cells import Level, Meter
from aimonitor.qtmodels.provider_words import one_line

KINDS = {BudgetPeriod.DAY: "daily", BudgetPeriod.WEEK: "weekly", BudgetPeriod.MONTH: "monthly"}
TONES = {BudgetLevel.SOFT: Tone.WARNING, BudgetLevel.HARD: Tone.ERROR}
_LEVELS = {BudgetLevel.SOFT: Level.WARNING, BudgetLevel.HARD: Level.ERROR}


def tone(state: BudgetState) -> Tone:
    """Amber past the soft limit, red past the hard one."""
    return TONES.get(state.level, Tone.NORMAL)


def level(state: BudgetState) -> Level:
    """The same for a meter; amber too where a limit is passed at this pace, as the words beside it are."""
    coming = Level.OK if state.passes_on is None else Level.WARNING
    return _LEVELS.get(state.level, coming)


def meter(state: BudgetState) -> Meter:
    """How much of it is spent; empty where nothing is known of it."""
    if state.fraction is None:
        return Meter(fraction=None, level=Level.OK)
    return Meter(fraction=float(min(max(state.fraction, Decimal(0)), Decimal(1))), level=level(state))


def kind(state: BudgetState) -> str:
    """`daily budget`, `monthly budget`."""
    return f"{KINDS[state.budget.period]} budget"


def limit_money(state: BudgetState, amount: Decimal | None = None) -> Money:
    """A limit of the budget as money; the one that its meter ends at unless another is named."""
    chosen = state.budget.limit if amount is None else amount
    return Money(amount=chosen, currency=state.budget.currency)


def of_words(state: BudgetState, locale: QLocale, decimals: int | None = None) -> str:
    """`of $22.00 daily budget`."""
    return f"of {money(limit_money(state), locale, decimals)} {kind(state)}"


def spent_words(state: BudgetState, locale: QLocale) -> str:
    """`$241 of $390`, `at least $241 of $390`, `limit $390, spend unknown`."""
    limit = whole_money(limit_money(state), locale)
    if state.amount is None:
        return f"limit {limit}, spend unknown"
    least = "at least " if state.at_least else ""
    return f"{least}{whole_money(limit_money(state, state.amount), locale)} of {limit}"


def meter_words(state: BudgetState, locale: QLocale) -> str:
    """`$241 of $390 budget`; a day's or a week's says so."""
    name = "budget" if state.budget.period is BudgetPeriod.MONTH else kind(state)
    if state.amount is None:
        return f"{name} {whole_money(limit_money(state), locale)}, spend unknown"
    return f"{spent_words(state, locale)} {name}"


def what_comes(state: BudgetState, locale: QLocale, *, brief: bool = False) -> str:
    """`budget $500 passes on 27 Nov`, `budget $500 passed on 12 Nov`; "" where it holds or nothing is known.

    What will be passed is told before a soft limit that was.
    """
    if state.level is not BudgetLevel.HARD and state.passes_on is not None and state.passes is not None:
        when = _when(state, state.passes_on, locale)
        return _told(state, state.passes, f"passes{when}", locale, brief=brief)
    if state.passed is None:
        return ""
    when = _when(state, state.passed_on, locale)
    return _told(state, state.passed, f"passed{when}", locale, brief=brief)


def _when(state: BudgetState, found: date | None, locale: QLocale) -> str:
    if found is None:
        return ""
    return " today" if state.budget.period is BudgetPeriod.DAY else f" on {day(found, locale)}"


def _told(state: BudgetState, limit: Decimal, words: str, locale: QLocale, *, brief: bool) -> str:
    name = "budget" if limit == state.budget.limit else "soft limit"
    amount = whole_money(limit_money(state, limit), locale)
    return f"{amount} {words}" if brief else f"{name} {amount} {words}"


def standing(state: BudgetState, locale: QLocale) -> str:
    """How it stands, in a few words, for a table: what comes, `within`, `unknown`."""
    if state.level is BudgetLevel.UNKNOWN:
        return "unknown"
    return what_comes(state, locale) or "within"


def budget_line(state: BudgetState, locale: QLocale) -> str:
    """One line about it for a tooltip: what it is for, what was spent of it, what comes."""
    words = f"{one_line(state.label)}, {kind(state)}: {spent_words(state, locale)}"
    return "; ".join(part for part in (words, what_comes(state, locale), state.spent.note) if part)


def passed_line(states: tuple[BudgetState, ...], locale: QLocale) -> str:
    """`Daily budget $22 passed: Everything (+1)`, the worst first; "" where none is passed."""
    if not states:
        return ""
    worst = states[0]
    amount = whole_money(limit_money(worst, worst.passed), locale)
    is_soft = worst.passed != worst.budget.limit
    name = f"{KINDS[worst.budget.period]} {'soft limit' if is_soft else 'budget'}".capitalize()
    more = f" (+{len(states) - 1})" if len(states) > 1 else ""
    return f"{name} {amount} passed: {one_line(worst.label)}{more}"
