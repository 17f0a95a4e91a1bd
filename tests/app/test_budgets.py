from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from aimonitor.app.budgets import Budgeting
from aimonitor.app.desktop import Desktop
from aimonitor.db.budgets import BudgetStore
from aimonitor.db.database import Database
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.errors import DatabaseError, DatabaseFault
from aimonitor.insight.grouping import Grouping
from aimonitor.settings.paths import AppPaths
from aimonitor.ui.dialogs.budget_entry import BudgetEntryDialog
from aimonitor.ui.dialogs.budgets import BudgetsDialog
from tests.app.painted import painted
from tests.bench.homes import make_home
from tests.ui.budgets import picture_budgets, standing
from tests.ui.factories import picture_dashboard, picture_states, usd


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        desktop.window.set_states(picture_states())
        desktop.window.set_dashboard(picture_dashboard())
        Budgeting(desktop, desktop.alerting.budgets)
        yield desktop


def asked(desktop: Desktop) -> list[tuple[str, tuple[Any, ...]]]:
    return [(name, arguments) for _, name, arguments in desktop.alerting.budgets._waiting]


def dialog_of(desktop: Desktop) -> BudgetsDialog:
    dialog = desktop.dialogs._open
    assert isinstance(dialog, BudgetsDialog)
    return dialog


def lines(desktop: Desktop) -> dict[Grouping, object]:
    found = desktop.details.pages.spend._budgets
    return {by: limit for by, limits in found.items() for limit in limits.values()}


def test_how_budgets_stand_is_asked_at_once_and_shown_by_all(desktop: Desktop) -> None:
    assert asked(desktop) == [("list_budgets", ())]
    desktop.window.select_provider("p0")
    desktop.alerting.budgets.budgets_changed.emit(picture_budgets())
    window = desktop.window
    assert window.cards.today.face.note._whole.startswith("of ")
    assert window.model.index(1, window.model.column_of("limit")).data().endswith("145 budget")
    assert desktop.tray._budgets == picture_budgets()
    assert lines(desktop) == {Grouping.DAY: usd("22"), Grouping.MONTH: usd("390")}


def test_the_lines_of_the_chart_follow_the_selection(desktop: Desktop) -> None:
    desktop.alerting.budgets.budgets_changed.emit(
        (*picture_budgets(), standing("9", hard="50", period=BudgetPeriod.WEEK, provider_id="p1"))
    )
    desktop.window.select_provider("p1")
    assert lines(desktop) == {
        Grouping.DAY: usd("22"),
        Grouping.WEEK: usd("50"),
        Grouping.MONTH: usd("145"),
    }
    desktop.window.view.select_everyone()
    assert lines(desktop) == {Grouping.DAY: usd("22"), Grouping.MONTH: usd("500")}


def test_when_the_last_budget_goes_nothing_of_it_stays(desktop: Desktop) -> None:
    before = desktop.window.cards.today.face.note._whole
    desktop.alerting.budgets.budgets_changed.emit(picture_budgets())
    desktop.alerting.budgets.budgets_changed.emit(())
    assert desktop.window.cards.today.face.note._whole == before
    assert lines(desktop) == {}
    assert desktop.tray._budgets == ()


def test_the_menu_opens_the_list_and_its_wishes_reach_the_room(desktop: Desktop) -> None:
    desktop.alerting.budgets.budgets_changed.emit(picture_budgets())
    desktop.actions.budgets.trigger()
    dialog = dialog_of(desktop)
    assert dialog.page.model.rowCount() == 4
    dialog.table.selectRow(0)
    dialog.remove_button.click()
    dialog.undo.click()
    assert [name for name, _ in asked(desktop)[-2:]] == ["remove_budget", "save_budget"]
    assert asked(desktop)[-2][1] == (picture_budgets()[0].budget.id,)
    desktop.alerting.budgets.budgets_changed.emit(picture_budgets()[1:])
    assert dialog.page.model.rowCount() == 3


def test_the_selected_provider_is_preselected(desktop: Desktop) -> None:
    desktop.alerting.budgets.budgets_changed.emit(picture_budgets())
    desktop.window.select_provider("p1")
    desktop.actions.budget.trigger()
    assert dialog_of(desktop).selected == picture_budgets()[1]
    dialog_of(desktop).reject()
    desktop.window.select_provider("p3")
    desktop.actions.budget.trigger()
    (form,) = dialog_of(desktop).findChildren(BudgetEntryDialog)
    assert form.subject.currentText() == "DeepSeek"


def test_without_a_selected_provider_there_is_no_budget_to_set(desktop: Desktop) -> None:
    desktop.window.view.select_everyone()
    assert not desktop.actions.budget.isEnabled()
    desktop.actions.budget.trigger()
    assert desktop.dialogs._open is None


def test_a_failure_is_said_in_the_dialog(desktop: Desktop) -> None:
    desktop.actions.budgets.trigger()
    failed = DatabaseError("The history cannot be written.", fault=DatabaseFault.LOCKED)
    desktop.alerting.budgets.request_done.emit(1, failed)
    assert dialog_of(desktop).outcome.text() == "The history cannot be written."
    dialog_of(desktop).reject()
    desktop.alerting.budgets.request_done.emit(2, failed)
    assert desktop.dialogs._open is None


async def _keep(file: Path, *budgets: Budget) -> None:
    database = Database(file, now=lambda: datetime.now(UTC))
    await database.open()
    try:
        for one in budgets:
            await BudgetStore(database).save(one)
    finally:
        await database.close()


def test_the_first_paint_shows_the_budgets_that_are_stored(qapp: QApplication, private_home: Path) -> None:
    home = make_home(private_home / "aimonitor", 1, 40)
    mine = Budget(
        id="mine",
        scope=BudgetScope.PROVIDER,
        subject="provider-000",
        period=BudgetPeriod.MONTH,
        currency="USD",
        hard=Decimal("0.02"),
    )
    month = replace(mine, id="all", scope=BudgetScope.ALL, subject="", hard=Decimal("0.01"))
    asyncio.run(_keep(AppPaths.resolve(home, {}).database, mine, month))
    with painted(qapp, home) as desktop:
        model = desktop.window.model
        assert str(model.index(0, model.column_of("limit")).data()).endswith("budget")
        assert desktop.window.cards.pace.face.note._whole.startswith("budget ")
        assert [one.budget for one in desktop.tray._budgets] == [mine, month]
