"""Which line of a TOML file a field stands on: good enough to point at, so strings are not parsed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

Place = tuple[str | int, ...]

_TABLE = re.compile(r"\s*\[\s*([\w\-.]+)\s*\]")
_ROW = re.compile(r"\s*\[\[\s*([\w\-.]+)\s*\]\]")
_KEY = re.compile(r"\s*([\w\-.]+)\s*=")
_FENCES = ('"""', "'''")


def lines_of(text: str) -> dict[Place, int]:
    """The line of each table, row and plain `key = value`."""
    table: Place = ()
    rows: Counter[str] = Counter()
    found: dict[Place, int] = {}
    is_open = False
    for number, line in enumerate(text.splitlines(), start=1):
        toggles = sum(line.count(fence) for fence in _FENCES) % 2 == 1
        if is_open:
            is_open = not toggles
            continue
        is_open = toggles
        if row := _ROW.match(line):
            table = (row[1], rows[row[1]])
            rows[row[1]] += 1
            found[table] = number
        elif header := _TABLE.match(line):
            table = tuple(header[1].split("."))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *key[1].split(".")), number)
    return found


def line_of(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of the field, else of the table it belongs in; None where neither is found."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None
