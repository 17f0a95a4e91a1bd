"""One figure out of an answer: as exact as it was sent, or a reason why it is unknown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, localcontext
from typing import TypeVar

from aimonitor.net.answer import Json
from aimonitor.providers.recipes.model import ResetFormat
from aimonitor.providers.recipes.paths import ManyError, MissingError, Path
from aimonitor.providers.resets import read_reset, read_wait, reset_at
from aimonitor.providers.wire import MAX_AMOUNT, MAX_COUNT, read_number

T = TypeVar("T")

_PRECISION = 50
_THOUSAND = 1000
_FIRST_MILLISECOND = 10**11


class AbsentError(Exception):
    """The answer tells nothing there: no such field, or null (`is_null`). The text says where."""

    def __init__(self, path: Path | None, *, is_null: bool = False) -> None:
        place = path.text if path is not None else "it"
        super().__init__(f"{place} is null" if is_null else f"{place} is not in the answer")
        self.is_null = is_null


class UnreadableError(Exception):
    """Something stands there that is no such figure. The text says where."""


def read_at(path: Path, answer: Json, read: Callable[[object], T]) -> T:
    """What `read` makes of the value there. Raises AbsentError, UnreadableError."""
    try:
        value = path.find(answer)
    except MissingError:
        raise AbsentError(path) from None
    except ManyError:
        raise UnreadableError(f"{path.text} is there several times") from None
    if value is None:
        raise AbsentError(path, is_null=True)
    try:
        return read(value)
    except ValueError:
        raise UnreadableError(f"{path.text} is no such figure") from None


def money_at(path: Path, answer: Json, scale: Decimal, *, turned: bool = False) -> Decimal:
    """An amount in the major unit. Raises AbsentError, UnreadableError."""
    return _scaled(read_at(path, answer, _number_up_to(MAX_AMOUNT, scale)), scale, turned=turned)


def count_at(path: Path, answer: Json, scale: Decimal, *, turned: bool = False) -> Decimal:
    """A count. Raises AbsentError, UnreadableError."""
    return _scaled(read_at(path, answer, _number_up_to(MAX_COUNT, scale)), scale, turned=turned)


def _number_up_to(most: Decimal, scale: Decimal) -> Callable[[object], Decimal]:
    with localcontext(prec=_PRECISION):
        raw = most / scale
    return lambda value: read_number(value, raw)


def _scaled(number: Decimal, scale: Decimal, *, turned: bool) -> Decimal:
    with localcontext(prec=_PRECISION):
        return number * (-scale if turned else scale) + 0  # nothing, with its sign turned, is nothing


def reset_of(path: Path, answer: Json, told_as: ResetFormat, now: datetime) -> datetime | None:
    """When a limit begins anew; None where it does not, or nobody says. Raises UnreadableError."""
    try:
        if told_as == "seconds_from_now":
            return reset_at(None, read_at(path, answer, read_wait), now)
        return read_at(path, answer, _READERS[told_as])
    except AbsentError:
        return None


def _iso(value: object) -> datetime | None:
    if not isinstance(value, str) or (value and "T" not in value.upper()):
        raise ValueError("not an ISO time")
    return read_reset(value)


def _seconds(value: object) -> datetime | None:
    if value == "":
        return None
    if read_number(value, MAX_COUNT) >= _FIRST_MILLISECOND:
        raise ValueError("not seconds")
    return read_reset(value)


def _milliseconds(value: object) -> datetime | None:
    if value == "":
        return None
    return _seconds(read_number(value, MAX_COUNT) / _THOUSAND)


_READERS: dict[ResetFormat, Callable[[object], datetime | None]] = {
    "iso": _iso,
    "s": _seconds,
    "ms": _milliseconds,
}
