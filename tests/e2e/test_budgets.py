"""Setting a budget with keys and mouse, and where it is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.demo import cast
from aimonitor.errors import DatabaseError, DatabaseFault
from aimonitor.ui.dialogs.budget_entry import BudgetEntryDialog
from aimonitor.ui.dialogs.budgets import BudgetsDialog
from tests.e2e.adding import add
from tests.e2e.figures import cell
from tests.e2e.running import (
    RunningApp,
    click,
    demo_servers,
    do,
    launch_in,
    run_on_app_loop,
    running_app,
    until,
    write,
)


@pytest.mark.usefixtures("keyring")
def test_a_budget_is_set_seen_kept_and_removed(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, name = private_home / "aimonitor", cast.PRODUCTION.name

    async def script() -> None:
        async with demo_servers(monkeypatch):
            async with running_app(qapp, launch_in(home)) as app:
                await add(app, cast.PRODUCTION)
                before = cell(app.desktop, name, "limit")
                await set_own(app, name, "0.50")
                await until(lambda: cell(app.desktop, name, "limit").endswith("of $0.50 budget"), "the meter")
                await set_for_all_days(app, "0.01")
                note = app.desktop.window.cards.today.face.note
                await until(lambda: note._whole.startswith("of $0.01 daily budget"), "the card")
                await fail_to_save(app, monkeypatch)
            async with running_app(qapp, launch_in(home)) as app:
                assert cell(app.desktop, name, "limit").endswith("of $0.50 budget")
                await until(lambda: app.desktop.alerting.budgets.is_started, "the app below the window")
                dialog = await open_list(app)
                await until(lambda: dialog.page.model.rowCount() == 2, "both budgets")
                await do(lambda: dialog.table.selectRow(0))
                await click(dialog.remove_button)
                await until(lambda: cell(app.desktop, name, "limit") == before, "the limit as it was")
                await click(dialog.undo)
                await until(lambda: dialog.page.model.rowCount() == 2, "the budget again")
                await click(dialog.close_button)

    run_on_app_loop(qapp, script)


async def open_list(app: RunningApp) -> BudgetsDialog:
    await do(app.desktop.actions.budgets.trigger)
    return await app.dialog(BudgetsDialog)


async def set_own(app: RunningApp, name: str, hard: str) -> None:
    """By the menu of the provider, which is chosen already."""
    await app.select(name)
    await until(app.desktop.actions.budget.isEnabled, "the action")
    await do(app.desktop.actions.budget.trigger)
    form = await app.dialog(BudgetEntryDialog)
    assert form.subject.currentText() == name
    await fill(app, form, hard)
    await click((await app.dialog(BudgetsDialog)).close_button)
    await app.gone(BudgetsDialog)


async def set_for_all_days(app: RunningApp, hard: str) -> None:
    """A daily budget over everything, by the File menu."""
    dialog = await open_list(app)
    await click(dialog.add_button)
    form = await app.dialog(BudgetEntryDialog)
    await do(lambda: form.period.setCurrentIndex(0))
    await fill(app, form, hard)
    await until(lambda: dialog.page.model.rowCount() == 2, "the new budget")
    await click(dialog.close_button)
    await app.gone(BudgetsDialog)


async def fill(app: RunningApp, form: BudgetEntryDialog, hard: str) -> None:
    await write(form.hard, hard)
    await click(form.save)
    await app.gone(BudgetEntryDialog)


async def fail_to_save(app: RunningApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is said in the dialog."""

    async def full(*_: object) -> None:
        text = "The disk is full."
        raise DatabaseError(text, fault=DatabaseFault.FULL)

    dialog = await open_list(app)
    with monkeypatch.context() as patch:
        patch.setattr("aimonitor.db.budgets.BudgetStore.save", full)
        await do(lambda: dialog.table.selectRow(0))
        await click(dialog.edit_button)
        await fill(app, await app.dialog(BudgetEntryDialog), "7")
        await until(lambda: dialog.outcome.text() == "The disk is full.", "the fault")
    await click(dialog.close_button)
    await app.gone(BudgetsDialog)
