"""The table of budgets, and the provider table's Limit column where budgets are set."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtCore import QObject

from aimonitor.domain.budget import BudgetPeriod, BudgetState
from aimonitor.domain.money import shown_order
from aimonitor.domain.state import Health, ProviderState
from aimonitor.insight.budget_choice import main_budget, own_budgets
from aimonitor.qtmodels import budget_words as words
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import DASH, exact_money, money, percent
from aimonitor.qtmodels.provider_cells import Level, Meter
from aimonitor.qtmodels.provider_words import one_line, trouble
from aimonitor.qtmodels.records import RIGHT, Column, RecordModel, Wording

_ORDER = {period: place for place, period in enumerate(BudgetPeriod)}
Budgets = tuple[BudgetState, ...]


def limit_column(plain: Column[ProviderState], budgets: Budgets) -> Column[ProviderState]:
    """`plain`, but with the provider's own budget where that presses more than the service's limit."""

    def text(state: ProviderState, wording: Wording) -> str:
        found = _shown(state, budgets, wording)
        return plain.text(state, wording) if found is None else words.meter_words(found, wording.locale)

    def sort(state: ProviderState) -> Decimal | None:
        found = main_budget(state, budgets)
        fraction: Decimal | None = plain.sort(state) if found is None else found.fraction
        return fraction

    def tooltip(state: ProviderState, wording: Wording) -> str:
        own = [words.budget_line(one, wording.locale) for one in own_budgets(state, budgets)]
        return "\n".join([*own, plain.tooltip(state, wording)])

    def tone(state: ProviderState, wording: Wording) -> Tone:
        return plain.tone(state, wording) if _shown(state, budgets, wording) is None else Tone.NORMAL

    def value(state: ProviderState, wording: Wording) -> Meter:
        found = main_budget(state, budgets)
        meter: Meter = plain.value(state, wording) if found is None and plain.value else _meter(state, found)
        return meter

    return replace(
        plain,
        text=text,
        sort=sort,
        tooltip=tooltip,
        accessible=lambda state, wording: f"Limit: {text(state, wording)}",
        tone=tone,
        value=value,
    )


def _shown(state: ProviderState, budgets: Budgets, wording: Wording) -> BudgetState | None:
    """The budget to be written; None where the provider's trouble, or its limit, is more to the point."""
    if state.health is Health.PAUSED or trouble(state, wording.now, wording.locale):
        return None
    return main_budget(state, budgets)


def _meter(state: ProviderState, budget: BudgetState | None) -> Meter:
    made = Meter(fraction=None, level=Level.OK) if budget is None else words.meter(budget)
    is_old = state.health is not Health.OK and made.fraction is not None
    return replace(made, level=Level.OLD) if is_old else made


# --- the table of budgets -----------------------------------------------------------------------


def _soft(state: BudgetState, wording: Wording) -> str:
    soft = state.budget.soft
    return DASH if soft is None else money(words.limit_money(state, soft), wording.locale, wording.decimals)


def _soft_sort(state: BudgetState) -> tuple[tuple[bool, str], Decimal] | None:
    soft = state.budget.soft
    return None if soft is None else (shown_order(state.budget.currency), soft)


def _spent(state: BudgetState, wording: Wording) -> str:
    return words.spent_words(state, wording.locale)


def _spent_tooltip(state: BudgetState, wording: Wording) -> str:
    lines = [exact_money(one, wording.locale) for one in state.spent.totals]
    if state.fraction is not None:
        lines.append(f"{percent(state.fraction, wording.locale)} of it is spent.")
    return "\n".join([*lines, state.spent.note] if state.spent.note else lines)


BUDGET_COLUMNS: tuple[Column[BudgetState], ...] = (
    Column(
        id="label",
        title="For",
        text=lambda state, _: one_line(state.label),
        sort=lambda state: state.label.casefold(),
        tooltip=lambda state, _: state.label,
        hint="Whose money counts.",
    ),
    Column(
        id="period",
        title="Each",
        text=lambda state, _: state.budget.period.value,
        sort=lambda state: _ORDER[state.budget.period],
        hint="In which time it may be spent: UTC days.",
    ),
    Column(
        id="spent",
        title="Spent",
        text=_spent,
        sort=lambda state: state.fraction,
        tooltip=_spent_tooltip,
        accessible=lambda state, wording: f"Spent: {_spent(state, wording)}",
        tone=lambda state, _: Tone.MUTED if state.amount is None else Tone.NORMAL,
        value=lambda state, _: words.meter(state),
        hint="What was spent so far, of the hard limit; where there is none, of the soft one.",
    ),
    Column(
        id="soft",
        title="Soft limit",
        text=_soft,
        sort=_soft_sort,
        accessible=lambda state, wording: (
            "no soft limit" if state.budget.soft is None else f"Soft limit: {_soft(state, wording)}"
        ),
        tone=lambda state, _: Tone.MUTED if state.budget.soft is None else Tone.NORMAL,
        align=RIGHT,
        hint="Passing it is told, but not as urgent.",
    ),
    Column(
        id="standing",
        title="Now",
        text=lambda state, wording: words.standing(state, wording.locale),
        sort=lambda state: state.passes_on,
        tooltip=lambda state, wording: words.budget_line(state, wording.locale),
        tone=lambda state, _: _standing_tone(state),
        hint="What is passed, and when the next limit is passed at this pace.",
    ),
)


def _standing_tone(state: BudgetState) -> Tone:
    found = words.tone(state)
    if found is Tone.NORMAL and state.passes_on is not None:
        return Tone.WARNING
    return Tone.MUTED if state.amount is None else found


class BudgetsModel(RecordModel[BudgetState]):
    """One row a budget.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(BUDGET_COLUMNS, lambda state: state.budget.id, wording, parent)
