from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from aimonitor.app.early_wishes import EarlyWishes
from aimonitor.ui.dialogs.recipe_editor import RecipeEditorDialog
from tests.e2e.running import do, launch_in, run_on_app_loop, running_app


@pytest.mark.usefixtures("qapp")
def test_the_last_wish_is_carried_out_once() -> None:
    owner = QObject()
    first, last = QAction(owner), QAction(owner)
    early = EarlyWishes((first, last), owner)
    heard: list[str] = []
    for action in (first, last, last):
        action.trigger()
    first.triggered.connect(lambda: heard.append("first"))
    last.triggered.connect(lambda: heard.append("last"))
    early.carry_out()
    assert heard == ["last"]
    first.trigger()
    early.carry_out()
    assert heard == ["last", "first"]


@pytest.mark.usefixtures("keyring")
def test_who_asks_for_a_recipe_before_the_stack_is_there_gets_it(
    qapp: QApplication, private_home: Path
) -> None:
    launch = launch_in(private_home / "aimonitor")

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            desktop = app.desktop
            await do(desktop.actions.recipes.trigger)
            assert desktop.dialogs._open is None
            await do((await app.dialog(RecipeEditorDialog)).close)

    run_on_app_loop(qapp, script)
