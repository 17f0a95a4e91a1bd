"""A command run as a child: found without a shell, given few variables, a deadline, and always ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aimonitor.errors import ConfigError, ServiceError

DEADLINE = 20.0
"""Seconds that a conversation may take."""

GRACE = 2.0
"""Seconds that a command gets to end by itself, and again to obey."""

LONGEST_LINE = 1024 * 1024

# What any program needs to find its own files and the network; none of them holds a key of ours.
_NEEDED = re.compile(
    r"HOME|USER|LOGNAME|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TMP|TEMP|XDG_.*|DBUS_SESSION_BUS_ADDRESS"
    r"|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|(LOCAL)?APPDATA"
    r"|PROGRAMDATA|PROGRAMFILES|HOMEDRIVE|HOMEPATH",
    re.IGNORECASE,
)
_PLACES = (".local/bin", ".npm-global/bin", ".cargo/bin", ".bun/bin", "bin")
_SYSTEM_PLACES = ("/usr/local/bin", "/opt/homebrew/bin")


class Child:
    """A command that runs, spoken to in lines."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self._process = process
        self._name = name

    async def send(self, line: str) -> None:
        """Write a line to it. Raises ServiceError when it has ended."""
        writer = self._process.stdin
        try:
            if writer is not None:
                writer.write(f"{line}\n".encode())
                await writer.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise self._ended() from error

    async def receive(self) -> str:
        """Its next line. Raises ServiceError when it ended, or the line is too long."""
        reader = self._process.stdout
        try:
            line = await reader.readline() if reader is not None else b""
        except ValueError as error:
            raise ServiceError(f"{self._name} answered more than can be right.") from error
        if not line.endswith(b"\n"):
            raise self._ended()
        return line.decode("utf-8", "replace").rstrip()

    def _ended(self) -> ServiceError:
        return ServiceError(f"{self._name} ended before it answered. Does it run in a terminal?")


@asynccontextmanager
async def running(
    program: str,
    arguments: Sequence[str],
    *,
    name: str,
    environ: Mapping[str, str],
    variables: Collection[str] = (),
    deadline: float = DEADLINE,
    grace: float = GRACE,
) -> AsyncIterator[Child]:
    """See `Local.run`. Raises ServiceError when the block takes longer than `deadline` seconds."""
    found = find(program, environ)
    if found is None:
        raise ConfigError(f"{name} was not found here. Install it, or write where it is in “Program”.")
    process = await _started([found, *arguments], name, child_environ(environ, found, variables))
    try:
        async with asyncio.timeout(deadline):
            yield Child(process, name)
    except TimeoutError as error:
        raise ServiceError(f"{name} did not answer in time. AIMonitor ended it.") from error
    finally:
        await _end(process, grace)


def find(program: str, environ: Mapping[str, str]) -> str | None:
    """Where a program is: the path itself, or the first on PATH and in the usual places beside it.

    An app that is started from a menu often has a shorter PATH than a terminal.
    """
    if os.path.dirname(program):  # noqa: PTH120  a name is no path, and Path would make it one
        path = Path(program).expanduser()
        return str(path) if path.is_absolute() and os.access(path, os.X_OK) and path.is_file() else None
    return shutil.which(program, path=os.pathsep.join(_search(environ)))


def child_environ(environ: Mapping[str, str], program: str, variables: Collection[str]) -> dict[str, str]:
    """The few variables a child gets: no key that stands in ours comes along."""
    given = {name: value for name, value in environ.items() if name in variables or _NEEDED.fullmatch(name)}
    # A script finds its interpreter beside itself, where the PATH of a menu does not lead
    given["PATH"] = os.pathsep.join([str(Path(program).parent), *_search(environ)])
    return given


def _search(environ: Mapping[str, str]) -> Iterator[str]:
    yield from filter(None, environ.get("PATH", os.defpath).split(os.pathsep))
    home = environ.get("HOME") or environ.get("USERPROFILE")
    if home:
        yield from (os.path.join(home, place) for place in _PLACES)  # noqa: PTH118  text in, text out
    if os.name == "posix":
        yield from _SYSTEM_PLACES


async def _started(
    command: Sequence[str], name: str, environ: Mapping[str, str]
) -> asyncio.subprocess.Process:
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environ,
            limit=LONGEST_LINE,
            start_new_session=os.name == "posix",  # so that its own children end with it
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise ConfigError(f"{name} could not be started: {reason}.") from error


async def _end(process: asyncio.subprocess.Process, grace: float) -> None:
    """By closing its input, else by asking, else by force; at the end of the app without the first."""
    task = asyncio.current_task()
    in_a_hurry = task is not None and task.cancelling() > 0
    try:
        if process.stdin is not None:
            process.stdin.close()
        for ask in (signal.SIGTERM,) if in_a_hurry else (None, signal.SIGTERM):
            if ask is not None:
                _signal(process, ask)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), grace)
                break
    finally:
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """To all of its session, for those that it started outlive it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, number)
        elif process.returncode is None:
            process.terminate()
