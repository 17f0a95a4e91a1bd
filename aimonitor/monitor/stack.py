"""The whole app below the window, built and taken down in order: for the desktop, the command line, tests."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module

from msgspec import Struct

from aimonitor.db.database import Database
from aimonitor.db.prepare import SCHEMA_VERSION
from aimonitor.db.reports import OpenOutcome, OpenReport
from aimonitor.db.stored import UNWRITABLE, has_stored
from aimonitor.errors import DatabaseError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.service import KeychainService
from aimonitor.keychain.source import KeySource
from aimonitor.keychain.store import KeyStore
from aimonitor.logs import Redactor
from aimonitor.monitor.alerts import Alerts
from aimonitor.monitor.archive import Archive
from aimonitor.monitor.balance_entries import BalanceEntries
from aimonitor.monitor.budgets import Budgets
from aimonitor.monitor.channels import DesktopChannel, WebhookChannel
from aimonitor.monitor.clock import Clock, SystemClock
from aimonitor.monitor.desk import Desk, http_settings
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.periods import Periods
from aimonitor.monitor.postman import Postman
from aimonitor.monitor.preferences import Preferences
from aimonitor.monitor.recipes import Recipes
from aimonitor.net.http import HttpClient
from aimonitor.providers.computer import LocalSources
from aimonitor.providers.local import Sources
from aimonitor.providers.recipes.plugin import HEAVY
from aimonitor.providers.recipes.words import SUFFIX
from aimonitor.providers.registry import Registry
from aimonitor.settings.load import load_settings
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.week import first_weekday


class Stack(Struct, frozen=True, kw_only=True):
    """All that runs below the window."""

    paths: AppPaths
    database: Database
    opened: OpenReport
    keychain: KeyStore
    keys: KeySource
    registry: Registry
    http: HttpClient
    preferences: Preferences
    monitor: Monitor
    desk: Desk
    budgets: Budgets
    alerts: Alerts
    periods: Periods
    balance_entries: BalanceEntries
    archive: Archive
    recipes: Recipes


class Ground(Struct, frozen=True, kw_only=True):
    """What all rooms stand on."""

    paths: AppPaths
    database: Database
    opened: OpenReport
    keychain: KeyStore
    registry: Registry
    http: HttpClient
    preferences: Preferences
    clock: Clock
    environ: Mapping[str, str]
    redactor: Redactor
    local: Sources


@asynccontextmanager
async def running(
    paths: AppPaths,
    *,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    keychain: KeyStore | None = None,
    registry: Registry | None = None,
    clock: Clock | None = None,
    redactor: Redactor | None = None,
    local: Sources | None = None,
    goes_on: bool = False,
) -> AsyncIterator[Stack]:
    """Open the database, read the settings, build the monitor; on leaving, take it down.

    No poll is started. `redactor` learns each key in use; `local` stands for this computer. `goes_on`: also
    where the history cannot be written and what is in it can be read; it is kept from when it can be again.
    Raises ConfigError, DatabaseError.
    """
    clock, registry = clock or SystemClock(), registry or Registry()
    registry.load_plugins()
    paths.ensure()
    await _take_recipes(registry, paths)
    async with AsyncExitStack() as leaving:
        database, opened = await _opened(leaving, paths, clock, goes_on=goes_on)
        preferences = await _preferences(database, paths, flags, environ)
        ground = Ground(
            paths=paths,
            database=database,
            opened=opened,
            keychain=keychain or KeychainService(),
            registry=registry,
            http=_http(leaving, preferences, clock),
            preferences=preferences,
            clock=clock,
            environ=environ,
            redactor=redactor or Redactor(),
            local=local or LocalSources(environ, paths.data),
        )
        yield await _built(leaving, ground)


async def _opened(
    leaving: AsyncExitStack, paths: AppPaths, clock: Clock, *, goes_on: bool
) -> tuple[Database, OpenReport]:
    """The database, and what was found when it was opened. It is closed also where opening it failed."""
    database = Database(paths.database, now=clock.now)
    leaving.push_async_callback(database.close)
    try:
        return database, await database.open()
    except DatabaseError as error:
        is_known = goes_on and error.fault in UNWRITABLE and has_stored(paths.database)
        if not is_known:
            raise
    return database, OpenReport(
        outcome=OpenOutcome.READ, from_version=SCHEMA_VERSION, to_version=SCHEMA_VERSION
    )


def _http(leaving: AsyncExitStack, preferences: Preferences, clock: Clock) -> HttpClient:
    settings = http_settings(preferences.settings)
    http = HttpClient(settings, now=clock.now, rng=random.Random())  # noqa: S311  jitter is no secret
    leaving.push_async_callback(http.aclose)
    return http


async def _take_recipes(registry: Registry, paths: AppPaths) -> None:
    """The user's; what reads them is imported beside the loop, and not at all where there are none."""
    if any(paths.recipes.glob(f"*{SUFFIX}")):
        await asyncio.to_thread(import_module, HEAVY)
        registry.load_recipes(paths.recipes)


async def _built(leaving: AsyncExitStack, ground: Ground) -> Stack:
    hidden, clock, database = ground.redactor, ground.clock, ground.database
    keys = KeySource(ground.keychain, SessionKeys(), ground.environ, on_key=hidden.add, on_gone=hidden.remove)
    monitor = _monitor(ground, keys)
    leaving.push_async_callback(monitor.aclose)
    desk = Desk(monitor, ground.preferences, ground.http)
    budgets = await _budgets(ground, monitor)
    alerts = _alerts(ground, monitor, budgets)
    leaving.push_async_callback(alerts.aclose)
    return Stack(
        paths=ground.paths,
        database=database,
        opened=ground.opened,
        keychain=ground.keychain,
        keys=keys,
        registry=ground.registry,
        http=ground.http,
        preferences=ground.preferences,
        monitor=monitor,
        desk=desk,
        budgets=budgets,
        alerts=alerts,
        periods=Periods(database, monitor, clock),
        balance_entries=BalanceEntries(database, monitor, ground.registry, clock),
        archive=Archive(monitor, database, desk, clock, (budgets, alerts)),
        recipes=Recipes(
            folder=ground.paths.recipes,
            registry=ground.registry,
            http=ground.http,
            monitor=monitor,
            clock=clock,
        ),
    )


async def _preferences(
    database: Database, paths: AppPaths, flags: Mapping[str, object], environ: Mapping[str, str]
) -> Preferences:
    stored = await database.settings()
    resolved = load_settings(flags=flags, environ=environ, config_file=paths.config_file, stored=stored)
    return Preferences(
        database, flags=flags, environ=environ, config_file=paths.config_file, resolved=resolved
    )


def _monitor(ground: Ground, keys: KeySource) -> Monitor:
    return Monitor(
        database=ground.database,
        keys=keys,
        http=ground.http,
        registry=ground.registry,
        settings=ground.preferences.settings,
        clock=ground.clock,
        environ=ground.environ,
        local=ground.local,
    )


async def _budgets(ground: Ground, monitor: Monitor) -> Budgets:
    budgets = Budgets(ground.database, monitor.states, ground.clock, first_weekday(ground.environ))
    await budgets.open()
    monitor.add_listener(budgets)
    return budgets


def _alerts(ground: Ground, monitor: Monitor, budgets: Budgets) -> Alerts:
    preferences = ground.preferences
    webhook = WebhookChannel(ground.keychain, ground.http, lambda: preferences.settings, ground.redactor.add)
    return Alerts(
        database=ground.database,
        monitor=monitor,
        budgets=budgets,
        settings=lambda: preferences.settings,
        postman=Postman(DesktopChannel(), webhook, ground.clock),
        clock=ground.clock,
    )
