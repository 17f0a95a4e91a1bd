"""Where a command finds its files, its settings, what is stored and, if need be, the running parts."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from aimonitor.cli.exits import Exit
from aimonitor.cli.options import Options
from aimonitor.cli.output import say
from aimonitor.db.stored import read_settings
from aimonitor.errors import AppError
from aimonitor.insight.dashboard import dashboard
from aimonitor.monitor.clock import SystemClock
from aimonitor.monitor.glance import Glance, glance
from aimonitor.monitor.glance_alerts import with_alerts
from aimonitor.monitor.listeners import Listener
from aimonitor.providers.registry import Registry
from aimonitor.settings.load import load_settings
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import Resolved, Settings

if TYPE_CHECKING:
    from aimonitor.monitor.stack import Stack

T = TypeVar("T")

CLOCK = SystemClock()


def paths(options: Options) -> AppPaths:
    """The folders of this user, or under --home."""
    return AppPaths.resolve(options.home, os.environ)


def resolved(options: Options, stored: dict[str, str]) -> Resolved:
    """The settings in force. Raises ConfigError."""
    return load_settings(
        flags=options.flags(), environ=os.environ, config_file=paths(options).config_file, stored=stored
    )


def known(options: Options) -> Glance:
    """What is stored. The running parts are started only to make, upgrade or mend the database.

    Raises ConfigError, DatabaseError.
    """
    place = paths(options)
    in_force = resolved(options, read_settings(place.database))
    found = _stored(options, place, in_force.settings)
    if found is None:
        return with_stack(options, opened)
    _tell_of_settings(options, in_force)
    return with_alerts(found, place.database, in_force.settings, CLOCK.now())


def _tell_of_settings(options: Options, found: Resolved) -> None:
    for sentence in found.warnings:
        say(options, sentence)


def _stored(options: Options, place: AppPaths, settings: Settings) -> Glance | None:
    """None: only the running parts can say. Nothing is made where nothing is yet."""
    if not place.database.exists() and (place.data.is_dir() or not place.data.exists()):
        return Glance(states=(), dashboard=dashboard((), CLOCK.now()))
    registry = Registry()
    found = glance(place.database, registry, CLOCK, settings.interval, os.environ)
    if found is None or _all_known(found, registry):
        return found
    # Looking for plugins costs a quarter of this command's time
    registry = whole_registry(options)
    return glance(place.database, registry, CLOCK, settings.interval, os.environ)


def whole_registry(options: Options) -> Registry:
    """All services: built-ins, plugins, and the user's recipes."""
    registry = Registry()
    registry.load_plugins()
    registry.load_recipes(paths(options).recipes)
    return registry


def _all_known(found: Glance, registry: Registry) -> bool:
    """Each is looked up alone: to load all services takes a tenth of this command's time."""
    return all(registry.known(state.provider.provider_type) is not None for state in found.states)


async def opened(stack: Stack) -> Glance:
    """What is known, after the database was opened (made, upgraded, mended)."""
    found = Glance(
        states=tuple(stack.monitor.states()),
        dashboard=stack.monitor.dashboard(),
        budgets=stack.budgets.states(),
    )
    return with_alerts(found, stack.paths.database, stack.preferences.settings, CLOCK.now())


def with_stack(options: Options, work: Callable[[Stack], Awaitable[T]], *, goes_on: bool = False) -> T:
    """Run `work(stack)` with the whole app below the window, opened. Raises AppError.

    `goes_on`: also where the history can only be read.
    """
    import asyncio  # noqa: PLC0415  most commands answer without it

    from aimonitor.monitor.stack import running  # noqa: PLC0415  heavy: network, keychain, validation

    async def inside() -> T:
        async with running(
            paths(options),
            flags=options.flags(),
            environ=os.environ,
            redactor=options.redactor,
            goes_on=goes_on,
        ) as stack:
            _tell_of_settings(options, stack.preferences.resolved)
            _tell_how_opened(options, stack)
            stack.monitor.add_listener(_HistoryListener(options))
            await stack.monitor.open()
            return await work(stack)

    return asyncio.run(inside())


def _tell_how_opened(options: Options, stack: Stack) -> None:
    damaged = stack.opened.set_aside
    if damaged is not None:
        options.beside = Exit.ATTENTION
        say(options, f"The history was damaged. It was set aside as {damaged}, and a new one was begun.")


class _HistoryListener(Listener):
    """Says that live figures are not being kept; the command goes on."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def database_changed(self, error: AppError | None) -> None:
        """As `Listener`."""
        if error is not None:
            self._options.beside = Exit.DATABASE
            say(self._options, f"History is not being kept. {error.message}")
