"""A body damaged by a random hand."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from aimonitor.testing.broken import places, replaced

Place = tuple[Any, ...]

_NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, 2**63, 10**15, 10**18, 10**59, -(10**12), 0.1, -0.0, 1e-9, 1e60, 12.5)
_TEXTS = ("", "NaN", "Infinity", "-1", "1e5", "0x1F", "१२", "1,5", "\x00", "\u202e", "null", "9" * 60)
_TIMES = ("2026-11-31T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-15")
_OTHERS: tuple[object, ...] = (None, True, False, [], {}, [[]], [None], {"a": 1}, [0] * 40)
_NO_FIGURES: tuple[object, ...] = (
    "much",
    "NaN",
    "Infinity",
    "",
    [],
    {},
    [1],
    {"value": 1},
    True,
    "1,5",
    "12 USD",
)
_RAW = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1" * 70, b"0" * 9, b'"\\ud800"', b"[" * 3000, b"\xff")
_MARK = "the place of something raw"


def damaged(rng: random.Random, body: bytes) -> bytes:
    """`body` with one to four things wrong in it, or its bytes cut, turned or doubled."""
    if rng.random() < 0.1:
        return _bytes_damaged(rng, body)
    value = json.loads(body)
    for _ in range(rng.randint(1, 4)):
        value = rng.choice(_HANDS)(rng, value)
    return json.dumps(value).encode() if rng.random() < 0.9 else _with_raw(rng, value)


def destroyed(rng: random.Random, body: bytes) -> bytes | None:
    """`body` with one number, or text of a number, made something that is none; None: it has no number."""
    value = json.loads(body)
    found = [place for place in places(value) if _is_number(_at(value, place))]
    if not found:
        return None
    return json.dumps(replaced(value, rng.choice(found), _picked(rng, _NO_FIGURES))).encode()


def _picked(rng: random.Random, junk: Sequence[object]) -> object:
    return copy.deepcopy(rng.choice(junk))


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)


def _at(value: Any, place: Place) -> Any:  # noqa: ANN401  any JSON
    for step in place:
        value = value[step]
    return value


def _bytes_damaged(rng: random.Random, body: bytes) -> bytes:
    at = rng.randrange(len(body) + 1)
    return rng.choice(
        (
            body[:at],
            body[at:],
            body[:at] + bytes([rng.randrange(256)]) + body[at + 1 :],
            body[:at] + body[at : at + 40] + body[at:],
            body + body,
        )
    )


def _with_raw(rng: random.Random, value: Any) -> bytes:  # noqa: ANN401  any JSON
    spoiled = _swap(rng, value, lambda: _MARK)
    return json.dumps(spoiled).encode().replace(f'"{_MARK}"'.encode(), rng.choice(_RAW))


def _swap(rng: random.Random, value: Any, make: Callable[[], object]) -> Any:  # noqa: ANN401  any JSON
    found = list(places(value))
    return replaced(value, rng.choice(found), make()) if found else make()


def _junk(rng: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
    return _swap(rng, value, lambda: _picked(rng, rng.choice((_NUMBERS, _TEXTS, _TIMES, _OTHERS))))


def _gone(rng: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
    found = list(places(value))
    if found:
        place = rng.choice(found)
        del _at(value, place[:-1])[place[-1]]
    return value


def _elsewhere(rng: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
    """A piece of it at another place too."""
    found = list(places(value))
    if not found:
        return value
    piece = copy.deepcopy(_at(value, rng.choice(found)))
    return replaced(value, rng.choice(found), piece)


def _twice(rng: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
    lists = [place for place in places(value) if isinstance(_at(value, place), list)]
    if lists:
        rows = _at(value, rng.choice(lists))
        rows.extend(copy.deepcopy(rows[:3]))
    return value


def _as_text(rng: random.Random, value: Any) -> Any:  # noqa: ANN401  any JSON
    found = [place for place in places(value) if _is_number(_at(value, place))]
    if not found:
        return value
    place = rng.choice(found)
    number = _at(value, place)
    return replaced(value, place, rng.choice((str(number), f"-{number}", f"{number}e3", [number])))


_HANDS = (_junk, _junk, _junk, _gone, _elsewhere, _twice, _as_text)
