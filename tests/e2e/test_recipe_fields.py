"""Someone who does not know TOML describes a service: by fields alone, with paths out of its answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QTreeWidgetItem

from aimonitor.domain.state import Health
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from aimonitor.ui.dialogs.recipe_entry import RecipeEntry
from tests.e2e.figures import cell
from tests.e2e.recipe_editing import KEY, open_editor, try_out
from tests.e2e.running import (
    RunningApp,
    click,
    do,
    launch_in,
    press,
    run_on_app_loop,
    running_app,
    until,
    write,
)
from tests.providers.fixture_server import FixtureServer, Reply

ANSWER = {
    "data": {"credits": 1234, "echo": KEY},
    "limits": [{"window": "week", "used": 5, "max": 40}, {"window": "short", "used": 1, "max": 8}],
}


async def fill(editor: RecipeEditorDialog, name: str, line: str) -> None:
    """Type into a field of the service, or ("figure.scale") of the chosen figure."""
    fields = editor.text.fields
    of_figure = fields.figures.entries.get(name.removeprefix("figure."))
    one = of_figure if of_figure is not None and name.startswith("figure.") else fields.entries[name]
    box = one.editor
    line_edit = box.lineEdit() if isinstance(box, QComboBox) else box
    assert line_edit is not None
    await write(line_edit, line)


async def pick(one: RecipeEntry, words: str) -> None:
    """Choose from a list, as its arrow keys do."""
    box = one.editor
    assert isinstance(box, QComboBox)
    while box.currentText() != words:
        before = box.currentIndex()
        down = box.findText(words) > before
        await press(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        assert box.currentIndex() != before


async def use(editor: RecipeEditorDialog, *way: str, words: str) -> None:
    """Find the value by typing in the tree, and put its path where the menu says."""
    tree = editor.found.values.tree
    found = tree.findItems(way[-1], Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    for name in way[:-1]:
        found = [one for one in found if name in above(one)]
    assert len(found) == 1
    await do(lambda: tree.setCurrentItem(found[0]))
    await do(editor.found.values.menu.aboutToShow.emit)
    await do(by_words(editor.found.values.menu)[words].trigger)


def above(item: QTreeWidgetItem) -> list[str]:
    names: list[str] = []
    parent = item.parent()
    while parent is not None:
        names.append(parent.text(0).strip("\u2068\u2069"))
        parent = parent.parent()
    return names


def by_words(menu: QMenu) -> dict[str, QAction]:
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        found |= by_words(inner) if isinstance(inner, QMenu) else {action.text(): action}
    return found


@pytest.mark.usefixtures("keyring")
def test_a_recipe_made_by_fields_alone_polls_a_server(qapp: QApplication, private_home: Path) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with FixtureServer() as server, running_app(qapp, launch) as app:
            server.answer("/v2/account", Reply.of(ANSWER))
            editor = await open_editor(app)
            assert editor.text.shows_fields
            await describe(editor, server)
            await ask(editor)
            assert editor.text.fields.figures.gave.text() == "$.credits_left is not in the answer."
            await use(editor, "credits", words="Money that is left: Place in the answer")
            await use(editor, "row 2", "used", words="Place of what is used")
            await use(editor, "row 2", "max", words="Limit: Place of the limit")
            await until(editor.save.isEnabled, "the check of what was picked")
            await ask(editor)
            assert editor.found.made.toPlainText().split("\n") == [
                "Balance (total): 12.34 USD",
                "Limit: 1 of 8 (count)",
            ]
            assert KEY not in str(texts_of(editor))
            await click(editor.save)
            await add(app)
            state = await app.at_rest("Acme")
            assert state.health is Health.OK
            assert cell(app.desktop, "Acme", "balance") == "$12.34"
            assert server.seen[-1].headers["x-api-key"] == KEY
            kept = (launch.paths.recipes / "acme.toml").read_text("utf-8")
            assert "# A recipe tells AIMonitor" in kept
            assert "$.limits[?@.window == 'short'].used" in kept

    run_on_app_loop(qapp, script)


async def describe(editor: RecipeEditorDialog, server: FixtureServer) -> None:
    fields = editor.text.fields
    await fill(editor, "name", "Acme")
    await fill(editor, "id", "acme")
    await fill(editor, "base_url", server.base_url)
    await fill(editor, "auth.header", "X-Api-Key")
    await fill(editor, "auth.scheme", "none")
    await fill(editor, "request.path", "/v2/account")
    await fill(editor, "figure.scale", "cents")
    await pick(fields.figures.entries["part"], "paid in")
    await pick(fields.figures.entries["part"], "all of it")
    await until(editor.save.isEnabled, "the check of what was typed")


async def ask(editor: RecipeEditorDialog) -> None:
    """The first time with the key and the word that it may be sent."""
    if not editor.attempt.key.text():
        await write(editor.attempt.key, KEY)
        await press(editor.attempt.consent.agreed, Qt.Key.Key_Space)
    await try_out(editor)


def texts_of(editor: RecipeEditorDialog) -> list[str]:
    """All that the answer's tree says."""
    tree = editor.found.values.tree
    found = tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    assert found
    return [f"{one.text(0)} {one.text(1)} {one.toolTip(0)} {one.toolTip(1)}" for one in found]


async def add(app: RunningApp) -> None:
    adding = await app.dialog(AddProviderDialog)
    assert adding.services.current == "acme"
    await write(adding.keys.key, KEY)
    await press(adding.consent.agreed, Qt.Key.Key_Space)
    await click(adding.go_button)
    await app.gone(AddProviderDialog)
