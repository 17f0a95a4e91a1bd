"""How long until there is something to see: the window's first paint, and `aimonitor status`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.figures import Row, interleaved, least
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import cpu_until_ended, environment, until_ended, until_printed

FEW, MANY, DAYS = 10, 100, 400
_APP = "tests.bench.app_window"


def measure(folder: Path, runs: int, *, days: int = DAYS, many: int = MANY) -> list[Row]:
    """First paint with few and many providers, with everything imported first, and `status`."""
    env = environment(**{KEY_VARIABLE: "sk-admin-TEST-bench"})
    small, large = (str(make_home(folder / str(count), count, days)) for count in (FEW, many))
    found = interleaved(
        runs,
        {
            "bare": lambda: until_printed("tests.bench.bare_window", env=env),
            "few": lambda: until_printed(_APP, "paint", "--home", small, env=env),
            "many": lambda: until_printed(_APP, "paint", "--home", large, env=env),
            "imported": lambda: until_printed(_APP, "imported", "--home", small, env=env),
            "status": lambda: until_ended("aimonitor", "--home", small, "status", env=env),
        },
    )
    cpu = least(
        runs,
        {
            "bare": lambda: cpu_until_ended("tests.bench.bare_window", env=env),
            "few": lambda: cpu_until_ended(_APP, "paint", "--home", small, env=env),
            "many": lambda: cpu_until_ended(_APP, "paint", "--home", large, env=env),
            "status": lambda: cpu_until_ended("aimonitor", "--home", small, "status", env=env, codes=(0, 1)),
        },
    )
    return [*_rows(found, cpu, f"providers, {days} days", many)]


def _rows(found: Mapping[str, float], cpu: Mapping[str, float], history: str, many: int) -> Iterator[Row]:
    """Time that somebody waits for, then what of it the machine works: busy neighbours hardly change that."""
    yield Row(name="First paint, bare window", value=found["bare"], unit="ms")
    yield _paint(f"First paint, {FEW} {history}", found["few"], found["bare"], aim=1.6)
    yield _paint(f"First paint, {many} {history}", found["many"], found["bare"])
    yield _paint("First paint, everything imported first", found["imported"], found["bare"])
    yield _paint(
        f"`aimonitor status`, beside {FEW} providers' first paint", found["status"], found["few"], aim=0.5
    )
    yield Row(name="CPU, bare window", value=cpu["bare"], unit="ms")
    yield _paint(f"CPU, {FEW} {history}", cpu["few"], cpu["bare"], aim=1.6)
    yield _paint(f"CPU, {many} {history}", cpu["many"], cpu["bare"])
    yield _paint(f"CPU, `aimonitor status`, beside {FEW} providers'", cpu["status"], cpu["few"], aim=0.5)


def _paint(name: str, value: float, floor: float, *, aim: float | None = None) -> Row:
    return Row(name=name, value=value, unit="ms", floor=floor, aim=aim)
