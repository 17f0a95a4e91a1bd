"""The dialog in which the user writes a recipe, and where it leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from aimonitor.domain.provider import AGREED
from aimonitor.monitor.recipe_service import RecipeService

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.state import ProviderState
    from aimonitor.monitor.recipes import Recipes
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog

_QUIT = "The recipe is not saved. Quit, and lose what you changed?"


class RecipeEditing(QObject):
    """Opens the dialog, new or at the recipe of the selected provider; made behind the first paint."""

    def __init__(self, desktop: Desktop, room: Recipes, tasks: Tasks) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._dialog: RecipeEditorDialog | None = None
        desktop.dialogs.ask_to_quit = self._ask_to_quit
        self.service = RecipeService(self)
        self.service.start(room, tasks)
        actions = desktop.actions
        actions.recipes.triggered.connect(self.begin)
        actions.edit_recipe.triggered.connect(self.edit)
        desktop.window.provider_selected.connect(self._offer)
        self._offer(desktop.window.view.current())

    def begin(self) -> None:
        """Open a new one."""
        self.open()

    def edit(self) -> None:
        """Open the recipe that the selected provider is read by."""
        state = self._desktop.window.view.current()
        if state is not None and self._is_own(state):
            self.open(state.provider.provider_type)

    def open(self, provider_type: str = "") -> None:
        """Open that recipe, or a new one."""
        self._desktop.dialogs.show(lambda: self._made(provider_type))

    def _made(self, provider_type: str) -> QDialog:
        from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog  # noqa: PLC0415  only when asked for

        dialog = RecipeEditorDialog(
            self.service,
            environ=self._desktop.environ,
            provider_type=provider_type,
            parent=self._desktop.window,
        )
        self._dialog = dialog
        dialog.saved.connect(lambda kept: QTimer.singleShot(0, self, lambda: self._go_on(kept)))
        return dialog

    def _ask_to_quit(self, go: Callable[[], None]) -> bool:
        """Whether the user is asked: text that was not saved would be lost."""
        dialog = self._dialog
        if dialog is None or not isValid(dialog) or not dialog.changed:
            return False
        self._desktop.show_window()
        dialog.raise_()
        dialog.activateWindow()
        dialog.bar.take_back()
        dialog.bar.ask(_QUIT, "&Quit", go)
        return True

    def _go_on(self, provider_type: str) -> None:
        """What nobody uses yet is added; where the key would go elsewhere, the user is asked."""
        users = [
            one for one in self._desktop.window.model.records if one.provider.provider_type == provider_type
        ]
        agreement = self._desktop.registry.manifest(provider_type).agreement
        asked = (one.provider.id for one in users if one.provider.options.get(AGREED) != agreement)
        if not users:
            self._desktop.dialogs.add_provider(provider_type)
        elif provider_id := next(asked, ""):
            self._desktop.dialogs.edit(provider_id)

    def _offer(self, state: ProviderState | None) -> None:
        self._desktop.actions.edit_recipe.setVisible(state is not None and self._is_own(state))

    def _is_own(self, state: ProviderState) -> bool:
        """Whether the provider's service is described by a file of the user's."""
        manifest = self._desktop.registry.known(state.provider.provider_type)
        return manifest is not None and bool(manifest.agreement)
