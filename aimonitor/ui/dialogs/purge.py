"""Removing every provider, all history and all keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from aimonitor.monitor.service import MonitorService
from aimonitor.ui.dialogs.confirm import ConfirmDialog


class PurgeDialog(ConfirmDialog):
    """`providers`: how many there are."""

    def __init__(self, service: MonitorService, providers: int, *, parent: QWidget | None = None) -> None:
        these = "the provider" if providers == 1 else f"all {providers} providers"
        super().__init__(
            "Remove everything",
            service,
            question="Remove everything?",
            told=f"This deletes {these} with their keys and all history. Settings stay.\n\n"
            "The keys themselves stay valid at their services; revoke there what nobody needs.\n\n"
            "This cannot be undone. Export or back up first what you want to keep.",
            go="&Remove everything",
            parent=parent,
        )

    def carry_out(self) -> int:
        """As `ConfirmDialog`."""
        return self.service.purge()
