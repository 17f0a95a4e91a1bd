"""Hours of polls in minutes: does anything grow? `python -m tests.bench.hours [--hours N]`.

The real monitor with database, HTTP, alerts and keys over the demo's services, whose answers stay the
same: ten providers polled every five minutes by a clock that is moved on by hand. Printed each hour: what
was written to files, and what is held.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aimonitor.app.memory import give_back
from aimonitor.demo.cast import CAST, CHATBOT, PRODUCTION, ROUTER
from aimonitor.domain.state import Health
from tests.bench.figures import Row
from tests.bench.processes import memory
from tests.monitor.clock import FakeClock
from tests.monitor.house import House, house

_BEGIN = datetime(2026, 11, 15, 1, tzinfo=UTC)  # ten hours later it is still the same day
_HOURS, _WARM = 10, 2
_STEP = timedelta(seconds=30)
POLLED = tuple(member for member in CAST if member.expected is Health.OK and member is not CHATBOT)
"""Those whose polls succeed each time."""
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds, and has written to files since it began; how many polls have ended."""

    polls: int
    written: int
    descriptors: int
    threads: int
    megabytes: float

    @classmethod
    def now(cls, polls: int) -> Held:
        """As Linux counts it."""
        gc.collect()
        give_back()
        own = Path("/proc/self")
        io = dict(line.split(": ") for line in (own / "io").read_text(encoding="ascii").splitlines())
        return cls(
            polls=polls,
            written=int(io["wchar"]),
            descriptors=len(list((own / "fd").iterdir())),
            threads=len(list((own / "task").iterdir())),
            megabytes=memory(os.getpid()),
        )


async def measure(folder: Path, hours: int) -> list[Held]:
    """What was held at the start and after each hour."""
    async with house(folder, clock=FakeClock(_BEGIN), answers_of=_BEGIN) as place:
        for member in POLLED:
            await place.add(member)
            if member in (PRODUCTION, ROUTER):
                await place.add(member, name=f"{member.name}, another")
        place.stack.alerts.start()
        await place.monitor.start_polling()
        found: list[Held] = []
        polls = 0
        for _ in range(hours + 1):
            await _at_rest(place)
            polls += _heard_polls(place)
            found.append(Held.now(polls))
            for _ in range(timedelta(hours=1) // _STEP):
                await place.clock.advance(_STEP)
                await _at_rest(place)
        return found


def _heard_polls(place: House) -> int:
    """How many polls ended since it was asked last; what was heard is forgotten."""
    polls = {
        (state.provider.id, state.last_poll.started_at)
        for state in place.heard.states
        if state.last_poll is not None and not state.polling
    }
    place.heard.states.clear()
    place.heard.dashboards.clear()
    return len(polls)


async def _at_rest(place: House) -> None:
    async with asyncio.timeout(_PATIENCE):
        while any(state.polling for state in place.monitor.states()):  # noqa: ASYNC110  nobody sets an event
            await asyncio.sleep(0.005)


def rows_of(found: Sequence[Held]) -> list[Row]:
    """The figures of the hours after the warm-up."""
    warm, end = found[min(_WARM, len(found) - 2)], found[-1]
    hours = len(found) - 1 - min(_WARM, len(found) - 2)
    a_day = (end.written - warm.written) / hours * 24 / 1e6
    name = f"after {len(found) - 1} hours"
    return [
        Row(name="polls", value=end.polls, unit=""),
        Row(
            name="Written to files, values unchanged",
            value=a_day,
            unit="MB a day",
            aim=1.0,
            aims_at_ratio=False,
        ),
        Row(name=f"Descriptors {name}", value=end.descriptors, unit="", floor=warm.descriptors, aim=1.0),
        Row(name=f"Threads {name}", value=end.threads, unit="", floor=warm.threads, aim=1.0),
        Row(name=f"Resident memory {name}", value=end.megabytes, unit="MB", floor=warm.megabytes, aim=1.05),
    ]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.hours", description=__doc__)
    parser.add_argument("--hours", type=int, default=_HOURS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as folder:
        found = asyncio.run(measure(Path(folder), options.hours))
    for hour, held in enumerate(found):
        print(hour, held)  # noqa: T201  a benchmark talks by printing
    for row in rows_of(found):
        print(row.line())  # noqa: T201  as above
    return 0


if __name__ == "__main__":
    sys.exit(main())
