"""`aimonitor status`: what is stored, at once; with --poll, what the services say now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aimonitor.cli.arguments import Options
from aimonitor.cli.document import status_document
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import CLOCK, paths, resolved, with_stack
from aimonitor.cli.text import status_text
from aimonitor.db.stored import read_settings
from aimonitor.domain.state import Dashboard, Health, ProviderState
from aimonitor.errors import AppError
from aimonitor.monitor.glance import Glance, glance
from aimonitor.providers.registry import Registry

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack


def run(options: Options) -> Exit:
    """Print the figures; 1 when an enabled provider needs attention."""
    found = None if options.poll else stored(options)
    if found is None:
        found = with_stack(options, polled if options.poll else opened)
    return show(found.states, found.dashboard, as_json=options.json)


def stored(options: Options) -> Glance | None:
    """What is stored, without starting anything; None when the database must be opened first."""
    place = paths(options)
    settings = resolved(options, read_settings(place.database)).settings
    registry = Registry()
    registry.load_plugins()
    return glance(place.database, registry, CLOCK, settings.interval)


async def opened(stack: Stack) -> Glance:
    """What is stored, after the database was opened (made, upgraded)."""
    return Glance(states=tuple(stack.monitor.states()), dashboard=stack.monitor.dashboard())


async def polled(stack: Stack) -> Glance:
    """What is known after every enabled provider was asked."""
    import asyncio  # noqa: PLC0415  most commands answer without it

    enabled = [state.provider.id for state in stack.monitor.states() if state.provider.enabled]
    results = await asyncio.gather(
        *(stack.monitor.poll_provider(provider_id) for provider_id in enabled), return_exceptions=True
    )
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, AppError):
            raise result
    return await opened(stack)


def show(states: Sequence[ProviderState], dashboard: Dashboard, *, as_json: bool) -> Exit:
    """Print figures as text or JSON."""
    now = CLOCK.now()
    if as_json:
        print(json.dumps(status_document(states, dashboard, now), ensure_ascii=False, indent=1))
    else:
        print(status_text(states, dashboard, now))
    return verdict(states)


def verdict(states: Sequence[ProviderState]) -> Exit:
    """1 when an enabled provider needs the user or shows old figures."""
    troubled = any(state.health in (Health.NEEDS_YOU, Health.STALE) for state in states)
    return Exit.ATTENTION if troubled else Exit.OK
