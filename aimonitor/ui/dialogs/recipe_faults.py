"""What is wrong with a recipe, field by field of its form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from aimonitor.monitor.recipes import CheckedRecipe

_FIGURE = re.compile(r"figures\[([0-9]+)\](?:\.(\w+))?")


class FieldFaults(Struct, frozen=True):
    """A sentence each. `figures`: by row, from 0, and by field; "" is the figure as a whole."""

    service: dict[str, str]
    figures: dict[int, dict[str, str]]


def faults_by_field(checked: CheckedRecipe, names: Iterable[str]) -> FieldFaults:
    """The first fault of each field. What has no field here stands in the list of faults alone."""
    service: dict[str, str] = {}
    figures: dict[int, dict[str, str]] = {}
    names = tuple(names)
    for place, words in zip(checked.places, checked.words, strict=False):
        figure = figure_at(place)
        if figure is not None:
            row, field = figure
            figures.setdefault(row, {}).setdefault(field, _sentence(words))
        for name in fields_at(place, names):
            service.setdefault(name, _sentence(words))
    return FieldFaults(service, figures)


def figure_at(place: str) -> tuple[int, str] | None:
    """The row, from 0, and the field of a place in a figure."""
    found = _FIGURE.match(place)
    return None if found is None else (int(found[1]) - 1, found[2] or "")


def fields_at(place: str, names: Iterable[str]) -> tuple[str, ...]:
    """The field that holds the place; of a table that is not there at all, what must be in it."""
    whole = "request.path" if place == "request" else place
    return tuple(name for name in names if whole == name or whole.startswith((f"{name}.", f"{name}[")))


def _sentence(words: str) -> str:
    end = "" if words.endswith(("?", ".")) else "."
    return f"{words[:1].upper()}{words[1:]}{end}"
