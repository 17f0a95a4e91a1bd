"""The Qt face of the user's recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.provider import Provider
    from aimonitor.monitor.recipe_shelf import ShelvedRecipe
    from aimonitor.monitor.recipes import CheckedRecipe, Recipes, RecipeTest
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.providers.manifest import ProviderManifest
    from aimonitor.providers.recipes.trial import Trial


class RecipeService(Wishes):
    """Hands the window's wishes about recipes to their room. Each is answered by request_done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room: Recipes | None = None

    def shelf(self) -> int:
        """All texts that a recipe can begin from. Answered with a tuple of `ShelvedRecipe`."""
        return self._ask("shelf")

    def check(self, text: str, opened: str = "") -> int:
        """Say what is wrong with a text, of that file; nobody is asked. Answered with a `CheckedRecipe`."""
        return self._ask("check", text, opened)

    def test(self, request: RecipeTest) -> int:
        """Ask the service once with the key; nothing is stored. Answered with a `Trial`."""
        return self._ask("test", request)

    def save(self, text: str, replacing: str = "") -> int:
        """Keep the recipe and take it in. Answered with its `ProviderManifest`: it can be added now."""
        return self._ask("save", text, replacing)

    def remove(self, file: str) -> int:
        """Delete a file of the user's that no provider uses. Answered with None."""
        return self._ask("remove", file)

    def agree(self, provider_id: str) -> int:
        """Agree to where this provider's key goes now. Answered with the `Provider`."""
        return self._ask("agree", provider_id)

    def start(self, room: Recipes, tasks: Tasks) -> None:
        """Connect the room and carry out what was asked meanwhile. Emits started."""
        self._room = room
        self._begin(tasks)

    async def _shelf(self) -> tuple[ShelvedRecipe, ...]:
        return await self._running.shelf.all()

    async def _check(self, text: str, opened: str) -> CheckedRecipe:
        return await self._running.check(text, opened)

    async def _test(self, request: RecipeTest) -> Trial:
        return await self._running.test(request)

    async def _save(self, text: str, replacing: str) -> ProviderManifest:
        return await self._running.save(text, replacing)

    async def _remove(self, file: str) -> None:
        await self._running.shelf.remove(file)

    async def _agree(self, provider_id: str) -> Provider:
        return await self._running.agree(provider_id)

    @property
    def _running(self) -> Recipes:
        if self._room is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._room
