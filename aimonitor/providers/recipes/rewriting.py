"""A recipe's text with one field changed, and every other line as it was.

Each change is read back: what tomllib makes of the new text must be what was wanted, and nothing else. Where
that fails (a field inside of a list that is written on one line, such as `figures = [{...}]`), the text
stays as it is, and the user is told to change it there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.lines import Place
from aimonitor.providers.recipes.statements import Kind, Statement, statements
from aimonitor.providers.recipes.written import written, written_key

FIGURES = "figures"
_NOT_HERE = "This cannot be changed here, for the way it is written. Change it in the text."


def table_of(text: str) -> dict[str, Any] | None:
    """What TOML reads; None where it is none."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError, RecursionError, ValueError):
        return None


def with_field(text: str, place: Place, value: object, order: Sequence[str] = ()) -> str:
    """`text` with `value` at `place`; None takes the field away.

    `order`: the names of the table's fields; a new one stands behind those that come before it there.
    Raises ConfigError where it cannot be done.
    """
    wanted = table_of(text)
    if wanted is None:
        raise ConfigError(_NOT_HERE)
    if repr(_at(wanted, place)) == repr(value):  # true is not 1 here
        return text
    _set(wanted, place, value)
    return _held(_changed(text, place, value, order), wanted)


def with_row(text: str, fields: Mapping[str, object]) -> str:
    """`text` with a figure more, behind all others. Raises ConfigError."""
    wanted = table_of(text)
    if wanted is None or not isinstance(wanted.setdefault(FIGURES, []), list):
        raise ConfigError(_NOT_HERE)
    wanted[FIGURES].append(dict(fields))
    lines = [f"[[{FIGURES}]]", *(f"{written_key(name)} = {written(value)}" for name, value in fields.items())]
    before = text.rstrip()
    return _held((f"{before}\n\n" if before else "") + "\n".join(lines) + "\n", wanted)


def without_row(text: str, number: int) -> str:
    """`text` without this figure, and what is said right above it. Raises ConfigError."""
    wanted = table_of(text)
    blocks = _blocks(text)
    if wanted is None or number >= len(blocks):
        raise ConfigError(_NOT_HERE)
    del wanted[FIGURES][number]
    if not wanted[FIGURES]:
        del wanted[FIGURES]
    begin, end = blocks[number]
    lines = _lines(text)
    while end == len(lines) and begin and not lines[begin - 1].strip():
        begin -= 1  # no empty lines at the end
    return _held("".join((*lines[:begin], *lines[end:])), wanted)


def with_rows_swapped(text: str, one: int, other: int) -> str:
    """`text` with two figures in each other's place. Raises ConfigError."""
    wanted = table_of(text)
    blocks = _blocks(text)
    first, second = sorted((one, other))
    if wanted is None or first < 0 or second >= len(blocks) or first == second:
        raise ConfigError(_NOT_HERE)
    rows = wanted[FIGURES]
    rows[first], rows[second] = rows[second], rows[first]
    lines = _lines(text)
    (a, b), (c, d) = (_trimmed(lines, blocks[at]) for at in (first, second))
    return _held("".join((*lines[:a], *lines[c:d], *lines[b:c], *lines[a:b], *lines[d:])), wanted)


def _held(text: str, wanted: Mapping[str, Any]) -> str:
    if table_of(text) != wanted:
        raise ConfigError(_NOT_HERE)
    return text


def _changed(text: str, place: Place, value: object, order: Sequence[str]) -> str:
    known = statements(text)
    stands = next((one for one in known if one.place == place and one.kind is Kind.KEY), None)
    lines = _lines(text)
    if stands is not None:
        if value is None:
            return "".join((*lines[: stands.begin], *lines[stands.end :]))
        return f"{text[: stands.at]}{written(value)}{text[stands.until :]}"
    if any(one.place[: len(place)] == place for one in known):
        return _table_changed(text, place, value)
    return "".join(_with_line(_lines(text), known, place, value, order))


def _table_changed(text: str, place: Place, value: object) -> str:
    """A table of its own, or fields with dots: key by key, so that what stays keeps its line."""
    wanted = value if isinstance(value, Mapping) else {}
    before = _at(table_of(text) or {}, place)
    for name in before if isinstance(before, Mapping) else ():
        if name not in wanted:
            text = _changed(text, (*place, name), None, ())
    for name, inner in wanted.items():
        text = _changed(text, (*place, name), inner, ())
    if value is None:
        lines = _lines(text)
        header = next((one for one in statements(text) if one.place == place), None)
        text = "".join((*lines[: header.begin], *lines[header.end :])) if header is not None else text
    return text


def _with_line(
    lines: list[str], known: Sequence[Statement], place: Place, value: object, order: Sequence[str]
) -> Sequence[str]:
    """The new field in its table, which is made where there is none."""
    line = f"{written_key(str(place[-1]))} = {written(value)}\n"
    parent = place[:-1]
    header = next((one for one in known if one.place == parent), None)
    beside = [one for one in known if one.kind is Kind.KEY and one.place[:-1] == parent]
    if parent and header is None and not beside:
        at = _first_row(lines, known)
        above = ["\n"] if at and lines[at - 1].strip() else []
        below = ["\n"] if at < len(lines) else []
        block = [*above, f"[{'.'.join(written_key(str(step)) for step in parent)}]\n", line, *below]
        return (*lines[:at], *block, *lines[at:])
    at = header.end if header is not None else 0
    before = set(order[: order.index(place[-1])] if place[-1] in order else order)
    behind = [one for one in beside if one.place[-1] in before] or ([] if place[-1] in order else beside)
    if behind:
        at = behind[-1].end
    elif not parent and beside:
        at = beside[0].begin
    return (*lines[:at], line, *lines[at:])


def _first_row(lines: Sequence[str], known: Sequence[Statement]) -> int:
    """Where the first figure begins, with what is said right above it; else the end."""
    first = next((one.begin for one in known if one.kind is Kind.ROW and one.place[0] == FIGURES), None)
    return len(lines) if first is None else _with_words(lines, first)


def _with_words(lines: Sequence[str], begin: int) -> int:
    """The first of the comments that stand right above this line."""
    while begin and lines[begin - 1].lstrip().startswith("#"):
        begin -= 1
    return begin


def _blocks(text: str) -> list[tuple[int, int]]:
    """Of each figure: its first line, and the one behind its last."""
    lines = _lines(text)
    heads = [one for one in statements(text) if one.kind is not Kind.KEY]
    begins = [_with_words(lines, one.begin) for one in heads]
    ends = [*begins[1:], len(lines)]
    spans = zip(heads, begins, ends, strict=True)
    return [(begin, end) for head, begin, end in spans if head.kind is Kind.ROW and head.place[0] == FIGURES]


def _trimmed(lines: Sequence[str], block: tuple[int, int]) -> tuple[int, int]:
    """Without the empty lines behind it: they stay where they are."""
    begin, end = block
    while end > begin and not lines[end - 1].strip():
        end -= 1
    return begin, end


def _lines(text: str) -> list[str]:
    """With their ends, the last one too: what TOML calls a line is not what Python does."""
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def _at(table: Mapping[str, Any], place: Place) -> Any:  # noqa: ANN401  any TOML
    found: Any = table
    for step in place:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def _set(table: dict[str, Any], place: Place, value: object) -> None:
    """In `table` what with_field does in the text."""
    *above, last = place
    found: Any = table
    for step in above:
        if isinstance(step, str) and isinstance(found, dict):
            found = found.setdefault(step, {})
        elif isinstance(step, int) and isinstance(found, list) and step < len(found):
            found = found[step]
        else:
            raise ConfigError(_NOT_HERE)
    if not isinstance(found, dict):
        raise ConfigError(_NOT_HERE)
    if value is None:
        found.pop(last, None)
    else:
        found[str(last)] = value
