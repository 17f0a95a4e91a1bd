"""How long until there is something to see: the window's first paint, and `aimonitor status`."""

from __future__ import annotations

from pathlib import Path

from tests.bench.figures import Row, interleaved
from tests.bench.homes import KEY_VARIABLE, make_home
from tests.bench.processes import environment, until_ended, until_printed

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
    bare = found["bare"]
    history = f"providers, {days} days"
    return [
        Row(name="First paint, bare window", value=bare, unit="ms"),
        Row(name=f"First paint, {FEW} {history}", value=found["few"], unit="ms", floor=bare, aim=1.6),
        Row(name=f"First paint, {many} {history}", value=found["many"], unit="ms", floor=bare),
        Row(name="First paint, everything imported first", value=found["imported"], unit="ms", floor=bare),
        Row(
            name=f"`aimonitor status` (ratio: to the first paint, {FEW} providers)",
            value=found["status"],
            unit="ms",
            floor=found["few"],
            aim=0.5,
        ),
    ]
