"""Running commands, in this process and in one of their own, against the demo's servers."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aimonitor.__main__ import main
from aimonitor.demo.cast import DemoProvider
from aimonitor.demo.servers import DemoServers
from tests.cli.drawer import PLACE

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)

# Invented, and of no service: the demo's servers refuse them
ADMIN_KEY = "sk-admin-TESTTESTTESTTEST0001"
PROJECT_KEY = "sk-proj-TESTTESTTESTTEST0002"


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401  whatever JSON it is
        return json.loads(self.out)


class Commands:
    """Runs `aimonitor ...` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: str, stdin: str = "") -> Done:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        self._capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = self._capsys.readouterr()
        return Done(code, captured.out, captured.err)

    def add(self, member: DemoProvider, *flags: str, name: str | None = None) -> str:
        """Add a provider of the demo by its key on standard input; its id."""
        key = member.key.reveal() + "\n"
        done = self(
            "providers",
            "add",
            member.provider_type,
            "--name",
            name or member.name,
            "--key-stdin",
            *flags,
            stdin=key,
        )
        assert done.code == 0, done.err
        return self.id_of(name or member.name)

    def id_of(self, name: str) -> str:
        """The id of the provider of that name."""
        listed = self("providers", "list", "--json").document["providers"]
        return str(next(one["id"] for one in listed if one["name"] == name))

    def status(self, name: str) -> dict[str, Any]:
        """The provider of that name in `status --json`."""
        told = self("status", "--json").document["providers"]
        found: dict[str, Any] = next(one for one in told if one["name"] == name)
        return found


def run_process(
    *arguments: str, stdin: str = "", environ: Mapping[str, str] | None = None, encoding: str = "utf-8"
) -> Done:
    """`python -m aimonitor ...` in a process of its own, with a keychain in a file."""
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-m", "aimonitor", *arguments],
        cwd=ROOT,
        env=process_environ(environ),
        input=stdin,
        capture_output=True,
        encoding=encoding,
        timeout=100,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def process_environ(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The test's own environment, with a keychain in a file."""
    keyring = {"PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.FileKeyring", "PYTHONPATH": str(ROOT)}
    return {**os.environ, **keyring, **(more or {})}


@contextmanager
def serving(now: Callable[[], datetime], good_polls: int | None = None) -> Iterator[DemoServers]:
    """The demo's servers in a thread of their own."""
    servers = DemoServers(now=now, good_polls=good_polls)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo servers")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(servers.start(), loop).result(30)
        yield servers
    finally:
        asyncio.run_coroutine_threadsafe(servers.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


def everything_under(folder: Path) -> bytes:
    """All bytes of all files below `folder`, but for the keychain's own."""
    keychain = Path(os.environ[PLACE])
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file != keychain]
    return b"\n".join(file.read_bytes() for file in files)
