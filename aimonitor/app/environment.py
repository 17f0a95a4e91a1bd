"""The File menu's way to keys that stand in the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu

from aimonitor.domain.provider import ENV_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aimonitor.app.desktop import Desktop


class EnvironmentKeys(QObject):
    """Offers keys of the environment that are no providers yet; made behind the first paint."""

    def __init__(self, desktop: Desktop, environ: Mapping[str, str]) -> None:
        super().__init__(desktop)
        self._desktop, self._environ = desktop, environ
        self.action = QAction("Keys in the en&vironment…", self)
        self.action.setToolTip("Add keys that stand in environment variables")
        self.action.setStatusTip("")
        self.action.setMenuRole(QAction.MenuRole.NoRole)
        self.action.triggered.connect(self.open)
        for menu in desktop.actions.budgets.associatedObjects():
            if isinstance(menu, QMenu):
                menu.insertAction(desktop.actions.budgets, self.action)

    def open(self) -> None:
        """List them, with a tick at those that are new."""
        from aimonitor.ui.dialogs.environment import EnvironmentDialog  # noqa: PLC0415  only when asked for

        desktop = self._desktop

        def make() -> QDialog:
            dialog = EnvironmentDialog(desktop.registry, self._environ, self._used(), parent=desktop.window)
            dialog.chosen.connect(desktop.dialogs.add_from_environment)
            return dialog

        desktop.dialogs.show(make)

    def _used(self) -> set[tuple[str, str]]:
        """Type and variable of the providers whose key is in the environment."""
        providers = (state.provider for state in self._desktop.window.model.records)
        return {
            (one.provider_type, one.api_key_ref.removeprefix(ENV_PREFIX))
            for one in providers
            if one.api_key_ref.startswith(ENV_PREFIX)
        }
