"""The dashboard in a terminal: the window's cards as lines, its table, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from aimonitor.cli.budget_lines import budget_line
from aimonitor.cli.text import DASH, age, count, fullest, marked_figure, plain, table
from aimonitor.domain.budget import BudgetState
from aimonitor.domain.money import Money, shown_order
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import (
    CountFigure,
    Dashboard,
    Depletion,
    FigureStatus,
    Health,
    Lasting,
    MoneyFigure,
    ProviderState,
)
from aimonitor.insight.amounts import PARTIAL_MARK
from aimonitor.insight.amounts import money_words as money
from aimonitor.insight.dashboard import month_gaps
from aimonitor.insight.left import left_ends
from aimonitor.insight.outlook import needs_days
from aimonitor.insight.reasons import reason_of
from aimonitor.insight.type_totals import TypeTotal, type_totals

_NOBODY = (
    "No provider yet. Add one with `aimonitor providers add TYPE --name NAME --key-stdin`;\n"
    "`aimonitor providers types` lists the services, and `aimonitor demo` shows what it will look like."
)
_STATES = {
    Health.OK: "● ok",
    Health.STALE: "▲ stale",
    Health.NEEDS_YOU: "■ needs you",
    Health.PAUSED: "○ paused",
    Health.WAITING: "… waiting",
}
_HEAD = ("State", "Name", "Provider", "Today", "This month", "Balance", "Tokens", "Limit", "Updated")
_NUMBERS = frozenset({3, 4, 5, 6, 7})


def status_text(
    states: Sequence[ProviderState],
    dashboard: Dashboard,
    now: datetime,
    budgets: Sequence[BudgetState] = (),
    *,
    grouped: bool = False,
) -> str:
    """Totals and budgets, a row a provider, then a line for each that has a problem.

    `grouped`: a type's providers stand together, under its totals.
    """
    if not states:
        return _NOBODY
    totals = [
        ("Spent this month", _month(dashboard)),
        ("Today (UTC)", _total(dashboard.today)),
        ("Month at this pace", _pace(dashboard)),
        ("Prepaid balance", _balance(dashboard)),
        ("Needs attention", _attention(dashboard)),
        *(("Budget", budget_line(one)) for one in budgets),
    ]
    rows = [_HEAD, *(_groups(states, now) if grouped else (_row(state, now) for state in states))]
    problems = [_problem(state) for state in states if state.problem is not None]
    parts = [table(totals), table(rows, right=_NUMBERS), "\n".join(problems)]
    return "\n\n".join(part for part in parts if part)


def _total(value: MoneyFigure) -> str:
    return _noted(marked_figure(value), _note(value))


def _note(value: MoneyFigure) -> str:
    """What is missing in a sum; where nothing is known, the word says enough."""
    return value.note if value.status is FigureStatus.KNOWN else ""


def _noted(words: str, *notes: str) -> str:
    note = "; ".join(plain(one) for one in notes if one)
    return f"{words}  ({note})" if note else words


def _month(dashboard: Dashboard) -> str:
    several = len(dashboard.change) > 1
    changes = [_percent(part) + f" {code}" * several for code, part in dashboard.change]
    change = f"{', '.join(changes)} against the same days of last month" if changes else ""
    return _noted(marked_figure(dashboard.month), month_gaps(dashboard), change)


def _percent(fraction: Decimal) -> str:
    return f"{fraction * 100:+.0f} %"


def _pace(dashboard: Dashboard) -> str:
    if not dashboard.forecast:
        return _noted(DASH, dashboard.forecast_note)
    ranges = [
        f"{money(Money(amount=one.low, currency=one.currency))} to "
        f"{money(Money(amount=one.high, currency=one.currency))}"
        for one in sorted(dashboard.forecast, key=lambda one: shown_order(one.currency))
    ]
    return _noted(" · ".join(ranges), dashboard.forecast_note)


def _balance(dashboard: Dashboard) -> str:
    most = "at most" if dashboard.balance.missing else ""
    first = dashboard.depletion
    lasts = "" if first is None else _lasts(first)
    return _noted(marked_figure(dashboard.balance), most, _note(dashboard.balance), lasts)


def _lasts(first: Depletion) -> str:
    if first.earliest is not None:
        until = "or longer" if first.latest is None else f"to {max(first.earliest, first.latest)}"
        until = f" {until}" if first.latest != first.earliest else ""
        return f"{first.provider_name} lasts until {first.earliest}{until}"
    if first.lasting is Lasting.TOO_EARLY:
        return f"no pace yet: {needs_days(first.wait)}"
    over = first.lasting is Lasting.OVER_A_YEAR
    return "lasts more than 1 year" if over else "does not run out at this pace"


def _attention(dashboard: Dashboard) -> str:
    reasons = Counter(one.words for one in dashboard.attention)
    words = ", ".join(f"{times} {reason_of(reason, times)}" for reason, times in reasons.most_common())
    return _noted(str(len(dashboard.attention)), words or "all is well")


def _row(state: ProviderState, now: datetime) -> tuple[str, ...]:
    return (
        _STATES[state.health],
        plain(state.provider.name),
        plain(state.type_name),
        marked_figure(state.today),
        marked_figure(state.month),
        marked_figure(state.balance),
        count(state.tokens_month),
        fullest(state.main_window) + _until(state, now),
        age(state.last_updated, now),
    )


def _until(state: ProviderState, now: datetime) -> str:
    """From when on what is left may be used up at this pace."""
    window = state.main_window
    ends = None if window is None else left_ends(state, window, utc_day(now))
    return "" if ends is None or ends.earliest is None else f", until {ends.earliest}"


def _groups(states: Sequence[ProviderState], now: datetime) -> Iterator[tuple[str, ...]]:
    by_id = {state.provider.id: state for state in states}
    for total in type_totals(states):
        yield _type_row(total, now)
        for provider_id in total.ids:
            sign, name, *cells = _row(by_id[provider_id], now)
            yield sign, f"  {name}", *cells


def _type_row(total: TypeTotal, now: datetime) -> tuple[str, ...]:
    """A sum that lacks one of its providers, or days of one, is marked."""
    count_of = len(total.ids)
    return (
        _STATES[total.health],
        plain(total.type_name),
        f"{count_of} provider{'s' * (count_of != 1)}",
        _summed(total.today),
        DASH if total.cost is None else _summed(total.cost),
        _summed(total.balance),
        DASH if total.tokens is None else _counted(total.tokens),
        f"{total.attention} need attention" if total.attention else DASH,
        age(total.oldest, now),
    )


def _summed(value: MoneyFigure) -> str:
    text = marked_figure(value)
    return text + PARTIAL_MARK * (bool(_note(value)) and not text.endswith(PARTIAL_MARK))


def _counted(value: CountFigure) -> str:
    text = count(value)
    return text + PARTIAL_MARK * (bool(_note_of(value)) and not text.endswith(PARTIAL_MARK))


def _note_of(value: CountFigure) -> str:
    return value.note if value.status is FigureStatus.KNOWN else ""


def _problem(state: ProviderState) -> str:
    message = state.problem.message if state.problem else ""
    return f"{_STATES[state.health][0]} {plain(state.provider.name)}: {plain(message)}"
