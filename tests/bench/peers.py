"""AIMonitor beside programs of others, on one loopback server and in one run.

`python -m tests.bench.peers --python PYTHON [--runs N]`, where PYTHON is the interpreter of an environment
in which keymeter and vorta are installed (`pip install keymeter vorta`). keymeter shows one key of a few
gateways in the terminal and in the browser; Vorta is a desktop program built from the same parts (Qt in
Python, peewee, keyring's Secret Service) that does something else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aimonitor.demo import cast
from tests.bench.figures import Row, interleaved
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import (
    ROOT,
    between,
    environment,
    living,
    memory,
    printed,
    threads,
    until_ended,
    until_printed,
    wait_until_quiet,
)
from tests.bench.rest import loopback

_WINDOW = str(ROOT / "tests" / "bench" / "peer_window.py")
_APP = "tests.bench.app_window"
_KEY = cast.ROUTER.key.reveal()
_PORT = "18765"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--python", required=True, help="of an environment with keymeter and vorta")
    parser.add_argument("--runs", type=int, default=11, help="runs of each start (default 11)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aimonitor-peers-") as folder:
        for row in measure(Path(folder), options.python, options.runs):
            print(row.line(), flush=True)  # noqa: T201  a benchmark talks by printing
    return 0


def measure(folder: Path, python: str, runs: int) -> Iterator[Row]:
    """Starts, one reading of a key, and what stays in memory. Raises RuntimeError where a program fails."""
    with loopback() as addresses:
        env = environment(**{KEY_VARIABLE: _KEY}, **addresses)
        peer = _peer_environment(folder / "peer", addresses)
        few = str(make_home(folder / "few", 10, 400))
        one = folder / "one"
        one.mkdir()
        added = ("providers", "add", "openrouter", "--name", "Router", "--key-env", KEY_VARIABLE, "--no-test")
        subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "aimonitor", "--home", str(one), *added],
            cwd=ROOT,
            env=env,
            capture_output=True,
            check=True,
        )
        found = interleaved(
            runs,
            {
                "bare": lambda: until_printed("tests.bench.bare_window", env=env),
                "app": lambda: until_printed(_APP, "paint", "--home", few, env=env),
                "vorta": lambda: _painted([python, _WINDOW], peer),
                "keymeter": lambda: _ended([python, "-m", "keymeter", "json"], peer),
                "status": lambda: until_ended("aimonitor", "--home", str(one), "status", "--json", env=env),
                "poll": lambda: _polled(one, env),
            },
        )
        yield from _starts(found)
        yield from _rest(few, python, env, peer)


def _starts(found: Mapping[str, float]) -> Iterator[Row]:
    bare, keymeter = found["bare"], found["keymeter"]
    yield Row(name="First paint, bare window", value=bare, unit="ms")
    yield Row(
        name="First paint, AIMonitor, 10 providers, 400 days", value=found["app"], unit="ms", floor=bare
    )
    yield Row(name="First paint, Vorta, empty", value=found["vorta"], unit="ms", floor=bare)
    yield Row(name="One key read and printed, keymeter json", value=keymeter, unit="ms", floor=keymeter)
    yield Row(
        name="What is stored printed, aimonitor status", value=found["status"], unit="ms", floor=keymeter
    )
    yield Row(name="One key read in full, aimonitor poll", value=found["poll"], unit="ms", floor=keymeter)


def _rest(few: str, python: str, env: Mapping[str, str], peer: Mapping[str, str]) -> Iterator[Row]:
    web = [python, "-m", "keymeter", "web", "--port", _PORT]
    with ExitStack() as alive:
        pids = {
            "bare window": alive.enter_context(living("tests.bench.bare_window", "--stay", env=env)),
            "AIMonitor, hidden, 10 providers": alive.enter_context(
                living(_APP, "stay", "--home", few, "--hidden", env=env)
            ),
            "Vorta, window in sight": alive.enter_context(_living([python, _WINDOW, "--stay"], peer)),
            "keymeter web, one key": alive.enter_context(_living(web, peer)),
        }
        for pid in pids.values():
            wait_until_quiet(pid, quiet=3.0)
        before = {name: threads(pid) for name, pid in pids.items()}
        seconds = 60.0
        time.sleep(seconds)
        floor = memory(pids["bare window"])
        for name, pid in pids.items():
            yield Row(name=f"Resident memory, {name}", value=memory(pid), unit="MB", floor=floor)
        for name, pid in pids.items():
            effort = between(before[name], threads(pid))
            yield Row(name=f"CPU at rest, {name}", value=effort.cpu / seconds, unit="ms/s")
            yield Row(name=f"Wake-ups at rest, {name}", value=effort.wakeups / seconds, unit="/s")


def _peer_environment(home: Path, addresses: Mapping[str, str]) -> dict[str, str]:
    """A home of its own, no session bus, and the loopback server for keymeter's key."""
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL"}}
    return {
        **kept,
        "HOME": str(home),
        "QT_QPA_PLATFORM": environment()["QT_QPA_PLATFORM"],
        "KEYMETER_KEY": _KEY,
        "KEYMETER_GATEWAY": "openrouter",
        "KEYMETER_URL": f"{addresses['AIMONITOR_OPENROUTER_BASE_URL']}/api",
    }


def _polled(home: Path, env: Mapping[str, str]) -> float:
    began = time.monotonic_ns()
    printed("aimonitor", "--home", str(home), "poll", "--json", env=env)
    return (time.monotonic_ns() - began) / 1e6


def _painted(command: list[str], env: Mapping[str, str]) -> float:
    began = time.monotonic_ns()
    return (int(_said(command, env).split()[-1]) - began) / 1e6


def _ended(command: list[str], env: Mapping[str, str]) -> float:
    began = time.monotonic_ns()
    _said(command, env)
    return (time.monotonic_ns() - began) / 1e6


def _said(command: list[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(  # noqa: S603  programs that whoever runs this has installed
        command, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    if not done.stdout.strip():
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
    return done.stdout


@contextmanager
def _living(command: list[str], env: Mapping[str, str]) -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603  as above
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
        if process.poll() is not None:
            raise RuntimeError(f"{command} ended early with {process.returncode}")
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
