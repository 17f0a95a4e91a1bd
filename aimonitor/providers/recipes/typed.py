"""A field of a recipe as a line to type in, and back: for people who do not know how TOML writes things."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import Enum

from aimonitor.errors import ConfigError
from aimonitor.providers.recipes.words import SCALES

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,24})?")
_PIECE = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)')
_NO_PAIR = "Write one to a line, its name before the sign {sign} and its value behind it."
_TWICE = "{name} stands there twice."
_NO_JSON = "This is no JSON: line {line}, column {column}."
_NO_TABLE = 'A body is written in braces, such as {"team": "blue"}.'


class Typed(Enum):
    """How a field is typed."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    SCALE = "scale"
    LIST = "list"
    NAMES = "names"
    PARAMETERS = "parameters"
    HEADERS = "headers"
    JSON = "json"


YES = "yes"
_SIGNS = {Typed.PARAMETERS: "=", Typed.HEADERS: ": "}


def shown(how: Typed, value: object) -> str:
    """What stands in the field for `value`; "" for None. What it may not be is shown as it is."""
    if value is None or (how is Typed.FLAG and value is False):
        return ""
    if how is Typed.FLAG and value is True:
        return YES
    if how in {Typed.LIST, Typed.NAMES} and isinstance(value, list):
        return ", ".join(_item(one) for one in value)
    if how in _SIGNS and isinstance(value, Mapping):
        return "\n".join(f"{name}{_SIGNS[how]}{_scalar(one)}" for name, one in value.items())
    if how is Typed.JSON or isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=2 if how is Typed.JSON else None, default=str)
    return _scalar(value)


def read(how: Typed, text: str) -> object | None:
    """What `text` stands for; None where it is empty.

    What is no number is a text then: the check of the recipe says what is wrong with it. Raises ConfigError
    for what cannot be written down at all.
    """
    return _READERS[how](text) if text.strip() else None


def _number(text: str) -> object:
    return int(text) if _WHOLE.fullmatch(text.strip()) else text.strip()


def _scale(text: str) -> object:
    text = text.strip()
    if text in SCALES or not _NUMBER.fullmatch(text):
        return text
    return int(text) if _WHOLE.fullmatch(text) else Decimal(text)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _item(value: object) -> str:
    """One of a list; a text that would be taken for something else stands in quotes."""
    if not isinstance(value, str):
        return _scalar(value)
    return value if list(_items(value, plain=False)) == [value] else json.dumps(value, ensure_ascii=False)


def _items(text: str, *, plain: bool) -> Iterator[object]:
    for match in _PIECE.finditer(text):
        piece = match[1].strip()
        if piece.startswith('"') and piece.endswith('"') and len(piece) > 1:
            yield str(json.loads(piece, strict=False))
        elif piece:
            yield piece if plain else _named(piece)


def _named(piece: str) -> object:
    if piece in {"true", "false"}:
        return piece == "true"
    return int(piece) if _WHOLE.fullmatch(piece) else piece


def _pairs(text: str, sign: str, *, numbers: bool) -> Iterator[tuple[str, object]]:
    seen: set[str] = set()
    for line in text.split("\n"):
        if not line.strip():
            continue
        name, found, value = (piece.strip() for piece in line.partition(sign))
        if not found or not name:
            raise ConfigError(_NO_PAIR.format(sign=sign))
        if name in seen:
            raise ConfigError(_TWICE.format(name=name))
        seen.add(name)
        yield name, int(value) if numbers and _WHOLE.fullmatch(value) else value


def _json(text: str) -> object:
    try:
        value: object = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ConfigError(_NO_JSON.format(line=error.lineno, column=error.colno)) from None
    except (ValueError, RecursionError, ArithmeticError):
        raise ConfigError(_NO_JSON.format(line=1, column=1)) from None
    if not isinstance(value, dict):
        raise ConfigError(_NO_TABLE)
    if _has_null(value):
        raise ConfigError("A body cannot hold null: leave the field out.")
    return value


def _has_null(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_null, value.values()))
    return any(map(_has_null, value)) if isinstance(value, list) else value is None


_READERS: dict[Typed, Callable[[str], object]] = {
    Typed.TEXT: str.strip,
    Typed.NUMBER: _number,
    Typed.FLAG: lambda _text: True,
    Typed.SCALE: _scale,
    Typed.LIST: lambda text: list(_items(text, plain=False)),
    Typed.NAMES: lambda text: [str(one) for one in _items(text, plain=True)],
    Typed.PARAMETERS: lambda text: dict(_pairs(text, "=", numbers=True)),
    Typed.HEADERS: lambda text: dict(_pairs(text, ":", numbers=False)),
    Typed.JSON: _json,
}
