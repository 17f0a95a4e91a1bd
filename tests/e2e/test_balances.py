"""Entering what is left where the service does not tell it, with keys and mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.demo import cast
from aimonitor.domain.state import FigureStatus
from aimonitor.domain.usage import Provenance
from aimonitor.errors import DatabaseError, DatabaseFault
from aimonitor.ui.dialogs.balance import BalanceDialog
from aimonitor.ui.dialogs.balance_entry import BalanceEntryDialog
from tests.e2e.adding import add
from tests.e2e.figures import cell
from tests.e2e.running import (
    RunningApp,
    cents,
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
def test_a_balance_is_entered_changed_kept_and_removed(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, name = private_home / "aimonitor", cast.PRODUCTION.name

    async def script() -> None:
        async with demo_servers(monkeypatch):
            async with running_app(qapp, launch_in(home)) as app:
                await add(app, cast.PRODUCTION)
                assert app.known(name).balance.status is FigureStatus.NOT_OFFERED
                dialog = await open_balance(app, name)
                await enter(app, dialog, "1000")
                await until(lambda: app.known(name).balance.totals, "the balance")
                assert app.known(name).balance.provenance is Provenance.ENTERED
                await until(lambda: "left, entered by you" in dialog.left.text(), "the sheet")
                await fail_to_save(app, dialog, monkeypatch)
                await click(dialog.close_button)
            async with running_app(qapp, launch_in(home)) as app:
                await until(lambda: app.state(name), "the stored state")
                (left,) = app.known(name).balance.totals
                assert cell(app.desktop, name, "balance") == f"≈{cents(left.amount)}"
                await until(lambda: app.desktop.service.is_started, "the app below the window")
                dialog = await open_balance(app, name)
                await until(dialog.model.rowCount, "the entry")
                await do(lambda: dialog.page.table.selectRow(0))
                await click(dialog.remove)
                await until(lambda: app.known(name).balance.status is FigureStatus.NOT_OFFERED, "no balance")
                await click(dialog.close_button)

    run_on_app_loop(qapp, script)


async def open_balance(app: RunningApp, name: str) -> BalanceDialog:
    await app.select(name)
    await until(app.desktop.actions.balance.isEnabled, "the action")
    await do(app.desktop.actions.balance.trigger)
    return await app.dialog(BalanceDialog)


async def enter(app: RunningApp, dialog: BalanceDialog, amount: str) -> None:
    await click(dialog.add)
    form = await app.dialog(BalanceEntryDialog)
    await write(form.amount, amount)
    await click(form.save)
    await app.gone(BalanceEntryDialog)


async def fail_to_save(app: RunningApp, dialog: BalanceDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is asked for again as it was typed, with the reason."""

    async def full(*_: object) -> bool:
        text = "The disk is full."
        raise DatabaseError(text, fault=DatabaseFault.FULL)

    with monkeypatch.context() as patch:
        patch.setattr("aimonitor.db.database.Database.save_balance_entry", full)
        await click(dialog.add)
        form = await app.dialog(BalanceEntryDialog)
        await write(form.amount, "5")
        await click(form.save)
        again = await until(lambda: _refused(dialog), "the fault")
    assert (again.refusal.text(), again.amount.text()) == ("The disk is full.", "5")
    await do(again.reject)
    await app.gone(BalanceEntryDialog)


def _refused(dialog: BalanceDialog) -> BalanceEntryDialog | None:
    forms = dialog.findChildren(BalanceEntryDialog)
    return next((one for one in forms if one.isVisible() and one.refusal.isVisible()), None)
