"""Alerts as the user meets them: a rule of one's own, the card, the page, a snooze, the details."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.demo import cast
from aimonitor.domain.alert import AlertRule, Snoozing
from aimonitor.ui.dialogs.alerts import AlertsDialog
from aimonitor.ui.dialogs.rules import RulesDialog
from tests.e2e.adding import add
from tests.e2e.running import (
    RunningApp,
    click,
    demo_servers,
    do,
    launch_in,
    press,
    run_on_app_loop,
    running_app,
    until,
    write,
)

NAME = cast.ROUTER.name


@pytest.mark.usefixtures("keyring")
def test_a_rule_of_ones_own_fires_is_counted_listed_snoozed_and_taken_back(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script() -> None:
        async with (
            demo_servers(monkeypatch),
            running_app(qapp, launch_in(private_home / "aimonitor")) as app,
        ):
            await add(app, cast.ROUTER)
            await app.select(NAME)
            await until(lambda: card(app) == "0", "the card")
            await choose_threshold(app, "1000000")
            await until(lambda: card(app) == "1", "the alert on the card")
            page = await opened(app)
            await until(lambda: page.page.sorted.rowCount() == 1, "the alert on the page")
            assert NAME in page.page.sorted.index(0, 2).data()
            assert app.desktop.details.pages.alerts.page.model.rowCount() == 1
            await do(lambda: page.page.table.selectRow(0))
            assert "told below $1000000.00" in page.why.text().replace(",", "")
            await do(page.snoozes[Snoozing.CHANGE].trigger)
            await until(lambda: card(app) == "0", "the snooze on the card")
            assert page.page.sorted.index(0, 1).data() == "snoozed until it changes"
            await click(page.unsnooze)
            await until(lambda: card(app) == "1", "the end of the snooze")
            await do(page.close)
            await reset_threshold(app)
            await until(lambda: card(app) == "0", "the end of the alert")

    run_on_app_loop(qapp, script)


def card(app: RunningApp) -> str:
    return app.desktop.window.cards.attention.face.value.text()


async def opened(app: RunningApp) -> AlertsDialog:
    await do(app.desktop.actions.alerts.trigger)
    return await app.dialog(AlertsDialog)


async def rules(app: RunningApp) -> RulesDialog:
    await do(app.desktop.actions.alert_rules.trigger)
    dialog = await app.dialog(RulesDialog)
    await until(dialog.form.isEnabled, "the rules")
    return dialog


async def choose_threshold(app: RunningApp, amount: str) -> None:
    dialog = await rules(app)
    row = dialog.rows[AlertRule.BALANCE_LOW]
    assert row.editor is not None
    assert row.is_default.isVisible()
    await write(row.editor, amount)
    await press(row.editor, Qt.Key.Key_Return)
    await until(row.reset.isVisible, "a rule of its own")
    await click(dialog.close_button)


async def reset_threshold(app: RunningApp) -> None:
    dialog = await rules(app)
    row = dialog.rows[AlertRule.BALANCE_LOW]
    await click(row.reset)
    await until(row.is_default.isVisible, "the default")
    await click(dialog.close_button)
