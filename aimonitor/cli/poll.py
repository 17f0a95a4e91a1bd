"""`aimonitor poll`: ask one or all providers now and say what came of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from aimonitor.cli.exits import Exit, exit_for_polls
from aimonitor.cli.house import CLOCK, opened, with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.status import show
from aimonitor.cli.text import plain
from aimonitor.db.thinning import newest_poll
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import AppError, DatabaseError
from aimonitor.monitor.caretaker import HOUSEKEEPING, leaps
from aimonitor.monitor.glance import Glance
from aimonitor.monitor.listeners import Listener

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack


class _Polled(Struct, frozen=True):
    """What is known after polls, and by provider id how each went (None: well)."""

    found: Glance
    outcomes: dict[str, AppError | None]


def run(options: Options) -> Exit:
    """Poll, then print what is known of all; the exit code is about those that were polled."""
    polled = with_stack(options, lambda stack: _poll(stack, options.provider), goes_on=True)
    show(polled.found, as_json=options.json, grouped=options.group)
    code = exit_for_polls(polled.outcomes.values())
    if code is not Exit.OK:
        return code
    return _after_polls([state for state in polled.found.states if state.provider.id in polled.outcomes])


def _after_polls(states: Sequence[ProviderState]) -> Exit:
    """1 when one of those that were polled needs the user or shows old figures."""
    troubled = any(state.health in (Health.NEEDS_YOU, Health.STALE) for state in states)
    return Exit.ATTENTION if troubled else Exit.OK


async def _poll(stack: Stack, id_or_name: str) -> _Polled:
    monitor = stack.monitor
    if sys.stderr.isatty():
        monitor.add_listener(_Progress())
    if id_or_name:
        ids = [monitor.find(id_or_name).id]
    else:
        ids = [state.provider.id for state in monitor.states() if state.provider.enabled]
    now = CLOCK.now()
    days = {utc_day(state.last_poll.started_at) for state in monitor.states() if state.last_poll is not None}
    outcomes = await asyncio.gather(*(_outcome(stack, provider_id) for provider_id in ids))
    if days and max(days) < utc_day(now):
        await _tidy(stack, now)
    return _Polled(await opened(stack), dict(zip(ids, outcomes, strict=True)))


async def _tidy(stack: Stack, now: datetime) -> None:
    """Once a day, with its first poll: where no window ever runs, nobody else does."""
    with suppress(DatabaseError):  # the polls have told it
        newest = await stack.database.reading(lambda stored: newest_poll(stored, now - HOUSEKEEPING))
        if not leaps(newest, now):
            await stack.database.thin(stack.preferences.settings.keep_days)


class _Progress(Listener):
    """Says on a terminal how far the old days are; Ctrl+C ends it, and what was read is kept."""

    def provider_changed(self, state: ProviderState) -> None:
        """As `Listener`."""
        if state.older_days is not None:
            done, total = state.older_days
            words = f"{plain(state.provider.name)}: {done} of {total} days are read"
            print(words, file=sys.stderr, flush=True)


async def _outcome(stack: Stack, provider_id: str) -> AppError | None:
    """How the poll ended; the provider's state holds its words."""
    try:
        await stack.monitor.poll_provider(provider_id)
    except AppError as error:
        return error
    return None
