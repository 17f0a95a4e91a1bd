"""The archive's Qt face: files of the whole history, asked for by the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.archive import ArchiveSummary, ExportOrder
    from aimonitor.monitor.archive import Archive
    from aimonitor.monitor.tasks import Tasks


class ArchiveService(Wishes):
    """Every method returns at once a token; `request_done` carries the answer to it.

    Signals:
        progressed(int records): of what runs now
        settings_changed(Resolved): others came with a restored history, or went with a purge
    """

    progressed = Signal(int)
    settings_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._archive: Archive | None = None

    def start(self, archive: Archive, tasks: Tasks) -> None:
        """Carry out what was asked meanwhile, and from now on at once. Emits started."""
        self._archive = archive
        self._begin(tasks)

    def export(self, order: ExportOrder, place: Path) -> int:
        """Write what was ordered to that file or folder. Answer: the number of records."""
        return self._ask("export", order, place)

    def look(self, path: Path) -> int:
        """Check a JSON export. Answer: its ArchiveSummary."""
        return self._ask("look", path)

    def take_in(self, path: Path) -> int:
        """Import a JSON export where there is no provider. Answer: its ArchiveSummary."""
        return self._ask("take_in", path)

    def backup(self, path: Path) -> int:
        """Copy the whole history to `path`."""
        return self._ask("backup", path)

    def look_at_backup(self, path: Path) -> int:
        """Check a back-up. Answer: its ArchiveSummary."""
        return self._ask("look_at_backup", path)

    def restore(self, path: Path) -> int:
        """Put a back-up in the place of the history. Answer: the Path where that was set aside."""
        return self._ask("restore", path)

    def purge(self) -> int:
        """Remove every provider, all keys, all history and the stored settings."""
        return self._ask("purge")

    def stop(self) -> None:
        """End the export, import or check that runs now; it leaves nothing behind."""
        if self._archive is not None:
            self._archive.stop()

    # --- carrying them out --------------------------------------------------------------------

    async def _export(self, order: ExportOrder, place: Path) -> int:
        return await self._running.export(order, place, self.progressed.emit)

    async def _look(self, path: Path) -> ArchiveSummary:
        return await self._running.look(path, self.progressed.emit)

    async def _take_in(self, path: Path) -> ArchiveSummary:
        return await self._running.take_in(path, self.progressed.emit)

    async def _backup(self, path: Path) -> None:
        await self._running.backup(path)

    async def _look_at_backup(self, path: Path) -> ArchiveSummary:
        return await self._running.look_at_backup(path, self.progressed.emit)

    async def _restore(self, path: Path) -> Path:
        restored = await self._running.restore(path, self.progressed.emit)
        self.settings_changed.emit(restored.resolved)
        return restored.aside

    async def _purge(self) -> None:
        self.settings_changed.emit(await self._running.purge())

    @property
    def _running(self) -> Archive:
        if self._archive is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._archive
