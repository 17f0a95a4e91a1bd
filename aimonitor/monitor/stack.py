"""The whole app below the window, built and taken down in order: for the desktop, the command line, tests."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from msgspec import Struct

from aimonitor.db.database import Database
from aimonitor.db.reports import OpenReport
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
from aimonitor.net.http import HttpClient
from aimonitor.providers.computer import LocalSources
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
) -> AsyncIterator[Stack]:
    """Open the database, read the settings, build the monitor; on leaving, take it down.

    No poll is started. `redactor` learns each key in use. Raises ConfigError, DatabaseError.
    """
    clock, registry = clock or SystemClock(), registry or Registry()
    registry.load_plugins()
    paths.ensure()
    async with AsyncExitStack() as leaving:
        database = Database(paths.database, now=clock.now)
        leaving.push_async_callback(database.close)
        opened = await database.open()
        preferences = await _preferences(database, paths, flags, environ)
        settings = http_settings(preferences.settings)
        http = HttpClient(settings, now=clock.now, rng=random.Random())  # noqa: S311  jitter is no secret
        leaving.push_async_callback(http.aclose)
        keychain, hidden = keychain or KeychainService(), redactor or Redactor()
        keys = KeySource(keychain, SessionKeys(), environ, on_key=hidden.add, on_gone=hidden.remove)
        monitor = Monitor(
            database=database,
            keys=keys,
            http=http,
            registry=registry,
            settings=preferences.settings,
            clock=clock,
            environ=environ,
            local=LocalSources(environ, paths.data),
        )
        leaving.push_async_callback(monitor.aclose)
        desk = Desk(monitor, preferences, http)
        budgets = await _budgets(database, monitor, clock, environ)
        webhook = WebhookChannel(keychain, http, lambda: preferences.settings, hidden.add)
        alerts = _alerts(database, monitor, budgets, preferences, Postman(DesktopChannel(), webhook, clock))
        leaving.push_async_callback(alerts.aclose)
        yield Stack(
            paths=paths,
            database=database,
            opened=opened,
            keychain=keychain,
            keys=keys,
            registry=registry,
            http=http,
            preferences=preferences,
            monitor=monitor,
            desk=desk,
            budgets=budgets,
            alerts=alerts,
            periods=Periods(database, monitor, clock),
            balance_entries=BalanceEntries(database, monitor, registry, clock),
            archive=Archive(monitor, database, desk, clock, (budgets, alerts)),
        )


async def _preferences(
    database: Database, paths: AppPaths, flags: Mapping[str, object], environ: Mapping[str, str]
) -> Preferences:
    stored = await database.settings()
    resolved = load_settings(flags=flags, environ=environ, config_file=paths.config_file, stored=stored)
    return Preferences(
        database, flags=flags, environ=environ, config_file=paths.config_file, resolved=resolved
    )


async def _budgets(database: Database, monitor: Monitor, clock: Clock, environ: Mapping[str, str]) -> Budgets:
    budgets = Budgets(database, monitor.states, clock, first_weekday(environ))
    await budgets.open()
    monitor.add_listener(budgets)
    return budgets


def _alerts(
    database: Database, monitor: Monitor, budgets: Budgets, preferences: Preferences, postman: Postman
) -> Alerts:
    return Alerts(
        database=database,
        monitor=monitor,
        budgets=budgets,
        settings=lambda: preferences.settings,
        postman=postman,
        clock=postman.clock,
    )
