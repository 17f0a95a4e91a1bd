"""The settings in force, and changing them while the app runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from aimonitor.db.database import Database
from aimonitor.settings.load import load_settings, to_stored
from aimonitor.settings.settings import Resolved, Settings


class Preferences:
    """Flags, environment and file stand above what the window stores in the database."""

    def __init__(
        self,
        database: Database,
        *,
        flags: Mapping[str, object],
        environ: Mapping[str, str],
        config_file: Path,
        resolved: Resolved,
    ) -> None:
        self._database = database
        self._flags = flags
        self._environ = environ
        self._config_file = config_file
        self.resolved = resolved

    @property
    def settings(self) -> Settings:
        """The values in force."""
        return self.resolved.settings

    async def save(self, changes: Mapping[str, object]) -> Resolved:
        """Store changes by name and read everything anew. Raises ConfigError, DatabaseError."""
        await self._database.set_settings(to_stored(changes))
        return await self.reload()

    async def reload(self) -> Resolved:
        """Read all sources again. Raises ConfigError, DatabaseError."""
        stored = await self._database.settings()
        self.resolved = await asyncio.to_thread(  # the disk may be slow
            load_settings,
            flags=self._flags,
            environ=self._environ,
            config_file=self._config_file,
            stored=stored,
        )
        return self.resolved
