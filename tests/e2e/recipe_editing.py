"""The recipe editor as a user reaches and fills it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.e2e.adding import open_add
from tests.e2e.running import RunningApp, click, do, until, write
from tests.providers.fixture_server import FixtureServer

KEY = "ACME-TEST-00000001"
PATH = "/v1/credits"
LINES = """schema = 1
id = "acme"
name = "Acme"
base_url = "BASE"
[request]
path = "/v1/credits"
[[figures]]
role = "balance"
path = "$.left"
scale = "cents"
"""


def described(server: FixtureServer) -> str:
    return LINES.replace("BASE", server.base_url)


async def open_editor(app: RunningApp) -> RecipeEditorDialog:
    """The road of someone whose service is not in the list."""
    await until(lambda: app.desktop.service.is_started, "the app below the window")
    adding = await open_add(app)
    await click(adding.services.other)
    await app.gone(AddProviderDialog)
    editor = await app.dialog(RecipeEditorDialog)
    await until(lambda: editor.text.text and not editor.busy, "a text to begin with")
    return editor


async def to_text(editor: RecipeEditorDialog) -> None:
    """To the tab with the text."""
    await do(lambda: editor.text.tabs.setCurrentWidget(editor.text.field))


async def type_recipe(editor: RecipeEditorDialog, text: str) -> None:
    """Line by line, with Return after each, in the place of what stands there."""
    await to_text(editor)
    await write(editor.text.edit, "")
    for line in text.splitlines():
        await do(partial(QTest.keyClicks, editor.text.edit, line))
        await do(partial(QTest.keyClick, editor.text.edit, Qt.Key.Key_Return))
    assert editor.text.text == text
    await until(editor.save.isEnabled, "the check of what was typed")


async def try_out(editor: RecipeEditorDialog) -> None:
    await click(editor.attempt.test_button)
    await until(lambda: not editor.busy, "the answer to a test")
