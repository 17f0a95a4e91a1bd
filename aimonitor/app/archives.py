"""Export, import, back-up, restore and purge: their dialogs, and what the window says of their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from aimonitor.errors import AppError
from aimonitor.monitor.archive_service import ArchiveService

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.monitor.archive import Archive
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.dialogs.take_in import TakeInDialog

_BANNER = "archive"

Show = Callable[[Callable[[], QDialog]], None]


class Archives(QObject):
    """Owns the archive's face. `show` opens a dialog unless one is open; `today` gives the UTC day."""

    def __init__(self, desktop: Desktop, show: Show, today: Callable[[], date]) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._show = show
        self._today = today
        self.service = ArchiveService(self)
        self.service.settings_changed.connect(desktop.service.settings_changed)
        desktop.requests.listen_to(self.service)
        desktop.actions.export.triggered.connect(self.export)
        desktop.actions.import_.triggered.connect(self.take_in)
        desktop.actions.restore.triggered.connect(self.restore)

    def start(self, archive: Archive, tasks: Tasks) -> None:
        """Carry out wishes from now on."""
        self.service.start(archive, tasks)

    def export(self) -> None:
        """Write what is stored to files."""
        from aimonitor.ui.dialogs.export import ExportDialog  # noqa: PLC0415  not at start

        today, desktop = self._today(), self._desktop
        period = desktop.actions.chosen(today)
        self._show(lambda: ExportDialog(self.service, today=today, period=period, parent=desktop.window))

    def backup(self, path: str, hear: Callable[[AppError | None], None]) -> None:
        """Copy everything to `path`; `hear` is told how it ended."""
        self._desktop.requests.then(self.service.backup(Path(path)), hear)

    def take_in(self) -> None:
        """Import an export: ask for the file, then whether it is meant."""
        from aimonitor.ui.dialogs.save_file import ask_for_saved_file  # noqa: PLC0415  as above

        ask_for_saved_file(self._desktop.window, "Import", ending="json", then=self.take_in_file)

    def take_in_file(self, file: str) -> None:
        """Tell what an import of that file would bring, and ask."""
        from aimonitor.ui.dialogs.take_in import ImportDialog  # noqa: PLC0415  as above

        window = self._desktop.window
        self._show(lambda: self._told(ImportDialog(self.service, Path(file), parent=window)))

    def restore(self) -> None:
        """Restore a back-up: ask for the file, then whether it is meant."""
        from aimonitor.ui.dialogs.save_file import ask_for_saved_file  # noqa: PLC0415  as above

        ask_for_saved_file(self._desktop.window, "Restore", ending="sqlite3", then=self.restore_file)

    def restore_file(self, file: str) -> None:
        """Tell what a restore of that file would bring and replace, and ask."""
        from aimonitor.ui.dialogs.take_in import RestoreDialog  # noqa: PLC0415  as above

        window = self._desktop.window
        there = len(window.model.records)
        self._show(lambda: self._told(RestoreDialog(self.service, Path(file), there, parent=window)))

    def purge(self) -> None:
        """Remove everything, after a word was typed."""
        from aimonitor.ui.dialogs.purge import PurgeDialog  # noqa: PLC0415  as above

        window = self._desktop.window

        def make() -> QDialog:
            dialog = PurgeDialog(self.service, len(window.model.records), parent=window)
            dialog.accepted.connect(lambda: self._say("Everything is removed."))
            return dialog

        self._show(make)

    def _told(self, dialog: TakeInDialog) -> TakeInDialog:
        dialog.ended.connect(self._say)
        return dialog

    def _say(self, text: str) -> None:
        self._desktop.window.banners.show_message(_BANNER, text)
