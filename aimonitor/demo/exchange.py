"""What a demo server is asked and what it answers: plain values, no aiohttp."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

_MARKED = re.compile(r'"\\u0000([^"\\]*)\\u0000"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `path` is without the service's prefix, header names are lower case."""

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None

    def one(self, name: str) -> str | None:
        """The value of a query parameter, None if it is absent."""
        values = self.query.get(name)
        return values[0] if values else None

    def many(self, name: str) -> tuple[str, ...]:
        """A list parameter, with or without the brackets in its name."""
        return (*self.query.get(name, ()), *self.query.get(f"{name}[]", ()))

    @property
    def bearer(self) -> str:
        """The key in the Authorization header, "" if there is none."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; `body` may hold Decimals, which become JSON numbers digit by digit."""

    status: int = 200
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The body as JSON text."""
        return _MARKED.sub(r"\1", json.dumps(self.body, default=_mark))


class Service(Protocol):
    """One service of the demo."""

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """What the service says to that at `now`."""


def _mark(value: object) -> str:
    if isinstance(value, Decimal):
        return f"\x00{value:f}\x00"
    msg = f"not a value for JSON: {type(value).__name__}"
    raise TypeError(msg)


class RefusedError(Exception):
    """The request is answered with an error of the service; `reply` is that answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"HTTP {reply.status}")
        self.reply = reply


def whole(text: str | None, default: int, *, low: int, high: int) -> int | None:
    """A whole number between the bounds; `default` when absent, None when it is anything else."""
    if text is None:
        return default
    return int(text) if text.isdigit() and low <= int(text) <= high else None
