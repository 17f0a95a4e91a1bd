"""Choosing the text that a recipe begins from, or the recipe of one's own that is changed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.ui.dialogs.sizes import shrinkable

_FROM = {
    Shelf.NEW: "",
    Shelf.OWN: "Yours: ",
    Shelf.EXAMPLE: "Example: ",
    Shelf.PRESET: "As in AIMonitor: ",
}


class RecipeStart(QComboBox):
    """Each text by its title, the user's own before what only shows how it is done.

    Signals:
        picked(ShelvedRecipe): the user chose it
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        shrinkable(self)
        self._texts: tuple[ShelvedRecipe, ...] = ()
        self.activated.connect(lambda row: self.picked.emit(self._texts[row]))

    def show_shelf(self, texts: Iterable[ShelvedRecipe]) -> None:
        """Offer these."""
        self._texts = tuple(texts)
        self.clear()
        self.addItems([f"{_FROM[one.shelf]}{one.title}" for one in self._texts])

    def of_type(self, provider_type: str) -> ShelvedRecipe | None:
        """The recipe of the user's that describes this type; without one, the first of all."""
        own = (one for one in self._texts if provider_type and one.provider_type == provider_type)
        return next(own, next(iter(self._texts), None))

    def show_chosen(self, text: ShelvedRecipe) -> None:
        """Tick `text`, without telling anyone."""
        if text in self._texts:
            self.setCurrentIndex(self._texts.index(text))
