"""A service that nobody knew is described in the window, tried, kept, added and polled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.domain.state import Health
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.e2e.figures import cell
from tests.e2e.recipe_editing import KEY, PATH, described, open_editor, to_text, try_out, type_recipe
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


@pytest.mark.usefixtures("keyring")
def test_a_recipe_made_in_the_window_polls_a_server(qapp: QApplication, private_home: Path) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with FixtureServer() as server, running_app(qapp, launch) as app:
            server.answer(PATH, Reply.of({"left": 1234, "key": KEY}))
            editor = await open_editor(app)
            await type_recipe(editor, described(server))
            await try_out(editor)
            assert editor.attempt.key_field.error
            await write(editor.attempt.key, KEY)
            await try_out(editor)
            assert editor.attempt.consent.error
            assert server.seen == []
            await press(editor.attempt.consent.agreed, Qt.Key.Key_Space)
            await try_out(editor)
            assert editor.found.made.toPlainText() == "Balance (total): 12.34 USD"
            assert json.loads(editor.found.answer.toPlainText())["left"] == 1234
            assert KEY not in editor.found.answer.toPlainText()
            assert [path.name for path in launch.paths.recipes.glob("*")] == []
            await click(editor.save)

            adding = await app.dialog(AddProviderDialog)
            assert (launch.paths.recipes / "acme.toml").read_text("utf-8") == described(server)
            assert adding.services.current == "acme"
            assert KEY not in adding.keys.key.text()
            await write(adding.keys.key, KEY)
            await press(adding.consent.agreed, Qt.Key.Key_Space)
            await click(adding.go_button)
            await app.gone(AddProviderDialog)
            state = await app.at_rest("Acme")
            assert state.health is Health.OK
            assert cell(app.desktop, "Acme", "balance") == "$12.34"
            assert server.seen[-1].headers["authorization"] == f"Bearer {KEY}"

    run_on_app_loop(qapp, script)


@pytest.mark.usefixtures("keyring")
def test_another_host_in_the_recipe_needs_the_users_word_anew(qapp: QApplication, private_home: Path) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with FixtureServer() as server, FixtureServer() as other, running_app(qapp, launch) as app:
            server.answer(PATH, Reply.of({"left": 1234}))
            other.answer(PATH, Reply.of({"left": 500}))
            await add_acme(app, server)
            await app.select("Acme")
            assert app.desktop.actions.edit_recipe.isVisible()
            await do(app.desktop.actions.edit_recipe.trigger)
            editor = await app.dialog(RecipeEditorDialog)
            await until(editor.save.isEnabled, "the recipe")
            assert editor.text.text == described(server)
            assert not editor.remove.isEnabled()
            await type_recipe(editor, described(other))
            await click(editor.save)
            assert other.base_url in editor.bar.question.text()
            await click(editor.bar.yes)
            edit = await app.dialog(EditProviderDialog)
            await until(lambda: app.known("Acme").health is Health.NEEDS_YOU, "the question")
            assert other.seen == []
            await press(edit.consent.agreed, Qt.Key.Key_Space)
            await click(edit.save)
            await app.gone(EditProviderDialog)
            await until(lambda: cell(app.desktop, "Acme", "balance") == "$5.00", "the other host's figure")

    run_on_app_loop(qapp, script)


async def add_acme(app: RunningApp, server: FixtureServer) -> None:
    editor = await open_editor(app)
    await type_recipe(editor, described(server))
    await click(editor.save)
    adding = await app.dialog(AddProviderDialog)
    await write(adding.keys.key, KEY)
    await press(adding.consent.agreed, Qt.Key.Key_Space)
    await click(adding.go_button)
    await app.gone(AddProviderDialog)
    await app.at_rest("Acme")


@pytest.mark.usefixtures("keyring")
def test_quitting_asks_before_a_recipe_that_is_not_saved_is_lost(
    qapp: QApplication, private_home: Path
) -> None:
    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            ended: list[str] = []
            app.desktop.quit_wanted.connect(lambda: ended.append("quit"))
            editor = await open_editor(app)
            assert not app.desktop.dialogs.ask_to_quit(lambda: None), "nothing would be lost yet"
            await to_text(editor)
            await write(editor.text.edit, "half of it")
            app.desktop.window.hide()
            await do(app.desktop.tray.quit_wanted.emit)
            assert (ended, editor.bar.asks) == ([], True)
            assert app.desktop.window.isVisible(), "it is asked where it is seen"
            await click(editor.bar.no)
            assert (ended, editor.text.text) == ([], "half of it")
            await do(app.desktop.actions.quit.trigger)
            await click(editor.bar.yes)
            assert ended == ["quit"]

    run_on_app_loop(qapp, script)


@pytest.mark.usefixtures("keyring")
def test_hostile_answers_are_shown_plain_and_not_endless(qapp: QApplication, private_home: Path) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with FixtureServer() as server, running_app(qapp, launch) as app:
            editor = await open_editor(app)
            await type_recipe(editor, described(server))
            await write(editor.attempt.key, KEY)
            await press(editor.attempt.consent.agreed, Qt.Key.Key_Space)
            html = f"<b>{KEY}</b>\x1b[31m\u202e\x07".encode()
            server.answer(PATH, Reply(body=html, headers={"content-type": "text/html"}))
            await try_out(editor)
            shown = editor.found.answer.toPlainText()
            assert "<b>" in shown
            assert KEY not in shown
            assert not {"\x1b", "\u202e", "\x07"} & set(shown)
            assert editor.found.made.toPlainText() == ""
            assert editor.found.made_field.error
            server.answer(PATH, Reply.of({"left": 1, "more": "x" * 5_000_000}))
            await try_out(editor)
            assert editor.found.made_field.error or editor.found.made.toPlainText()
            assert len(editor.found.answer.toPlainText()) < 5000
            await click(editor.cancel)
            await click(editor.bar.yes)
            await app.gone(RecipeEditorDialog)
            assert list(launch.paths.recipes.glob("*")) == []

    run_on_app_loop(qapp, script)


@pytest.mark.usefixtures("keyring")
def test_the_end_of_the_session_does_not_wait_for_an_unsaved_recipe(
    qapp: QApplication, private_home: Path
) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            editor = await open_editor(app)
            await to_text(editor)
            await write(editor.text.edit, "unsaved")
            await do(app.desktop.quit_wanted.emit)

    run_on_app_loop(qapp, script)
    assert list(launch.paths.recipes.glob("*")) == []
