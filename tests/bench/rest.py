"""What the app costs while nothing happens: memory with all of it loaded, CPU and wake-ups."""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aimonitor.demo.servers import DemoServers
from tests.bench.figures import Row
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import Effort, between, environment, living, memory, threads, wait_until_quiet

_PROVIDERS, _DAYS = 10, 400
_APP = "tests.bench.app_window"
Found = list[tuple[float, Effort]]


def measure(folder: Path, runs: int, *, seconds: float, quiet: float = 3.0, days: int = _DAYS) -> list[Row]:
    """A window in sight and a hidden one with ten providers, once their first polls are done, over
    `seconds` seconds, beside a bare window; and a hidden one that has to look for a key in the keychain.
    """
    found: list[Found] = [[] for _ in ("bare", "seen", "hidden", "with a keychain")]
    with loopback() as addresses:
        env = environment(**{KEY_VARIABLE: "sk-admin-TEST-bench"}, **addresses)
        for turn in range(runs):
            with ExitStack() as living_ones:
                commands = _commands(folder / str(turn), days)
                pids = [living_ones.enter_context(living(*words, env=env)) for words in commands]
                for pid in pids:
                    wait_until_quiet(pid, quiet=quiet)
                before = [threads(pid) for pid in pids]
                time.sleep(seconds)
                after = [threads(pid) for pid in pids]
                for place, pid in enumerate(pids):
                    found[place].append((memory(pid), between(before[place], after[place])))
    bare, seen, hidden, with_keychain = found
    return [*_memory_rows(bare, seen, hidden, with_keychain), *_effort_rows(bare, seen, hidden, seconds)]


def _commands(folder: Path, days: int) -> Iterator[tuple[str, ...]]:
    yield ("tests.bench.bare_window", "--stay")
    yield (_APP, "stay", "--home", str(make_home(folder / "seen", _PROVIDERS, days)))
    for name, in_keychain in (("hidden", 0), ("keychain", 1)):
        home = make_home(folder / name, _PROVIDERS, days, in_keychain=in_keychain)
        yield (_APP, "stay", "--home", str(home), "--hidden")


def _memory_rows(bare: Found, *others: Found) -> Iterator[Row]:
    floor = statistics.median(one for one, _ in bare)
    name = "Resident memory at rest"
    yield Row(name=f"{name}, bare window", value=floor, unit="MB")
    windows = ("window in sight", "hidden window", "the same, a key in the keychain")
    for window, found in zip(windows, others, strict=True):
        size = statistics.median(one for one, _ in found)
        yield Row(name=f"{name}, {window}", value=size, unit="MB", floor=floor, aim=2.0)


def _effort_rows(bare: Found, seen: Found, hidden: Found, seconds: float) -> list[Row]:
    rows = []
    for name, found in (("bare window", bare), ("window in sight", seen), ("hidden window", hidden)):
        aims = (1.0, 0.2) if found is hidden else (None, None)
        cpu = statistics.median(one.cpu for _, one in found) / seconds
        wakeups = statistics.median(one.wakeups for _, one in found) / seconds
        rows += [
            Row(name=f"CPU at rest, {name}", value=cpu, unit="ms/s", aim=aims[0], aims_at_ratio=False),
            Row(name=f"Wake-ups at rest, {name}", value=wakeups, unit="/s", aim=aims[1], aims_at_ratio=False),
        ]
    return rows


@contextmanager
def loopback() -> Iterator[dict[str, str]]:
    """The demo's services on loopback, in a thread; the variables that lead the app to them."""
    loop = asyncio.new_event_loop()
    servers = DemoServers()
    thread = threading.Thread(target=loop.run_forever, name="bench servers", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(servers.start(), loop).result()
    try:
        yield {f"AIMONITOR_{name.upper()}_BASE_URL": url for name, url in servers.base_urls.items()}
    finally:
        asyncio.run_coroutine_threadsafe(servers.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
