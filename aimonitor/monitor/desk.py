"""What is asked beside polling: settings, exports, purging everything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path

from aimonitor.monitor.clock import Clock
from aimonitor.monitor.export import export_text, write_export
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.preferences import Preferences
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.settings.settings import Resolved, Settings


class Desk:
    """Settings, exports and the purge."""

    def __init__(
        self,
        monitor: Monitor,
        preferences: Preferences,
        http: HttpClient,
        clock: Clock,
        purges: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._monitor = monitor
        self._preferences = preferences
        self._http = http
        self._clock = clock
        self._purges = purges

    async def save_settings(self, changes: dict[str, object]) -> Resolved:
        """Store changes and use them at once. Raises ConfigError, DatabaseError."""
        resolved = await self._preferences.save(changes)
        self._monitor.apply_settings(resolved.settings)
        await self._http.reconfigure(http_settings(resolved.settings))
        return resolved

    async def export(self, path: Path, file_format: str, first: date | None, last: date | None) -> int:
        """Write stored days to `path`; the number of day rows. Raises ConfigError, DatabaseError."""
        rows = await self._monitor.export_rows(first, last)
        write_export(path, export_text(rows, file_format, self._clock.now()))
        return len(rows)

    async def backup(self, path: Path) -> None:
        """Copy the whole history to `path`. Raises ConfigError, DatabaseError."""
        await self._monitor.backup(path)

    async def purge(self) -> None:
        """Remove every provider with its history and key. Raises what `remove_provider` does."""
        for state in self._monitor.states():
            await self._monitor.remove_provider(state.provider.id)
        for purge in self._purges:
            await purge()


def http_settings(settings: Settings) -> HttpSettings:
    """The network's share of the settings."""
    return HttpSettings(
        proxy_mode=settings.proxy_mode.value,
        proxy_url=settings.proxy_url,
        total_timeout=settings.total_timeout,
        connect_timeout=settings.connect_timeout,
    )
