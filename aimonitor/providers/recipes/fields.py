"""The kinds of fields in a recipe, each refused in plain words where it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    WithJsonSchema,
)

from aimonitor.domain.usage import Unit
from aimonitor.errors import ConfigError
from aimonitor.net.origin import check_base_url
from aimonitor.net.redact import plain, redact
from aimonitor.providers.recipes.paths import MOST, Path
from aimonitor.providers.recipes.words import SCALES
from aimonitor.providers.wire import MAX_TEXT, read_currency

_ID = "^[a-z][a-z0-9_]{0,39}$"
_ROW_ID = "^[a-z0-9][a-z0-9_]{0,39}$"
_VARIABLE = "^[A-Z][A-Z0-9_]{1,79}$"
_ICON = r"^[A-Za-z0-9_\-]{1,60}\.svg$"
_HEADER = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{0,59}")
_TAKEN_HEADERS = frozenset(
    (
        *("accept-encoding", "connection", "content-length", "content-type", "cookie", "expect", "host"),
        *("proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade"),
    )
)
_STANDS_FOR = re.compile(r"\{([^{}]*)\}")
_SMALLEST, _LARGEST = Decimal("1e-12"), Decimal(10**6)
_MOST_DEEP = 8
_NOT_COUNTED = (Unit.PERCENT, Unit.USD, Unit.CNY, Unit.EUR, Unit.REQUESTS_PER_MINUTE, Unit.TOKENS_PER_MINUTE)
COUNTED = tuple(unit.value for unit in Unit if unit not in _NOT_COUNTED)


class Part(BaseModel):
    """Base of all tables of a recipe: a field that nobody knows is a slip, and named."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, defer_build=True
    )


def _line(text: str) -> str:
    if plain(text, MAX_TEXT + 1) != text or len(text) > MAX_TEXT:
        raise ValueError(
            f"this should be one line of at most {MAX_TEXT} printable characters, without spaces around it"
        )
    return text


def _sendable(text: str) -> str:
    """What goes to the service beside the key."""
    _line(text)
    if redact(text) != text:
        raise ValueError("this looks like a key: a recipe holds none. AIMonitor adds the key in the header")
    return text


def _header(name: str) -> str:
    if not _HEADER.fullmatch(name) or name.lower() in _TAKEN_HEADERS:
        raise ValueError("this is no header that a recipe may set")
    return name


def _ascii(text: str) -> str:
    if not text.isascii():
        raise ValueError("this may hold plain letters, digits and signs only")
    return text


def _address(text: str) -> str:
    try:
        address = check_base_url(text)
    except ConfigError as error:
        raise ValueError(error.message.rstrip(".")) from error
    if address != text:
        raise ValueError(f"write it as {address}")
    return text


def _link(text: str) -> str:
    parts = urlsplit(_line(text))
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise ValueError("a link begins with https://")
    return text


def _route(text: str) -> str:
    steps = _sendable(text).split("/")
    if not text.startswith("/") or text.startswith("//") or any(sign in text for sign in "?#\\ "):
        raise ValueError(
            "this should begin with one / and hold no ? or #: parameters stand in request.params"
        )
    if any(step in {".", ".."} for step in steps):
        raise ValueError("this must not go up with ..: write the path out")
    return text


def _path(value: object) -> Path:
    if not isinstance(value, str):
        raise ValueError("this should be a JSON path, in quotes")  # noqa: TRY004  pydantic wants a ValueError
    return Path(value)


def _parameter(value: object) -> str | int:
    if isinstance(value, str):
        return _sendable(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("this should be a text, in quotes, or a whole number")  # noqa: TRY004  as above
    return value


def _scale(value: object) -> Decimal:
    if isinstance(value, str):
        if value not in SCALES:
            raise ValueError(f"this should be a number, or one of: {', '.join(SCALES)}")
        return SCALES[value]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"this should be a number, or one of: {', '.join(SCALES)}")  # noqa: TRY004  as above
    number = Decimal(value)
    if not number.is_finite() or not _SMALLEST <= number <= _LARGEST:
        raise ValueError("this should be above zero, and at most a million")
    return number


def _unit(value: object) -> Unit:
    if not isinstance(value, str) or value not in COUNTED:
        raise ValueError(f"this should be one of: {', '.join(COUNTED)}")
    return Unit(value)


def _body(value: dict[str, Any]) -> dict[str, Any]:
    _check_json(value, _MOST_DEEP)
    return value


def _check_json(value: object, deep: int) -> None:
    if deep == 0:
        raise ValueError("this is nested too deep")
    if isinstance(value, dict):
        for name, inner in value.items():
            _sendable(name)
            _check_json(inner, deep - 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner, deep - 1)
    elif isinstance(value, str):
        _sendable(value)
    elif not isinstance(value, bool | int):
        raise ValueError("this may hold texts, whole numbers, true, false, lists and tables only")  # noqa: TRY004


def named_in(value: object) -> Iterator[str]:
    """The names in braces of a text, or of all texts of a body."""
    if isinstance(value, str):
        yield from _STANDS_FOR.findall(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from named_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in(inner)


def filled(value: Any, of: Callable[[str], str]) -> Any:  # noqa: ANN401  any JSON
    """The same with each name in braces replaced by what `of` says for it."""
    if isinstance(value, str):
        return _STANDS_FOR.sub(lambda match: of(match[1]), value)
    if isinstance(value, dict):
        return {name: filled(inner, of) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, of) for inner in value]
    return value


def _matches(pattern: str, words: str) -> Callable[[str], str]:
    """Takes text of that pattern; the words say what is wrong with another."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(words)
        return text

    return check


def _text(pattern: str | None = None, *, most: int = MAX_TEXT) -> dict[str, Any]:
    return {"type": "string", "maxLength": most, **({"pattern": pattern} if pattern else {})}


Id = Annotated[
    str,
    AfterValidator(_matches(_ID, "this should be small letters, digits and _, and begin with a letter")),
    WithJsonSchema(_text(_ID)),
]
RowId = Annotated[
    str,
    AfterValidator(_matches(_ROW_ID, "this should be small letters, digits and _")),
    WithJsonSchema(_text(_ROW_ID)),
]
Variable = Annotated[
    str,
    AfterValidator(_matches(_VARIABLE, "this should be the name of a variable, such as ACME_API_KEY")),
    WithJsonSchema(_text(_VARIABLE)),
]
IconFile = Annotated[
    str,
    AfterValidator(_matches(_ICON, "this should be the name of an SVG file in the same folder")),
    WithJsonSchema(_text(_ICON)),
]
Line = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_line)]
Sendable = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_sendable)]
HeaderName = Annotated[str, AfterValidator(_header)]
HeaderText = Annotated[
    str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_sendable), AfterValidator(_ascii)
]
Prefix = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_line), AfterValidator(_ascii)]
Address = Annotated[str, AfterValidator(_address)]
Link = Annotated[str, AfterValidator(_link)]
Route = Annotated[str, AfterValidator(_route)]
JsonPath = Annotated[Path, PlainValidator(_path), WithJsonSchema(_text(r"^\$", most=MOST))]
CountedUnit = Annotated[Unit, PlainValidator(_unit), WithJsonSchema({"enum": list(COUNTED)})]
CurrencyCode = Annotated[str, BeforeValidator(read_currency), WithJsonSchema(_text("^[A-Z]{3}$", most=3))]
Parameter = Annotated[str | int, PlainValidator(_parameter), WithJsonSchema({"type": ["string", "integer"]})]
Scale = Annotated[
    Decimal,
    BeforeValidator(_scale),
    WithJsonSchema({"anyOf": [{"enum": list(SCALES)}, {"type": "number", "exclusiveMinimum": 0}]}),
]
Body = Annotated[dict[str, Any], AfterValidator(_body)]
