"""Where everything stands in a TOML text: each header and each `key = value`, with the lines it covers.

The text is one that tomllib reads, so nothing is judged here. What stands inside of a value (an inline
table, a list of tables) has no place of its own.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from enum import Enum

from msgspec import Struct

from aimonitor.providers.recipes.lines import Place

_STRING = r"""\"""(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_PIECE = re.compile(rf"{_STRING}|\#[^\n]*|[\[\]{{}}\n=]|[^\[\]{{}}\n=\#\"']+", re.DOTALL)
_OPEN, _CLOSE = frozenset("[{"), frozenset("]}")


class Kind(Enum):
    """What a statement is."""

    KEY = "key"
    TABLE = "table"
    ROW = "row"


class Statement(Struct, frozen=True, kw_only=True):
    """`begin` and `end`: its first line and the one behind its last, from 0.

    `at` and `until`: of a key alone, where its value stands in the text.
    """

    kind: Kind
    place: Place
    begin: int
    end: int
    at: int = 0
    until: int = 0


def statements(text: str) -> tuple[Statement, ...]:
    """All of them, in the order of the text."""
    table: Place = ()
    rows: Counter[Place] = Counter()
    found: list[Statement] = []
    for raw in _raw(text):
        place = raw.place
        if raw.kind is Kind.ROW:
            place = (*place, rows[place])
            rows[raw.place] += 1
        elif raw.kind is Kind.TABLE:
            place = _within_row(place, rows)
        else:
            place = (*table, *place)
        table = table if raw.kind is Kind.KEY else place
        found.append(
            Statement(kind=raw.kind, place=place, begin=raw.begin, end=raw.end, at=raw.at, until=raw.until)
        )
    return tuple(found)


def _within_row(place: Place, rows: Counter[Place]) -> Place:
    """A table named under a list of tables belongs to the newest row."""
    for length in range(len(place) - 1, 0, -1):
        if rows[place[:length]]:
            return (*place[:length], rows[place[:length]] - 1, *place[length:])
    return place


def _raw(text: str) -> Iterator[Statement]:
    """Each by its own name alone."""
    pieces = list(_PIECE.finditer(text))
    line, number = 0, 0
    while number < len(pieces):
        piece = pieces[number][0]
        if piece == "\n":
            line, number = line + 1, number + 1
        elif piece.startswith("#") or not piece.strip():
            number += 1
        else:
            number, found = _statement(text, pieces, number, line)
            line = found.end - 1
            yield found


def _statement(text: str, pieces: list[re.Match[str]], number: int, line: int) -> tuple[int, Statement]:
    """The one that begins with this piece, and the number of the line break behind it."""
    begin, name, last = line, "", pieces[number].start()
    deep, at = 0, -1
    is_header = pieces[number][0] == "["
    while number < len(pieces):
        piece = pieces[number][0]
        if piece == "\n" and (deep == 0 or is_header):
            break
        if at < 0 and piece == "=" and not is_header:
            at = pieces[number].end()
        elif not piece.startswith("#"):
            name += piece if at < 0 else ""
            deep += (piece in _OPEN) - (piece in _CLOSE)
            last = pieces[number].end() if piece.strip() else last
        line += piece.count("\n")
        number += 1
    kind = (Kind.ROW if name.startswith("[[") else Kind.TABLE) if is_header else Kind.KEY
    value = text[at:last] if kind is Kind.KEY else ""
    at += len(value) - len(value.lstrip())
    return number, Statement(
        kind=kind,
        place=_names(_bare(name.strip(), kind)),
        begin=begin,
        end=line + 1,
        at=at,
        until=at + len(value.strip()),
    )


def _bare(name: str, kind: Kind) -> str:
    brackets = {Kind.ROW: 2, Kind.TABLE: 1, Kind.KEY: 0}[kind]
    return name[brackets : len(name) - brackets]


def _names(dotted: str) -> Place:
    """`a."b.c"` as TOML reads it."""
    step = tomllib.loads(f"{dotted} = 0")
    names: list[str] = []
    while True:
        ((name, inner),) = step.items()
        names.append(name)
        if not isinstance(inner, dict):
            return tuple(names)
        step = inner
