"""The settings: changed, stored and used at once."""

from __future__ import annotations

from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.preferences import Preferences
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.settings.settings import Resolved, Settings


class Desk:
    """Puts settings in force, for the polls and for the network."""

    def __init__(self, monitor: Monitor, preferences: Preferences, http: HttpClient) -> None:
        self._monitor = monitor
        self._preferences = preferences
        self._http = http

    async def save_settings(self, changes: dict[str, object]) -> Resolved:
        """Store changes and use them at once. Raises ConfigError, DatabaseError."""
        return await self._use(await self._preferences.save(changes))

    async def reload_settings(self) -> Resolved:
        """Use what is stored now. Raises ConfigError, DatabaseError."""
        return await self._use(await self._preferences.reload())

    async def _use(self, resolved: Resolved) -> Resolved:
        self._monitor.apply_settings(resolved.settings)
        await self._http.reconfigure(http_settings(resolved.settings))
        return resolved


def http_settings(settings: Settings) -> HttpSettings:
    """The network's share of the settings."""
    return HttpSettings(
        proxy_mode=settings.proxy_mode.value,
        proxy_url=settings.proxy_url,
        total_timeout=settings.total_timeout,
        connect_timeout=settings.connect_timeout,
        revoked=settings.revoked,
    )
