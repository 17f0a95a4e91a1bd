"""Removing every provider, all history, all keys and the stored settings."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.ui.dialogs.confirm import ConfirmDialog
from aimonitor.ui.dialogs.field import Field

WORD = "remove"

_TOLD = (
    "This deletes {}: keys in the keychain and of this session, days, balances and what you entered, polls, "
    "budgets, alert rules, what you were told, the settings that you changed in the window, and the copies "
    "beside the history that AIMonitor made.\n\n"
    "What stays: config.toml, your recipes, the logs, the window's size and columns, and files that you "
    "exported or backed up. The keys themselves stay valid at their services; revoke there what nobody "
    "needs.\n\n"
    "This cannot be undone. Export or back up first what you want to keep."
)


class PurgeDialog(ConfirmDialog[ArchiveService]):
    """Names all that goes and all that stays; a word must be typed. `providers`: how many there are."""

    def __init__(self, service: ArchiveService, providers: int, *, parent: QWidget | None = None) -> None:
        these = {0: "all that is stored", 1: "the provider"}.get(providers, f"all {providers} providers")
        self.word = QLineEdit()
        super().__init__(
            "Remove everything",
            service,
            question="Remove everything?",
            told=_TOLD.format(these),
            go="&Remove everything",
            parent=parent,
        )
        self.word.textChanged.connect(self.show_busy_state)
        self.show_busy_state()

    def more(self) -> tuple[QWidget, ...]:
        """As `ConfirmDialog`."""
        return (Field(f"&Type “{WORD}” to go on", self.word),)

    def show_busy_state(self) -> None:
        """As `AskingDialog`."""
        self.word.setEnabled(not self.busy)
        self.go.setEnabled(not self.busy and self.word.text().strip().lower() == WORD)

    def carry_out(self) -> int:
        """As `ConfirmDialog`."""
        return self.service.purge()
