"""Each built-in type before answers that can be exchanged."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.providers.base import Call
from aimonitor.providers.builtin.claude_code.statusline import statusline
from aimonitor.providers.computer import NoService
from aimonitor.testing.broken import CannedApi
from aimonitor.testing.calling import asked
from aimonitor.testing.contract import report_or_error
from tests.providers.calling import MONTH, NOW, read
from tests.providers.canned import GOOD, KEYS, REGISTRY

T = TypeVar("T")

Bodies = Mapping[str, bytes]
"""What is answered, by path."""

_LOCAL = Path(__file__).parents[1] / "providers" / "local" / "contracts"
_LIMITS = "account/rateLimits/read"
_CODEX = {
    "rateLimits": {
        "limitId": "codex",
        "planType": "plus",
        "primary": {"usedPercent": 22, "windowDurationMins": 300, "resetsAt": 1795357800},
        "secondary": {"usedPercent": 43, "windowDurationMins": 10080, "resetsAt": 1795683600},
        "credits": {"hasCredits": True, "unlimited": False, "balance": "12.5"},
    }
}


class Source(Protocol):
    """A type, its good answers, and a read of other ones."""

    @property
    def name(self) -> str:
        """Of the type."""

    @property
    def answers(self) -> list[tuple[str, bytes]]:
        """Every good answer with its path; a path may have several."""

    def read(self, bodies: Bodies) -> UsageSnapshot:
        """What a check of the key and a poll make of these. Raises AppError."""


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that never waits; a loop for each of a million runs would take longer than they."""
    try:
        work.send(None)
    except StopIteration as done:
        found: T = done.value
        return found
    raise AssertionError("it waits for something")


@dataclass(frozen=True)
class Service:
    """A type whose service is asked over HTTP."""

    name: str

    @property
    def answers(self) -> list[tuple[str, bytes]]:
        return [(found.entry["path"], found.reply.body) for found in GOOD[self.name]]

    def read(self, bodies: Bodies) -> UsageSnapshot:
        client = REGISTRY.client(self.name)
        call = Call(api=CannedApi(bodies), now=NOW, since=MONTH, options=asked(client.manifest))
        at_once(report_or_error(client, call))
        return at_once(read(client, call))


@dataclass(frozen=True)
class _Here:
    """A computer on which a program answers with `bodies`, and a bridge has kept one."""

    bodies: Bodies

    @asynccontextmanager
    async def run(self, *_: object, **__: object) -> AsyncIterator[_Talk]:
        yield _Talk(self.bodies)

    async def kept(self) -> str | None:
        kept = self.bodies.get("kept")
        return None if kept is None else kept.decode("utf-8", "replace")


class _Talk:
    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._lines: list[str] = []

    async def send(self, line: str) -> None:
        asked = json.loads(line)
        if "id" in asked:
            body = self._bodies.get(asked["method"], b"{}").decode("utf-8", "replace")
            self._lines.append(f'{{"id": {asked["id"]}, "result": {body}}}')

    async def receive(self) -> str:
        return self._lines.pop(0) if self._lines else ""


@dataclass(frozen=True)
class Program:
    """A type that is read on this computer."""

    name: str
    path: str
    body: bytes
    now: datetime = NOW

    @property
    def answers(self) -> list[tuple[str, bytes]]:
        return [(self.path, self.body)]

    def read(self, bodies: Bodies) -> UsageSnapshot:
        client = REGISTRY.client(self.name)
        since: date = MONTH
        call = Call(api=NoService(), now=self.now, since=since, local=_Here(bodies))
        at_once(report_or_error(client, call))
        return at_once(read(client, call))


def _bridged() -> bytes:
    told = json.loads((_LOCAL / "claude_code" / "statusline_stdin_ok.json").read_bytes())
    kept = statusline(json.dumps(told).encode(), None, NOW).keep
    assert kept is not None
    return kept.encode()


SOURCES: list[Source] = [
    *(Service(name) for name in KEYS),
    Program("codex", _LIMITS, json.dumps(_CODEX).encode()),
    Program("claude_code", "kept", _bridged()),
]
