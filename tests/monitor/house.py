"""The real monitor over real rooms: database, HTTP, the demo's servers; only clock and keychain are ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aimonitor.demo.cast import CAST, DemoProvider
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.errors import AppError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.store import KeyStore
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from tests.monitor.clock import FakeClock


@dataclass
class Heard(Listener):
    """All that was told, in order."""

    states: list[ProviderState] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[Provider] = field(default_factory=list)
    dashboards: list[Dashboard] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    pauses: list[tuple[bool, datetime | None]] = field(default_factory=list)
    database: list[AppError | None] = field(default_factory=list)

    def provider_added(self, provider: Provider) -> None:
        self.added.append(provider)

    def provider_changed(self, state: ProviderState) -> None:
        self.states.append(state)

    def provider_removed(self, provider_id: str) -> None:
        self.removed.append(provider_id)

    def dashboard_changed(self, dashboard: Dashboard) -> None:
        self.dashboards.append(dashboard)

    def notice_raised(self, notice: Notice) -> None:
        self.notices.append(notice)

    def paused_changed(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001
        self.pauses.append((paused, until))

    def database_changed(self, error: AppError | None) -> None:
        self.database.append(error)


@dataclass
class House:
    """A running stack and what surrounds it."""

    stack: Stack
    servers: DemoServers
    clock: FakeClock
    heard: Heard
    keychain: KeyStore

    @property
    def monitor(self) -> Monitor:
        return self.stack.monitor

    def state(self, name: str) -> ProviderState:
        return next(state for state in self.monitor.states() if state.provider.name == name)

    async def add(self, member: DemoProvider, **changes: object) -> Provider:
        return await self.monitor.add_provider(request(member, **changes))


def request(member: DemoProvider, **changes: object) -> AddProvider:
    fields: dict[str, object] = {
        "provider_type": member.provider_type,
        "name": member.name,
        "api_key": member.key,
    }
    return AddProvider(**(fields | changes))  # type: ignore[arg-type]


def places(home: Path) -> AppPaths:
    return AppPaths.resolve(home, {})


@asynccontextmanager
async def house(
    home: Path,
    *,
    clock: FakeClock | None = None,
    keychain: KeyStore | None = None,
    good_polls: int | None = None,
    answers_of: datetime | None = None,
    goes_on: bool = False,
) -> AsyncIterator[House]:
    """Opened, with no provider yet; nothing polls by itself.

    `answers_of`: a time whose figures the services keep to, whatever the clock says. `goes_on`: as `running`.
    """
    clock = clock or FakeClock()
    keychain = keychain or SessionKeys()
    now = clock.now if answers_of is None else lambda: answers_of
    servers = DemoServers(now=now, good_polls=good_polls)
    await servers.start()
    registry = Registry()
    environ = {registry.manifest(name).base_url_env: url for name, url in servers.base_urls.items()}
    try:
        async with running(
            places(home),
            flags={},
            environ=environ,
            keychain=keychain,
            registry=registry,
            clock=clock,
            goes_on=goes_on,
        ) as stack:
            heard = Heard()
            stack.monitor.add_listener(heard)
            await stack.monitor.open()
            yield House(stack=stack, servers=servers, clock=clock, heard=heard, keychain=keychain)
    finally:
        await servers.stop()


__all__ = ["CAST", "Heard", "House", "house", "places", "request"]
