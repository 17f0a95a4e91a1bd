"""An answer as a tree, each value with the path that leads to it; without keys, and never endless."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from aimonitor.net.answer import Json
from aimonitor.providers.recipes.paths import MOST

MOST_NODES, MOST_BESIDE, MOST_DEEP = 3000, 100, 12
_LONGEST, _TOO_LONG = 200, 2000
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TELLING = (
    "currency",
    "type",
    "kind",
    "window",
    "period",
    "unit",
    "name",
    "label",
    "model",
    "code",
    "key",
    "id",
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_ \-]{0,39}")


class AnswerNode(Struct, frozen=True, kw_only=True):
    """One value. `path`: by names and places; `by_value`: with rows found by what they say, where that is so.

    Both are "" where no path leads here. `left_out`: how many of its children are not shown.
    `is_value`: a field can use it.
    """

    name: str
    value: str
    path: str = ""
    by_value: str = ""
    children: tuple[AnswerNode, ...] = ()
    left_out: int = 0
    is_value: bool = False


class _Draft:
    """A node that is being made."""

    def __init__(self, name: str, json: Json, path: str, by_value: str, deep: int) -> None:
        self.name, self.json, self.path, self.by_value, self.deep = name, json, path, by_value, deep
        self.children: list[_Draft] = []

    def made(self, shown: Callable[[str], str]) -> AnswerNode:
        """It and all below."""
        value, many = _value(self.json, shown)
        return AnswerNode(
            name=self.name,
            value=value,
            path=self.path if len(self.path) <= MOST else "",
            by_value=self.by_value if len(self.by_value) <= MOST else "",
            children=tuple(child.made(shown) for child in self.children),
            left_out=many - len(self.children),
            is_value=not isinstance(self.json, dict | list) and 0 < len(self.path) <= MOST,
        )


def answer_tree(json: Json, shown: Callable[[str], str]) -> AnswerNode:
    """The tree of an answer. `shown`: makes a text from outside fit to be seen, without keys.

    A name that may not be shown as it is has no path: a path would tell it. What is near the top comes first.
    """
    top = _Draft("", json, "$", "$", 0)
    waiting, room = deque((top,)), MOST_NODES
    while waiting and room:
        draft = waiting.popleft()
        if draft.deep == MOST_DEEP:
            continue
        draft.children = [
            child for child, _ in zip(_children(draft, shown), range(min(MOST_BESIDE, room)), strict=False)
        ]
        room -= len(draft.children)
        waiting.extend(draft.children)
    return top.made(shown)


def _children(draft: _Draft, shown: Callable[[str], str]) -> Iterator[_Draft]:
    if isinstance(draft.json, dict):
        for name, inner in draft.json.items():
            said = _text(name, shown)
            step = _step(name) if said == name else ""
            yield _Draft(said, inner, *_below(draft, step, step), draft.deep + 1)
    elif isinstance(draft.json, list):
        telling = _telling(draft.json, shown)
        for number, inner in enumerate(draft.json[:MOST_BESIDE]):
            row = f"[{number}]"
            if telling and isinstance(inner, dict):
                row = f"[?@.{telling} == '{inner[telling]}']"
            yield _Draft(f"row {number + 1}", inner, *_below(draft, f"[{number}]", row), draft.deep + 1)


def _below(draft: _Draft, step: str, row: str) -> tuple[str, str]:
    """Both paths, one step further; a way that is lost stays lost."""
    return (f"{draft.path}{step}", f"{draft.by_value}{row}") if draft.path and step else ("", "")


def _step(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return f".{name}"
    if not name.isprintable():
        return ""
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _telling(rows: Sequence[Json], shown: Callable[[str], str]) -> str:
    """The field that tells the rows of a list apart by a plain word; "" where there is none."""
    if len(rows) > MOST_BESIDE or not all(isinstance(row, dict) for row in rows):
        return ""
    for name in _TELLING:
        said = [row.get(name) for row in rows if isinstance(row, dict)]
        words = {one for one in said if isinstance(one, str) and _WORD.fullmatch(one) and shown(one) == one}
        if len(words) == len(rows):
            return name
    return ""


def _value(json: Json, shown: Callable[[str], str]) -> tuple[str, int]:
    """In words, and how many children it has."""
    if isinstance(json, Mapping):
        return ("1 field" if len(json) == 1 else f"{len(json)} fields"), len(json)
    if isinstance(json, list):
        return ("1 row" if len(json) == 1 else f"{len(json)} rows"), len(json)
    if json is None or isinstance(json, bool):
        return {None: "null", True: "true", False: "false"}[json], 0
    return _text(json if isinstance(json, str) else str(json), shown), 0


def _text(text: str, shown: Callable[[str], str]) -> str:
    """Masked, then cut. Nobody reads an endless one, and it would take long to mask: it is only counted."""
    if len(text) > _TOO_LONG:
        return f"(a text of {len(text)} characters)"
    said = shown(text)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
