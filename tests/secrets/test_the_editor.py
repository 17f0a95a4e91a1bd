"""The recipe editor before a server that gives the key back, and the dialogs that find keys in variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.masking import HIDDEN
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.environment import EnvironmentDialog
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.db.tails import unpacked
from tests.e2e.adding import open_add
from tests.e2e.recipe_editing import PATH, described, open_editor, try_out, type_recipe
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
from tests.keychain.backends import GoodKeyring
from tests.providers.fixture_server import FixtureServer, Reply
from tests.secrets import canaries
from tests.secrets.canaries import FORMS, leaks
from tests.secrets.test_the_window import everything

KEY = canaries.RECIPE.value
ECHO = [form(KEY) for form in FORMS]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> GoodKeyring:
    keychain = GoodKeyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    return keychain


def replies() -> Iterator[Reply]:
    """As names, as values, as an error, as a page, as headers."""
    named = {"left": 1234, "echo": ECHO, **{one: {"name": one, "deep": [{one: one}]} for one in ECHO}}
    yield Reply.of(named)
    yield Reply(status=401, body=f'{{"error": "{ECHO[0]}"}}'.encode(), headers={"x-trace": ECHO[1]})
    yield Reply(body=f"<html>{' '.join(ECHO)}</html>".encode(), headers={"content-type": "text/html"})
    yield Reply.of({"left": ECHO[0], ECHO[0]: ECHO[2]})
    yield Reply.of(named)


def test_the_editor_shows_picks_and_keeps_no_piece_of_the_key(
    qapp: QApplication, private_home: Path, keyring: GoodKeyring
) -> None:
    home, seen = private_home / "aimonitor", list[str]()

    async def script() -> None:
        async with FixtureServer() as server, running_app(qapp, launch_in(home)) as app:
            editor = await open_editor(app)
            await type_recipe(editor, described(server))
            await write(editor.attempt.key, KEY)
            await press(editor.attempt.consent.agreed, Qt.Key.Key_Space)
            for reply in replies():
                server.answer(PATH, reply)
                await try_out(editor)
                seen.append("\n".join(await do(lambda: list(everything(app)))))
                seen.append("\n".join(await do(lambda: list(said_in(editor)))))
            await pick_all(editor)
            seen.append(editor.text.text)
            await type_recipe(editor, described(server))
            await refuse_to_keep(editor, home, described(server), seen)
            await click(editor.save)
            await add(app)
            seen.append("\n".join(await do(lambda: list(everything(app)))))
            assert {one.headers["authorization"] for one in server.seen} == {f"Bearer {KEY}"}

    run_on_app_loop(qapp, script)
    told = "\n".join(seen)
    assert told.count(HIDDEN) > 20, "the key came through, and was hidden"
    assert leaks(told) == []
    assert list(keyring.stored.values()) == [KEY]
    written = b"".join(unpacked(file) for file in home.rglob("*") if file.is_file())
    assert b"/v1/credits" in written
    assert leaks(written) == []


def said_in(editor: RecipeEditorDialog) -> Iterator[str]:
    """What is not a property of a widget: texts of many lines, the answer's tree with what lies behind it."""
    yield editor.text.text
    yield editor.found.answer.toPlainText()
    yield editor.found.made.toPlainText()
    tree = editor.found.values.tree
    for item in tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive):
        yield from (str(item.data(at, role)) for at in range(tree.columnCount()) for role in Qt.ItemDataRole)


async def pick_all(editor: RecipeEditorDialog) -> None:
    """Every value of the answer into every field that it can fill."""
    values = editor.found.values
    items = values.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    assert len(items) > len(ECHO)
    for item in items:
        await do(lambda item=item: values.tree.setCurrentItem(item))  # type: ignore[misc]
        await do(values.menu.aboutToShow.emit)
        for action in list(values.menu.actions())[:3]:
            await do(action.trigger)


async def refuse_to_keep(editor: RecipeEditorDialog, home: Path, good: str, seen: list[str]) -> None:
    """A recipe that holds a key is neither tried nor kept."""
    for key in (canaries.MISPLACED.value, KEY):
        await type_recipe(editor, f'summary = "{key}"\n{good}')
        await try_out(editor)
        assert "The recipe holds a key" in editor.problem.text()
        seen.append(editor.problem.text())
        await click(editor.save)
        await until(lambda: not editor.busy, "the end of the attempt")
        assert "The recipe holds a key" in editor.problem.text()
    assert list((home / "config" / "recipes").glob("*")) == []
    await type_recipe(editor, good)


async def add(app: RunningApp) -> None:
    adding = await app.dialog(AddProviderDialog)
    await write(adding.keys.key, KEY)
    await press(adding.consent.agreed, Qt.Key.Key_Space)
    await click(adding.go_button)
    await app.gone(AddProviderDialog)
    await app.at_rest("Acme")


def test_keys_that_are_found_in_variables_are_named_and_not_shown(
    qapp: QApplication, private_home: Path, keyring: GoodKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[str]()
    for name, canary in (("OPENAI_ADMIN_KEY", canaries.OPENAI), ("OPENROUTER_API_KEY", canaries.OPENROUTER)):
        monkeypatch.setenv(name, canary.value)

    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            seen.append("\n".join(await do(lambda: list(everything(app)))))
            adding = await open_add(app)
            seen.append("\n".join(await do(lambda: list(everything(app)))))
            await do(adding.reject)
            await app.gone(AddProviderDialog)
            actions = app.desktop.actions.budgets.associatedObjects()
            found = [
                one
                for menu in actions
                for one in getattr(menu, "actions", list)()
                if one.text() == "Keys in the en&vironment…"
            ]
            await do(found[0].trigger)
            dialog = await app.dialog(EnvironmentDialog)
            seen.append("\n".join(await do(lambda: list(everything(app)))))
            await do(dialog.reject)
            await app.gone(EnvironmentDialog)

    run_on_app_loop(qapp, script)
    told = "\n".join(seen)
    assert told.count("OPENAI_ADMIN_KEY") > 1
    assert leaks(told) == []
    assert keyring.stored == {}
