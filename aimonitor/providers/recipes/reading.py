"""A recipe's text to a recipe, or to sentences that name file, line and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Any

from msgspec import Struct
from pydantic import ValidationError

from aimonitor.errors import ConfigError
from aimonitor.net.redact import plain
from aimonitor.providers.recipes.lines import Place, line_of, lines_of
from aimonitor.providers.recipes.model import Recipe
from aimonitor.providers.recipes.slips import slips
from aimonitor.providers.recipes.words import MOST

_MOST_FAULTS = 20
_AT_LINE = re.compile(r" \(at (?:line (\d{1,6}), column \d+|end of document)\)$")
_Wrong = tuple[Place, str | Mapping[str, Any]]
"""Where, and what in words or as pydantic tells it."""

_PLAIN_WORDS = {
    "missing": "this is missing",
    "string_type": "this should be a text, in quotes",
    "int_type": "this should be a whole number",
    "bool_type": "this should be true or false",
    "list_type": "this should be a list",
    "dict_type": "this should be a table",
    "model_type": "this should be a table",
    "model_attributes_type": "this should be a table",
    "string_too_short": "this is empty",
    "too_short": "this is empty",
}


class Fault(Struct, frozen=True, kw_only=True):
    """Something wrong in a recipe. `line` None: it has no place; `field` "": it is of the whole file."""

    line: int | None
    field: str
    words: str

    def sentence(self, name: str) -> str:
        """Such as `acme.toml, line 7, request.path: this is missing.`: for people."""
        places = [name, *([f"line {self.line}"] if self.line else []), *([self.field] if self.field else [])]
        end = "" if self.words.endswith("?") else "."
        return f"{', '.join(places)}: {self.words}{end}"


class Read(Struct, frozen=True, kw_only=True):
    """What became of a text: the recipe with its table, or what is wrong with it."""

    recipe: Recipe | None = None
    table: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()

    def checked(self, name: str) -> Recipe:
        """The recipe. Raises ConfigError with the first fault, and how many more there are."""
        if self.recipe is not None:
            return self.recipe
        raise ConfigError(fault_words(self.faults, name))


def fault_words(faults: tuple[Fault, ...], name: str) -> str:
    """The first fault in words, and how many more there are."""
    more = len(faults) - 1
    rest = f" `aimonitor recipes check` names {more} more." if more else ""
    return faults[0].sentence(name) + rest


def read_recipe(text: str) -> Read:
    """The recipe in `text`. Raises nothing: faults are told."""
    if len(text.encode("utf-8", "replace")) > MOST:
        return _broken(f"it is longer than the {MOST // 1024} KiB that a recipe may have")
    try:
        table = tomllib.loads(text, parse_float=_number)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _no_toml(plain(str(error)), text)
    except (ValueError, InvalidOperation):  # too many digits for Python, or for us
        return _broken("it is not valid TOML: a number in it cannot be read")
    try:
        recipe = Recipe.model_validate(table)
        wrong: list[_Wrong] = list(slips(recipe))
    except ValidationError as error:
        recipe = None
        wrong = [(_place(one["loc"]), one) for one in error.errors(include_url=False, include_input=False)]
    if recipe is not None and not wrong:
        return Read(recipe=recipe, table=table)
    return Read(faults=tuple(_first_faults(wrong, lines_of(text))))


def _first_faults(wrong: Iterable[_Wrong], lines: Mapping[Place, int]) -> Iterator[Fault]:
    """In the order of the text. Words are found for those alone that are told: there may be thousands."""
    placed = sorted(((line_of(lines, at), at, what) for at, what in wrong), key=lambda one: one[0] or 0)
    for line, at, what in placed[:_MOST_FAULTS]:
        words = what if isinstance(what, str) else _words(what, at)
        yield Fault(line=line, field=_named(at), words=words)


def _number(text: str) -> Decimal:
    if len(text) > 60:  # noqa: PLR2004  no scale is that long
        raise InvalidOperation
    return Decimal(text)


def _no_toml(words: str, text: str) -> Read:
    """What tomllib says, its line as that of the fault: in one place, and it can be shown."""
    found = _AT_LINE.search(words)
    why = (words[: found.start()] if found else words).rstrip(".")
    if found is None:
        return _broken(f"it is not valid TOML: {why}")
    last = max(1, len(text.rstrip().splitlines()))
    return _broken(f"it is not valid TOML: {why}", int(found[1] or last))


def _broken(words: str, line: int | None = None) -> Read:
    return Read(faults=(Fault(line=line, field="", words=words),))


_ROLES = frozenset(("balance", "cost", "left", "count", "limit"))


def _place(loc: Place) -> Place:
    """Where it is in the file: pydantic names the role of a figure as a step, which the file has not."""
    steps = list(loc)
    if len(steps) > 2 and steps[0] == "figures" and steps[2] in _ROLES:  # noqa: PLR2004  list, place, role
        del steps[2]
    if steps[:1] == ["request"] and len(steps) > 3 and steps[-1] == "[key]":  # noqa: PLR2004
        del steps[-1]
    return tuple(steps)


def _named(place: Place) -> str:
    """`figures[2].path`: rows are counted from 1, as people do."""
    words = ""
    for step in place:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{plain(step, 60)}"
    return words.removeprefix(".")


def _words(error: Mapping[str, Any], place: Place) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(place)
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return f"role should say what the figure is: {', '.join(sorted(_ROLES))}"
    if kind in {"literal_error", "enum"}:
        return f"this should be {context.get('expected', 'something else')}"
    if kind == "string_pattern_mismatch":
        return f"this does not look as it should: {context.get('pattern', '')}"
    if kind == "value_error":
        return str(context.get("error", "it cannot be used")).rstrip(".")
    said = error["msg"]
    return _PLAIN_WORDS.get(kind) or f"{said[:1].lower()}{said[1:]}"


def _unknown(place: Place) -> str:
    known = _known_beside(place)
    if place[-1] in known:
        return "a figure of this role has no such field"
    meant = next(iter(get_close_matches(str(place[-1]), known, n=1, cutoff=0.7)), None)
    return "nobody knows this field" + (f". Did you mean {meant}?" if meant else "")


def _known_beside(place: Place) -> list[str]:
    """The fields that may stand where `place` is."""
    schema = _schema()
    node = schema
    for step in place[:-1]:
        node = node["items"] if isinstance(step, int) else node.get("properties", {}).get(step, {})
        node = _resolved(node, schema)
    many = [_resolved(one, schema) for one in node.get("oneOf", [node])]
    return sorted({name for one in many for name in one.get("properties", {})})


@cache
def _schema() -> dict[str, Any]:
    return Recipe.model_json_schema()


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return node
