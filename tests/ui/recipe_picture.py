"""The recipe editor as the documentation shows it: its own first example, tested, as fields and as text."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from aimonitor.monitor.clock import SystemClock
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.monitor.recipes import check_recipe, try_answer
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.providers.recipes.test_page import EXAMPLES
from tests.ui.dialogs.samples import last_asked


def tested_recipe(parent: QWidget, *, as_text: bool) -> RecipeEditorDialog:
    """What its room would answer is answered here: nobody is asked."""
    example, service = EXAMPLES[0], RecipeService(parent)
    text = ShelvedRecipe(shelf=Shelf.EXAMPLE, title="Acme: what is left", text=example.text)
    dialog = RecipeEditorDialog(service, environ={}, parent=parent)
    if as_text:
        dialog.text.tabs.setCurrentWidget(dialog.text.field)
    service.request_done.emit(last_asked(service, "shelf")[0], (text,))
    checked = replace(check_recipe(example.text), file="acme.toml")
    service.request_done.emit(last_asked(service, "check")[0], checked)
    dialog.attempt.key.setText("acme-TEST-0000000001")
    dialog.attempt.consent.agreed.setChecked(True)
    dialog.attempt.test_button.click()
    trial = try_answer(example.text, example.answer.encode(), SystemClock())
    service.request_done.emit(last_asked(service, "test")[0], trial)
    values = dialog.found.values.tree
    values.setCurrentItem(values.topLevelItem(0) or values.invisibleRootItem())
    return dialog
