"""Settings: the log, the folders, and a report for when help is asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

from aimonitor.settings.paths import AppPaths
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.save_file import ask_for_file
from aimonitor.ui.dialogs.settings_page import SettingsPage


class AdvancedPage(SettingsPage):
    """Signals: report_wanted(str path)."""

    report_wanted = Signal(str)

    def __init__(self, paths: AppPaths) -> None:
        self._paths = paths
        super().__init__("Advanced")

    def add_more(self) -> None:
        """The buttons."""
        self.logs = QPushButton("Open &log folder")
        self.logs.setToolTip(str(self._paths.logs))
        self.data = QPushButton("Open &data folder")
        self.data.setToolTip(str(self._paths.data))
        self.report = QPushButton("Save a dia&gnostics report…")
        self.logs.clicked.connect(lambda: self._open(self._paths.logs))
        self.data.clicked.connect(lambda: self._open(self._paths.data))
        self.report.clicked.connect(self._choose_file)
        self.add_buttons(self.logs, self.data)
        self.body.addWidget(words("Versions, paths and states, for a question or a bug report.", "muted"))
        self.add_buttons(self.report)
        self.body.addWidget(
            words("No keys, names or figures are in it. Read it before you share it.", "muted")
        )

    def _choose_file(self) -> None:
        ask_for_file(
            self,
            "Save the report to",
            name="aimonitor-report.txt",
            ending="txt",
            then=self.report_wanted.emit,
        )

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.show_outcome(f"No program opens folders here. The folder is {folder}.", "warning")
