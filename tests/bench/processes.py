"""Starting processes and reading what they cost, from Linux's own books."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120.0


def environment(**more: str) -> dict[str, str]:
    """Ours, without a session bus or keychain of the user's, and offscreen unless told otherwise.

    Modules are compiled once, into a folder of the benchmarks' own, as an installed app's are.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIMONITOR_")}
    for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(name, None)
    kept["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / f"aimonitor-bench-{os.getuid()}")
    kept.setdefault("QT_QPA_PLATFORM", "offscreen")
    return {**kept, **more}


def until_printed(module: str, *arguments: str, env: Mapping[str, str]) -> float:
    """Milliseconds from starting `python -m MODULE` to the time that it prints. Raises RuntimeError."""
    began = time.monotonic_ns()
    said = printed(module, *arguments, env=env)
    return (int(said.split()[-1]) - began) / 1e6


def until_ended(module: str, *arguments: str, env: Mapping[str, str]) -> float:
    """Milliseconds that `python -m MODULE` takes from start to end. Raises RuntimeError."""
    began = time.monotonic_ns()
    printed(module, *arguments, env=env)
    return (time.monotonic_ns() - began) / 1e6


def cpu_until_ended(
    module: str, *arguments: str, env: Mapping[str, str], codes: Collection[int] = (0,)
) -> float:
    """Milliseconds of CPU that `python -m MODULE` takes in all: busy neighbours hardly change it.

    Raises RuntimeError where it ends with another code than `codes`.
    """
    process = subprocess.Popen(  # noqa: S603  our own modules
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"{module} ended with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def printed(module: str, *arguments: str, env: Mapping[str, str]) -> str:
    """What `python -m MODULE` prints. Raises RuntimeError where that is nothing."""
    done = subprocess.run(  # noqa: S603  our own modules
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr}")
    return done.stdout


@contextmanager
def living(module: str, *arguments: str, env: Mapping[str, str]) -> Iterator[int]:
    """`python -m MODULE` while the block runs; its process number. It must be alive at the end."""
    process = subprocess.Popen(  # noqa: S603  as above
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.pid
        if process.poll() is not None:
            raise RuntimeError(f"{module} ended early with {process.returncode}: {process.stderr}")
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def memory(pid: int) -> float:
    """Resident memory in MB, shared pages in full: else it would depend on who else uses Qt just now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("\nVmRSS:")[2].split()[0]) / 1024


@dataclass(frozen=True, slots=True)
class Effort:
    """CPU time in milliseconds, and how often threads woke up."""

    cpu: float
    wakeups: int


Threads = Mapping[int, Effort]
"""What each thread of a process has done since it began, by its number."""


def threads(pid: int) -> Threads:
    """Of all threads that live now."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
            nanoseconds = int((task / "schedstat").read_text(encoding="utf-8").split()[0])
            status = (task / "status").read_text(encoding="utf-8")
            wakeups = int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
            found[int(task.name)] = Effort(cpu=nanoseconds / 1e6, wakeups=wakeups)
    return found


def between(before: Threads, after: Threads) -> Effort:
    """What was done in between, but for the last of threads that ended."""
    none = Effort(cpu=0, wakeups=0)
    pairs = [(before.get(number, none), now) for number, now in after.items()]
    return Effort(
        cpu=sum(now.cpu - then.cpu for then, now in pairs),
        wakeups=sum(now.wakeups - then.wakeups for then, now in pairs),
    )


def wait_until_quiet(pid: int, *, quiet: float, patience: float = _PATIENCE) -> None:
    """Until a process used less than 5 ms of CPU in `quiet` seconds. Raises TimeoutError."""
    end = time.monotonic() + patience
    before = threads(pid)
    while time.monotonic() < end:
        time.sleep(quiet)
        now = threads(pid)
        if between(before, now).cpu < 5:
            return
        before = now
    raise TimeoutError(f"the process {pid} did not come to rest in {patience:g} s")
