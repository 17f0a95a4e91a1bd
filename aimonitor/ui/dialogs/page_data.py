"""Settings: how long history is kept, taking it elsewhere and back, and removing everything."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from aimonitor.ui.dialogs.save_file import ask_for_file
from aimonitor.ui.dialogs.settings_page import SettingsPage


class DataPage(SettingsPage):
    """Signals: export_wanted, import_wanted, backup_wanted(str path), restore_wanted, purge_wanted."""

    export_wanted = Signal()
    import_wanted = Signal()
    backup_wanted = Signal(str)
    restore_wanted = Signal()
    purge_wanted = Signal()

    def __init__(self, backup_name: str) -> None:
        self._backup_name = backup_name
        super().__init__("Data")

    def add_more(self) -> None:
        """The buttons."""
        self.export = QPushButton("&Export…")
        self.import_ = QPushButton("&Import…")
        self.import_.setToolTip("Read a JSON export where there is no provider yet.")
        self.backup = QPushButton("&Back up…")
        self.backup.setToolTip("Copy the whole history to a file. No keys are in it.")
        self.restore = QPushButton("Res&tore…")
        self.restore.setToolTip("Put a back-up in the place of the history.")
        self.purge = QPushButton("&Remove everything…")
        self.purge.setProperty("danger", "true")
        self.export.clicked.connect(self.export_wanted)
        self.import_.clicked.connect(self.import_wanted)
        self.backup.clicked.connect(self._choose_file)
        self.restore.clicked.connect(self.restore_wanted)
        self.purge.clicked.connect(self.purge_wanted)
        self.add_buttons(self.export, self.import_)
        self.add_buttons(self.backup, self.restore)
        self.add_buttons(self.purge)

    def _choose_file(self) -> None:
        ask_for_file(
            self, "Back up to", name=self._backup_name, ending="sqlite3", then=self.backup_wanted.emit
        )
