"""A recipe's text as fields, each by its name and as it is typed; and the text with one of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from pydantic import BaseModel

from aimonitor.domain.usage import BalanceRole
from aimonitor.providers.recipes.fields import COUNTED
from aimonitor.providers.recipes.lines import Place
from aimonitor.providers.recipes.model import (
    Auth,
    BalanceFigure,
    CostFigure,
    CountFigure,
    LeftFigure,
    LimitFigure,
    Recipe,
    Reply,
    Request,
)
from aimonitor.providers.recipes.rewriting import FIGURES, table_of, with_field, with_row
from aimonitor.providers.recipes.typed import Typed, read, shown
from aimonitor.providers.recipes.words import SCALES

ROLE: Final = "role"
_MODELS: dict[str, type[BaseModel]] = {
    "balance": BalanceFigure,
    "cost": CostFigure,
    "limit": LimitFigure,
    "left": LeftFigure,
    "count": CountFigure,
}
_TABLES: dict[str, type[BaseModel]] = {"auth": Auth, "request": Request, "answer": Reply}
_TYPED = {
    "every_minutes": Typed.NUMBER,
    "env_keys": Typed.NAMES,
    "request.params": Typed.PARAMETERS,
    "request.headers": Typed.HEADERS,
    "request.body": Typed.JSON,
    "answer.ok_values": Typed.LIST,
    "answer.refused_codes": Typed.LIST,
    "scale": Typed.SCALE,
    "every_hours": Typed.NUMBER,
    "optional": Typed.FLAG,
    "stops_at_zero": Typed.FLAG,
}
_ELSEWHERE = frozenset({"format", FIGURES, "keys", "options", *_TABLES})
_NEEDED = frozenset({"id", "name", "base_url", "request.path", "path"})

ROLES: Final = tuple(_MODELS)
"""What a figure can be."""

FIGURE_FIELDS: Final = {
    role: tuple(name for name in model.model_fields if name != ROLE) for role, model in _MODELS.items()
}
"""The fields of a figure, by its role."""

SERVICE_FIELDS: Final = (
    *(name for name in Recipe.model_fields if name not in _ELSEWHERE),
    *(f"{table}.{name}" for table, model in _TABLES.items() for name in model.model_fields),
)
"""All other fields that a form has."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "request.method": ("GET", "POST"),
    "part": tuple(role.value for role in BalanceRole),
    "period": ("today", "this_month", "last_month", "ever"),
    "sign": ("positive", "negative"),
    "unit": COUNTED,
    "reset_format": ("iso", "s", "ms", "seconds_from_now"),
    "scale": ("", *SCALES),
}
"""What a field may hold, where that is one of a few; a scale may be any number beside."""

FIGURE_DEFAULTS: Final = {
    role: {
        name: str(getattr(field.default, "value", field.default))
        for name, field in model.model_fields.items()
        if isinstance(field.default, str)
    }
    for role, model in _MODELS.items()
}
"""What a choice that is left out stands for, by the role of the figure."""


class RecipeForm(Struct, frozen=True, kw_only=True):
    """`values`: what is typed in each field of `SERVICE_FIELDS`; `figures`: the same for each figure.

    `beside`: what stands in the text alone, in words.
    """

    values: Mapping[str, str]
    figures: tuple[Mapping[str, str], ...]
    beside: tuple[str, ...] = ()


def form_of(text: str) -> RecipeForm | None:
    """The form of a text; None where it is no TOML. What is wrong with a recipe is shown as it is written."""
    table = table_of(text)
    if table is None:
        return None
    rows = table.get(FIGURES)
    figures = tuple(row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return RecipeForm(
        values={name: shown(typed(name), _value(table, place_of(name))) for name in SERVICE_FIELDS},
        figures=tuple(_figure(row) for row in figures),
        beside=tuple(_beside(table)),
    )


def with_typed(text: str, name: str, line: str, row: int | None = None) -> str:
    """`text` with what was typed in a field, of the figure in that row. Raises ConfigError."""
    value = read(typed(name), line)
    if value is None and name in _NEEDED:
        value = ""
    if row is None:
        place = place_of(name)
        model = _TABLES.get(str(place[0])) if len(place) > 1 else Recipe
        order = tuple(_written_name(field) for field in (model or Recipe).model_fields)
        return with_field(text, place, value, order)
    return with_field(text, (FIGURES, row, name), value, (ROLE, *_FIGURE_ORDER))


def with_role(text: str, row: int, role: str) -> str:
    """`text` with another role for a figure, and without those of its fields that this role has not."""
    form = form_of(text)
    before = form.figures[row] if form is not None and row < len(form.figures) else {}
    for name in before:
        if name != ROLE and name not in FIGURE_FIELDS[role]:
            text = with_field(text, (FIGURES, row, name), None)
    text = with_field(text, (FIGURES, row, ROLE), role)
    for name, value in _begun(role, form).items():
        if name not in before:
            text = with_field(text, (FIGURES, row, name), value, (ROLE, *_FIGURE_ORDER))
    return text


def with_new_figure(text: str, role: str, **fields: str) -> str:
    """`text` with one figure more, of which `fields` are known. Raises ConfigError."""
    return with_row(text, {ROLE: role, **_begun(role, form_of(text)), **fields})


def typed(name: str) -> Typed:
    """How a field is typed."""
    return _TYPED.get(name, Typed.TEXT)


def place_of(name: str) -> Place:
    """Where a field of the service stands."""
    return tuple(name.split("."))


def _figure(row: Mapping[str, Any]) -> Mapping[str, str]:
    """All of its fields that a form has for one role or another."""
    return {name: shown(typed(name), row[name]) for name in (ROLE, *_FIGURE_ORDER) if name in row}


def _value(table: Mapping[str, Any], place: Place) -> object:
    found: Any = table
    for step in place:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _beside(table: Mapping[str, Any]) -> list[str]:
    many = {name: len(table[name]) for name in ("keys", "options") if isinstance(table.get(name), list)}
    words = {"keys": ("kind of key", "kinds of key"), "options": ("option", "options")}
    return [f"{count} {words[name][count != 1]}" for name, count in many.items() if count]


def _begun(role: str, form: RecipeForm | None) -> dict[str, object]:
    """What a figure of that role needs at the least."""
    if role == "cost":
        return {"period": "this_month", "path": ""}
    if role == "balance":
        return {"path": ""}
    taken = {figure.get("id") for figure in (form.figures if form is not None else ())}
    ids = (role if number == 1 else f"{role}_{number}" for number in range(1, 99))
    begun: dict[str, object] = {"id": next(one for one in ids if one not in taken), "name": _NAMES[role]}
    return begun if role == "limit" else {**begun, "path": ""}


def _written_name(field: str) -> str:
    return "schema" if field == "format" else field


_NAMES = {"left": "Credits left", "count": "Used", "limit": "Limit"}
_FIGURE_ORDER = tuple(
    dict.fromkeys(("id", "name", *(name for names in FIGURE_FIELDS.values() for name in names)))
)
