"""A row of the page on reliability: what happens, and what the user then sees."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from aimonitor.domain.state import Health

if TYPE_CHECKING:
    from tests.reliability.scene import Scene

World = Callable[["Scene"], AbstractAsyncContextManager[None]]
"""Makes the fault, and takes it away at its end."""

INTERVAL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Again:
    """When it is tried again, and how the page says it. `wait` None: not by itself; `held`: nor by hand."""

    words: str
    wait: timedelta | None
    held: bool = False


ON_TIME = Again("at its interval", INTERVAL)
SOON = Again("after 1, 2, 4 … 30 min", timedelta(minutes=1))
POLITELY = Again("after 5, 5, 5, 8, 16, 30 min", INTERVAL)
"""As SOON, but no sooner than the service allows to a client that reached it."""
LATER = Again("after 2, 4, 8 … intervals, up to 6 h", 2 * INTERVAL)
YOURS = Again("when you act", None)


def after_pause(words: str, seconds: float) -> Again:
    """Not before a pause of the server's has ended."""
    wait = max(INTERVAL, timedelta(seconds=seconds))
    return Again(f"after {words}, as asked; not by hand either", wait, held=True)


class Values(Enum):
    """What becomes of the figures."""

    KEPT = "the last good ones, marked as old"
    FRESH = "fresh"
    PARTLY = "what was read is fresh, the rest as it was and marked as old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`fault` is for the page. `words` are told, with {host} for the service; "" where all is well.

    `note` stands behind the words.
    """

    fault: str
    world: World
    state: Health = Health.STALE
    words: str = ""
    again: Again = SOON
    values: Values = Values.KEPT
    note: str = ""


def harmless(fault: str, world: World, note: str = "") -> Row:
    """A fault that the user never notices."""
    return Row(fault=fault, world=world, state=Health.OK, again=ON_TIME, values=Values.FRESH, note=note)
