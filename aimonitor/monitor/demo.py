"""The demo: the whole app against servers of its own on loopback, with a home and keys of its own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from aimonitor.demo.cast import CAST, STAGING
from aimonitor.demo.servers import DemoServers
from aimonitor.errors import AppError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.clock import Clock, SystemClock
from aimonitor.monitor.demo_past import remember_wallet
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths

FOLDER = "demo"


@asynccontextmanager
async def running_demo(
    paths: AppPaths,
    *,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    registry: Registry | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[tuple[Stack, DemoServers]]:
    """As `stack.running`, under a folder of the demo's own, which each start empties.

    The user's database, keychain and providers are not touched. Raises OSError, AppError.
    """
    clock = clock or SystemClock()
    place = AppPaths.resolve(paths.data / FOLDER, environ)
    shutil.rmtree(paths.data / FOLDER, ignore_errors=True)
    async with AsyncExitStack() as leaving:
        servers = DemoServers(now=clock.now)
        await servers.start()
        leaving.push_async_callback(servers.stop)
        registry = registry or Registry()
        addresses = {registry.manifest(name).base_url_env: url for name, url in servers.base_urls.items()}
        stack = await leaving.enter_async_context(
            running(
                place,
                flags=flags,
                environ={**environ, **addresses},
                keychain=SessionKeys(),
                registry=registry,
                clock=clock,
            )
        )
        await remember_wallet(stack, clock.now())
        yield stack, servers


async def seed(monitor: Monitor) -> None:
    """Add the cast and poll it until each is in the state it stands for."""
    known = {state.provider.name for state in monitor.states()}
    for member in (member for member in CAST if member.name not in known):
        await monitor.add_provider(
            AddProvider(
                provider_type=member.provider_type,
                name=member.name,
                api_key=member.key,
            )
        )
    ids = [monitor.find(member.name).id for member in CAST]
    await asyncio.gather(*(_poll(monitor, provider_id) for provider_id in ids))
    await _poll(monitor, monitor.find(STAGING.name).id)


async def _poll(monitor: Monitor, provider_id: str) -> None:
    """A poll whose failure is part of the show."""
    try:
        await monitor.poll_provider(provider_id)
    except AppError:
        return
