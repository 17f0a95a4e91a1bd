"""Bytes to JSON, without a number bent, a limit missed or a surprise let in."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation

from aimonitor.errors import AppError, SchemaError, ServiceError
from aimonitor.net.answer import Json

_SURROGATE = re.compile(rb"\\ud[89a-f]", re.IGNORECASE)
_MAX_DIGITS = 60
_MAX_MAGNITUDE = 60


class _BadNumberError(Exception):
    """A number that no bill has."""


def decode(body: bytes, *, status: int | None = None) -> Json:
    """The JSON in `body`, fractions as Decimal.

    Raises SchemaError where it is JSON that cannot be trusted (NaN, absurd numbers, nested too
    deep) and ServiceError where it is not JSON at all.
    """
    problem: AppError
    try:
        value: Json = json.loads(body, parse_float=_fraction, parse_int=_integer, parse_constant=_constant)
        return _whole(value) if _SURROGATE.search(body) else value
    except _BadNumberError:
        text = "The answer holds a number that cannot be right, so none of it is used."
        problem = SchemaError(text, status=status)
    except RecursionError:
        text = "The answer is nested too deep to be usage data, so none of it is used."
        problem = SchemaError(text, status=status)
    except ValueError:
        problem = ServiceError(_not_json(body), status=status)
    # Outside the handlers: json's own error holds the whole body, and would come along as the context
    raise problem


def _fraction(text: str) -> Decimal:
    if len(text) > 2 * _MAX_DIGITS:
        raise _BadNumberError
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise _BadNumberError from error
    if abs(value.adjusted()) > _MAX_MAGNITUDE:
        raise _BadNumberError
    return value


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise _BadNumberError
    return int(text)


def _constant(_text: str) -> Json:
    raise _BadNumberError


def _whole(value: Json) -> Json:
    """`value` with lone surrogates replaced: they are legal JSON, but cannot be stored or printed."""
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {str(_whole(name)): _whole(item) for name, item in value.items()}
    return value


def _not_json(body: bytes) -> str:
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "The service answered nothing where data was expected."
    if start.startswith(b"<"):
        return (
            "The service answered a web page instead of data. Is there a sign-in page or a proxy in between?"
        )
    if start[:1] in (b"{", b"["):
        return "The service's answer broke off or is garbled."
    return "The service answered something that is not data."
