"""Reading what a service sent: strict about figures, tolerant about everything else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from aimonitor.errors import SchemaError
from aimonitor.net.redact import plain

MAX_TEXT = 200
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
# beyond these a figure is a mistake, and no longer fits the database's 64 bits
MAX_AMOUNT = Decimal(10**9)
MAX_COUNT = Decimal(10**15)

M = TypeVar("M", bound="WireModel")


class WireModel(BaseModel):
    """Base of all private wire models: unknown fields are ignored, and no error text holds a value."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def decode(model: type[M], data: object, what: str) -> M:
    """`data` as a `model`; `what` names the answer ("costs") in the error.

    Raises SchemaError, which names the fields that do not fit and nothing of what they hold.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        places = sorted({".".join(str(step) for step in fault["loc"]) or "." for fault in error.errors()})
        fields = ", ".join(places[:5])
    raise changed_shape(what, fields)


def changed_shape(what: str, fields: str) -> SchemaError:
    """The error for an answer of another form than the one we know."""
    return SchemaError(
        f"Invalid response format: the answer for {what} has changed. An update of AIMonitor may help.",
        detail=f"{what}: {fields}",
    )


def read_amount(value: object) -> Decimal:
    """A JSON number or a string of one, exactly as written; exponents are fine.

    Raises ValueError for all else: null, text, NaN, infinity, booleans, absurd sizes.
    """
    return read_number(value, MAX_AMOUNT)


def read_count(value: object) -> int:
    """A whole number from 0 on, also as text or as `12.0`. Raises ValueError for all else."""
    number = read_number(value, MAX_COUNT)
    if number < 0 or number != number.to_integral_value():
        raise ValueError("not a readable count")
    return int(number)


def read_number(value: object, most: Decimal) -> Decimal:
    """As `read_amount`, for figures of at most `most` either way. Raises ValueError."""
    if isinstance(value, str) and len(value) <= MAX_TEXT and _NUMBER.fullmatch(value.strip()):
        value = Decimal(value.strip())
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) > most:
        raise ValueError("not a readable number")
    return value


def read_text(value: object) -> str | None:
    """A label on one line, printable and not endless; None where there is none.

    Raises ValueError for anything that is not text.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("not a text")  # noqa: TRY004 pydantic turns only ValueError into a fault of the answer
    return one_line(value) or None


def one_line(text: str) -> str:
    """Text from outside as one printable line of at most `MAX_TEXT` characters."""
    if len(text) <= MAX_TEXT and text.isascii() and text.isprintable():
        return text.strip()
    return plain(text[: 4 * MAX_TEXT], MAX_TEXT)


def read_currency(value: object) -> str:
    """An ISO 4217 code in upper case. Raises ValueError for all else."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z]{3}", value):
        return value.upper()
    raise ValueError("not a currency code")


def read_unix_time(value: object) -> datetime:
    """Unix seconds as an aware UTC time. Raises ValueError for all else."""
    try:
        return datetime.fromtimestamp(read_count(value), UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("not a time") from error


def read_time(value: object) -> datetime:
    """An RFC 3339 text with its offset as an aware UTC time. Raises ValueError for all else."""
    if not isinstance(value, str):
        raise ValueError("not a time")  # noqa: TRY004 as above
    try:
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise ValueError("a time without its offset")
        return time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("not a time") from error


Amount = Annotated[Decimal, BeforeValidator(read_amount)]
Count = Annotated[int, BeforeValidator(read_count)]
Text = Annotated[str | None, BeforeValidator(read_text)]
Currency = Annotated[str, BeforeValidator(read_currency)]
UnixTime = Annotated[datetime, BeforeValidator(read_unix_time)]
Time = Annotated[datetime, BeforeValidator(read_time)]
