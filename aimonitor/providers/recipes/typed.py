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
_NO_NUMBER = "This is no JSON: {name} is no number there."
_BAD_QUOTES = "What stands in quotes here cannot be read: before a \\ in it goes another one."
_TOO_DEEP = "This is nested too deep."
_MOST_DIGITS, _MOST_DEEP = 40, 60
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
        return _json_of(value, 0 if how is Typed.JSON else None)
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
    return exact(value) if isinstance(value, Decimal) else str(value)


def exact(number: Decimal) -> str:
    """Digit by digit, but not a million of them: 1e1000000 stays as short as it is."""
    is_short = number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS
    return f"{number:f}" if is_short else str(number)


def _json_of(value: object, deep: int | None) -> str:
    """As JSON writes it, with numbers exact; `deep`: how far it is moved in, None is on one line."""
    below = None if deep is None else deep + 1
    if isinstance(value, Mapping):
        return _around(
            "{}",
            [
                f"{json.dumps(name, ensure_ascii=False)}: {_json_of(one, below)}"
                for name, one in value.items()
            ],
            deep,
        )
    if isinstance(value, list):
        return _around("[]", [_json_of(one, below) for one in value], deep)
    if isinstance(value, bool | int | Decimal):
        return _scalar(value)
    return json.dumps(str(value), ensure_ascii=False)


def _around(signs: str, inner: list[str], deep: int | None) -> str:
    first, last = signs[0], signs[1]
    if deep is None or not inner:
        return f"{first}{', '.join(inner)}{last}"
    step = "\n" + "  " * (deep + 1)
    return f"{first}{step}{f',{step}'.join(inner)}{step[:-2]}{last}"


def _item(value: object) -> str:
    """One of a list; a text that would be taken for something else stands in quotes."""
    if not isinstance(value, str):
        return _scalar(value)
    try:
        is_plain = list(_items(value, plain=False)) == [value]
    except ConfigError:
        is_plain = False
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _items(text: str, *, plain: bool) -> Iterator[object]:
    for match in _PIECE.finditer(text):
        piece = match[1].strip()
        if piece.startswith('"') and piece.endswith('"') and len(piece) > 1:
            yield _unquoted(piece)
        elif piece:
            yield piece if plain else _named(piece)


def _unquoted(piece: str) -> str:
    try:
        return str(json.loads(piece, strict=False))
    except json.JSONDecodeError:
        raise ConfigError(_BAD_QUOTES) from None


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
        value: object = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise ConfigError(_NO_JSON.format(line=error.lineno, column=error.colno)) from None
    except RecursionError:
        raise ConfigError(_TOO_DEEP) from None
    except (ValueError, ArithmeticError):
        raise ConfigError(_NO_JSON.format(line=1, column=1)) from None
    if not isinstance(value, dict):
        raise ConfigError(_NO_TABLE)
    _check_body(value, _MOST_DEEP)
    return value


def _refuse_constant(name: str) -> object:
    raise ConfigError(_NO_NUMBER.format(name=name))


def _check_body(value: object, deep: int) -> None:
    if value is None:
        raise ConfigError("A body cannot hold null: leave the field out.")
    if deep == 0:
        raise ConfigError(_TOO_DEEP)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for one in inner:
        _check_body(one, deep - 1)


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
