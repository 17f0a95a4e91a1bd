"""This computer as a test sets it up: a fake Codex, and a data folder."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import Call
from aimonitor.providers.child import Child, running
from aimonitor.providers.computer import NoService
from aimonitor.providers.local import Local
from aimonitor.providers.registry import Registry

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FAKE = Path(__file__).with_name("fake_codex.py")


@dataclass
class Here:
    """A `Local` that remembers whom it ran."""

    environ: Mapping[str, str]
    text: str | None = None
    deadline: float = 60.0
    grace: float = 5.0
    pid: int = 0

    @asynccontextmanager
    async def run(
        self, program: str, arguments: Sequence[str], *, name: str, variables: Collection[str] = ()
    ) -> AsyncIterator[Child]:
        async with running(
            program,
            arguments,
            name=name,
            environ=self.environ,
            variables=variables,
            deadline=self.deadline,
            grace=self.grace,
        ) as child:
            self.pid = child._process.pid
            yield child

    @property
    def is_running(self) -> bool:
        """Whether the process of the last run is still there."""
        assert self.pid
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def kept(self) -> str | None:
        return self.text


@dataclass
class Codex:
    """A folder with a program called codex, and what it is to answer."""

    home: Path

    def install(self, **script: Any) -> Here:  # noqa: ANN401  what the fake program reads
        """Put it in place; the computer that has it on its PATH."""
        self.home.mkdir(exist_ok=True)
        program = self.home / "codex"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{FAKE}" "$@"\n')
        program.chmod(0o755)
        (self.home / "script.json").write_text(json.dumps({"answers": {}, **script}))
        path = os.pathsep.join([str(self.home), os.environ["PATH"]])
        return Here({**os.environ, "PATH": path, "CODEX_HOME": str(self.home)})

    @property
    def seen(self) -> dict[str, Any]:
        """What it was asked and given."""
        found: dict[str, Any] = json.loads((self.home / "seen.json").read_text("utf-8"))
        return found


async def poll(provider_type: str, local: Local, **call_with: Any) -> UsageSnapshot:  # noqa: ANN401
    """One poll, put together as the monitor does."""
    client = Registry().client(provider_type)
    call_with = {"now": NOW, "since": NOW.date(), **call_with}
    call = Call(api=NoService(), local=local, **call_with)
    usage, balance = await client.get_usage(call), await client.get_balance(call)
    return assemble(client.manifest, taken_at=call.now, usage=usage, balance=balance)
