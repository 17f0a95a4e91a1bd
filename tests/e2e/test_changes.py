"""What the user does to providers afterwards: pausing, naming, removing, sorting; nothing of it gets lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.app.start import first_paint
from aimonitor.demo import cast
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.state import Health
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog
from tests.e2e.adding import add
from tests.e2e.figures import cell
from tests.e2e.running import (
    RunningApp,
    click,
    demo_servers,
    dispose,
    do,
    launch_in,
    press,
    run_on_app_loop,
    running_app,
    until,
    write,
)
from tests.keychain.backends import GoodKeyring

HOSTILE = '<b>Bold</b> & <img src="x"> =1+1'


def test_pause_and_resume_rename_and_remove(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    home = private_home / "aimonitor"

    async def script() -> None:
        async with demo_servers(monkeypatch), running_app(qapp, launch_in(home)) as app:
            await add(app, cast.ROUTER)
            await add(app, cast.SIDE_PROJECT)
            await pause_and_resume(app)
            await rename(app)
            await remove(app, keyring, home)

    run_on_app_loop(qapp, script)


async def pause_and_resume(app: RunningApp) -> None:
    """Space in the table; the figures stay while it is paused, and it is read at once afterwards."""
    name, view = cast.SIDE_PROJECT.name, app.desktop.window.view
    await app.select(name)
    before, started = app.known(name), app.last_poll(name)
    await press(view, Qt.Key.Key_Space)
    await until(lambda: app.known(name).health is Health.PAUSED, "the pause")
    assert app.known(name).next_poll_at is None
    assert app.known(name).month == before.month
    assert cell(app.desktop, name, "limit") == "paused"

    await press(view, Qt.Key.Key_Space)
    await until(lambda: app.last_poll(name) != started and app.known(name).health is Health.OK, "a poll")


async def rename(app: RunningApp) -> None:
    """F2; a name with mark-up is shown letter by letter wherever it stands."""
    await app.select(cast.SIDE_PROJECT.name)
    provider_id = app.known(cast.SIDE_PROJECT.name).provider.id
    await press(app.desktop.window.view, Qt.Key.Key_F2)
    dialog = await app.dialog(EditProviderDialog)
    await write(dialog.name, cast.ROUTER.name)
    await click(dialog.save)
    assert dialog.name_field.error.startswith("Provider already exists")
    await write(dialog.name, HOSTILE)
    await do(lambda: QTest.keyClick(dialog.name, Qt.Key.Key_Return))
    await app.gone(EditProviderDialog)
    await until(lambda: app.state(HOSTILE), "the new name")
    assert app.known(HOSTILE).provider.id == provider_id
    await do(lambda: check_plain(app))


def check_plain(app: RunningApp) -> None:
    """No label takes the name for mark-up, and tooltips have it escaped."""
    window = app.desktop.window
    assert cell(app.desktop, HOSTILE, "name") == HOSTILE
    tooltip = cell(app.desktop, HOSTILE, "name", Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tooltip
    assert "&lt;b&gt;" in tooltip
    shown = [label for label in window.findChildren(QLabel) if "<b>" in label.text()]
    assert shown, "the details name the provider"
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    assert all("<b>" not in widget.toolTip() for widget in window.findChildren(QLabel))


async def remove(app: RunningApp, keyring: GoodKeyring, home: Path) -> None:
    """Del asks, names what goes, and takes no for an answer; then key and history are gone."""
    provider_id = app.known(HOSTILE).provider.id
    await app.select(HOSTILE)
    await press(app.desktop.window.view, Qt.Key.Key_Delete)
    dialog = await app.dialog(RemoveProviderDialog)
    assert HOSTILE in dialog.question.text()
    assert "its key from the keychain" in dialog.told.text()
    assert "of history" in dialog.told.text()
    await do(lambda: QTest.keyClick(dialog, Qt.Key.Key_Return))  # the way back is the default
    await app.gone(RemoveProviderDialog)
    assert app.state(HOSTILE) is not None
    assert traces(home, provider_id) > 0

    await press(app.desktop.window.view, Qt.Key.Key_Delete)
    dialog = await app.dialog(RemoveProviderDialog)
    await click(dialog.go)
    await app.gone(RemoveProviderDialog)
    await until(lambda: app.state(HOSTILE) is None, "the row to go")
    assert list(keyring.stored.values()) == [cast.ROUTER.key.reveal()]
    assert traces(home, provider_id) == 0
    current = app.desktop.window.view.current()
    assert current is not None
    assert current.provider.name == cast.ROUTER.name


def traces(home: Path, provider_id: str) -> int:
    """How many rows of the database are about that provider."""
    with closing(sqlite3.connect(launch_in(home).paths.database)) as database:
        return sum(_count(database, table, column, provider_id) for table, column in _columns(database))


def _columns(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for column in database.execute(f"PRAGMA table_info({table})").fetchall():
            yield table, column[1]


def _count(database: sqlite3.Connection, table: str, column: str, value: str) -> int:
    query = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608  names from the schema itself
    return int(database.execute(query, (value,)).fetchone()[0])


def test_refreshing_leaves_selection_scroll_sorting_focus_and_typing_alone(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    launch = launch_in(private_home / "aimonitor")
    members = (cast.ROUTER, cast.SIDE_PROJECT, cast.PRODUCTION, cast.STAGING)

    async def script() -> None:
        async with demo_servers(monkeypatch), running_app(qapp, launch) as app:
            for member in members:
                await add(app, member)
            await make_low(app)
            before = looks(app)
            for member in members:
                await app.read_anew(member.name)
            assert looks(app) == before
            await do(app.desktop.actions.periods[PeriodKind.THIS_MONTH].trigger)
        order, selected = before[0], before[1]
        await do(lambda: check_remembered(qapp, order, selected))

    def check_remembered(app: QApplication, order: list[str], selected: str) -> None:
        desktop = first_paint(app, launch)
        try:
            assert names(desktop.window.view.proxy) == order
            current = desktop.window.view.current()
            assert current is not None
            assert current.provider.name == selected
            assert desktop.actions.period is PeriodKind.THIS_MONTH
        finally:
            dispose(desktop)

    run_on_app_loop(qapp, script)
    assert len(keyring.stored) == len(members)


async def make_low(app: RunningApp) -> None:
    """Sort by cost, choose the third row, scroll down, and begin to type a filter."""
    window = app.desktop.window

    def act() -> None:
        window.resize(1180, 480)
        window.view.sortByColumn(window.model.column_of("month"), Qt.SortOrder.DescendingOrder)
        window.view.selectRow(2)
        bar = window.view.verticalScrollBar()
        assert bar.maximum() > 0, "the table must have to scroll"
        bar.setValue(bar.maximum())
        window.activateWindow()
        window.toolbar.filter.setFocus()
        QTest.keyClicks(window.toolbar.filter, "o")

    await do(act)
    await until(window.toolbar.filter.hasFocus, "the focus in the filter")


def looks(app: RunningApp) -> tuple[list[str], str, int, str, int, bool]:
    """Order of rows, selected provider, scroll, filter, cursor in it, focus there."""
    window, line = app.desktop.window, app.desktop.window.toolbar.filter
    current = window.view.current()
    assert current is not None
    scroll = window.view.verticalScrollBar().value()
    shown = names(window.view.proxy)
    return (shown, current.provider.name, scroll, line.text(), line.cursorPosition(), line.hasFocus())


def names(proxy: object) -> list[str]:
    """The rows as they are shown."""
    return [proxy.index(row, 0).data() for row in range(proxy.rowCount())]  # type: ignore[attr-defined]
