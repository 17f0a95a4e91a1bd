"""The Models table: what each model used and cost over a period."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QObject

from aimonitor.domain.money import shown_order
from aimonitor.domain.state import ModelUsage
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import UNKNOWN, amounts, compact, exact, exact_money, number
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import RIGHT, Column, RecordModel, Wording

NOT_ATTRIBUTED = "not attributed"
_NO_COUNT = "The service does not tell this for this model."
_NO_COST = "No bill names this model: its cost is unknown, or it is part of another line."
_COUNT_OF = Callable[[ModelUsage], int | None]


def says_something(usage: ModelUsage) -> bool:
    """False for the row that only marks days without spend as read: no model, no count, no money."""
    if usage.model is not None or any(one.amount for one in usage.cost or ()):
        return True
    counts = (usage.input_tokens, usage.output_tokens, usage.requests)
    return usage.cost is None or any(count is not None for count in counts)


def _key(usage: ModelUsage) -> str:
    return "" if usage.model is None else f"model {usage.model}"


def _name(usage: ModelUsage, _wording: Wording) -> str:
    return NOT_ATTRIBUTED if usage.model is None else one_line(usage.model)


def _name_tooltip(usage: ModelUsage, _wording: Wording) -> str:
    if usage.model is None:
        return "The service did not say which model this was for."
    return usage.model


def _count(column_id: str, title: str, of: _COUNT_OF, hint: str, tooltip: str = "") -> Column[ModelUsage]:
    def text(usage: ModelUsage, wording: Wording) -> str:
        value = of(usage)
        return UNKNOWN if value is None else compact(value, wording.locale)

    def full(usage: ModelUsage, wording: Wording) -> str:
        value = of(usage)
        return _NO_COUNT if value is None else f"{exact(value, wording.locale)} {tooltip or title.lower()}"

    return Column(
        id=column_id,
        title=title,
        text=text,
        sort=of,
        tooltip=full,
        accessible=lambda usage, wording: f"{title}: {text(usage, wording)}",
        tone=lambda usage, _: Tone.MUTED if of(usage) is None else Tone.NORMAL,
        align=RIGHT,
        hint=hint,
    )


def _cost(usage: ModelUsage, wording: Wording) -> str:
    if usage.cost is None:
        return UNKNOWN
    return amounts(usage.cost, wording.locale, wording.decimals) or number(0, wording.locale, 2)


def _cost_tooltip(usage: ModelUsage, wording: Wording) -> str:
    if usage.cost is None:
        return _NO_COST
    return "\n".join(exact_money(one, wording.locale) for one in usage.cost) or "Nothing was billed."


def _cost_sort(usage: ModelUsage) -> tuple[bool, str, Decimal] | None:
    """Dollars apart from other currencies: nothing is compared across two."""
    if usage.cost is None:
        return None
    first = min(usage.cost, key=lambda one: shown_order(one.currency), default=None)
    if first is None:
        return (*shown_order("USD"), Decimal(0))
    return (*shown_order(first.currency), first.amount)


MODEL_COLUMNS: tuple[Column[ModelUsage], ...] = (
    Column(
        id="model",
        title="Model",
        text=_name,
        sort=lambda usage: None if usage.model is None else usage.model.casefold(),
        tooltip=_name_tooltip,
        tone=lambda usage, _: Tone.MUTED if usage.model is None else Tone.NORMAL,
        hint="As the service names it.",
    ),
    _count("requests", "Requests", lambda usage: usage.requests, "How often it was called."),
    _count(
        "input",
        "Input",
        lambda usage: usage.input_tokens,
        "All input tokens, cached and written to a cache included.",
        "input tokens",
    ),
    _count(
        "cached",
        "Cached",
        lambda usage: usage.cached_input_tokens,
        "The part of the input that was read from a cache.",
        "cached input tokens",
    ),
    _count(
        "cache_write",
        "Cache write",
        lambda usage: usage.cache_write_tokens,
        "The part of the input that was written to a cache.",
        "tokens written to a cache",
    ),
    _count("output", "Output", lambda usage: usage.output_tokens, "All output tokens.", "output tokens"),
    Column(
        id="cost",
        title="Cost",
        text=_cost,
        sort=_cost_sort,
        tooltip=_cost_tooltip,
        accessible=lambda usage, wording: f"Cost: {_cost(usage, wording)}",
        tone=lambda usage, _: Tone.MUTED if usage.cost is None else Tone.NORMAL,
        align=RIGHT,
        hint="What was billed for it in this period.",
    ),
)


class ModelsModel(RecordModel[ModelUsage]):
    """One row a model.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(MODEL_COLUMNS, _key, wording, parent)
