"""Ten thousand providers with hostile names in one running app; and what many cost beside few."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.db.columns import storable
from aimonitor.ui.dialogs.page_polling import LISTED
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.tray_words import MENU_LINES, TOOLTIP_CHARACTERS, TOOLTIP_LINES
from tests.app.processes import run_command
from tests.e2e.running import RunningApp, do, run_on_app_loop, until
from tests.machine.hostile_names import MANY, NAMES, export_of, is_harmless
from tests.machine.multitude import ENABLED, Calls, Doing, at_rest, home_of

pytestmark = [
    pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True),
    pytest.mark.timeout(300, func_only=True),
]

KEPT = [storable(name) for name in NAMES]
FEW, SOME = 120, 480
_NO_MORE_THAN = 1.6
"""Sorting n takes n times its logarithm; a step that looks at all for each would take four times as much."""
_HARDLY_ANY = 20_000
"""Calls: what takes fewer is over before anybody notices, and differs with whatever else goes on."""
_ENTRIES = 12
"""Of the tray's menu, beside the providers' lines."""


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own desktop gets no notifications from tests."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")


def test_ten_thousand_stand_in_one_running_app(qapp: QApplication, tmp_path: Path) -> None:
    home = home_of(tmp_path / "many", MANY)

    async def script() -> None:
        async with at_rest(qapp, home) as app:
            doing = Doing(app)
            assert [one.provider.name for one in doing.model.records] == KEPT
            await look_through(doing)
            await filter_them(doing)
            await read_details(doing)
            await look_at_tray(app)
            await look_at_settings(doing)
            await doing.group(grouped=True)
            assert doing.view.proxy.rowCount() == MANY + 1

    run_on_app_loop(qapp, script)
    read_elsewhere(home, tmp_path)


async def look_through(doing: Doing) -> None:
    """From the first page to the last, and in other orders: rows of one height, one line each, painted."""
    view = doing.view
    assert len({view.rowHeight(row) for row in range(0, MANY, 97)}) == 1
    for row in range(0, MANY, 997):
        await doing.drawn(lambda row=row: view.scrollTo(view.proxy.index(row, 0)))  # type: ignore[misc]
    for column in (0, 3, view.proxy.columnCount() - 1):
        await doing.drawn(lambda c=column: view.sortByColumn(c, Qt.SortOrder.DescendingOrder))  # type: ignore[misc]
        assert all(is_harmless(view.proxy.index(row, column).data() or "") for row in range(0, MANY, 97))
    await doing.drawn(lambda: view.sortByColumn(-1, Qt.SortOrder.AscendingOrder))
    assert view.proxy.index(MANY - 1, 0).data(Qt.ItemDataRole.DisplayRole)


async def filter_them(doing: Doing) -> None:
    for text in ("<b>", "وكيل", "&quit", "no such name"):
        await doing.drawn(lambda text=text: doing.window.toolbar.filter.setText(text))  # type: ignore[misc]
        expected = sum(text in name.casefold() for name in KEPT)
        await until(lambda count=expected: doing.view.proxy.rowCount() == count, f"those with {text}")  # type: ignore[misc]
    await doing.drawn(doing.window.toolbar.filter.clear)
    await until(lambda: doing.view.proxy.rowCount() == MANY, "all again")


async def read_details(doing: Doing) -> None:
    """Of short ones, and of those that are ten thousand signs long."""
    for row in (*range(0, 60, 7), 499, 999, MANY - 1):
        wanted = doing.model.records[row].provider.id
        await doing.drawn(lambda wanted=wanted: doing.window.select_provider(wanted))  # type: ignore[misc]
        labels = [one for one in doing.desktop.details.findChildren(QLabel) if one.isVisible()]
        assert labels
        for label in labels:
            assert label.textFormat() is not Qt.TextFormat.AutoText or "<" not in label.text()
            assert is_harmless(label.text(), more="\n\u200b"), KEPT[row]


def tray_lines(app: RunningApp) -> list[str]:
    menu = app.desktop.tray._menu.menu
    return [one.text() for one in menu.actions() if one.isVisible() and not one.isSeparator()]


async def look_at_tray(app: RunningApp) -> None:
    """The eight that are worst, a line that counts the others, and the entries."""
    tray = app.desktop.tray
    tray._host = lambda: True  # a panel, as far as can be without one
    await do(tray.look)
    await until(lambda: tray_lines(app)[0].endswith(": needs you"), "the tray to know them")
    lines = tray_lines(app)
    assert len(lines) <= MENU_LINES + 1 + _ENTRIES
    assert f"and {MANY - MENU_LINES:,} more…".replace(",", "") in [line.replace(",", "") for line in lines]
    assert all(is_harmless(line) and len(line) <= 200 for line in lines)
    assert tray._icon is not None
    words = tray._icon.toolTip()
    assert "needs you" in words or "+" in words
    assert is_harmless(words, more="\n")
    assert len(words.splitlines()) <= TOOLTIP_LINES
    assert len(words.encode("utf-16-le")) // 2 <= TOOLTIP_CHARACTERS


async def look_at_settings(doing: Doing) -> None:
    """No more rows than can be looked through."""
    await do(doing.desktop.actions.settings.trigger)
    dialog = await doing.app.dialog(SettingsDialog)
    assert len(dialog.polling.intervals) == LISTED
    assert any(f"{MANY - LISTED} more" in one.text() for one in dialog.polling.findChildren(QLabel))
    await do(dialog.reject)
    await doing.app.gone(SettingsDialog)


def read_elsewhere(home: Path, folder: Path) -> None:
    """By the command line: a line each; in JSON and the export as they are."""
    told = run_command(home, "status", environ={"PYTHONUTF8": "1"}).stdout
    assert len(told.splitlines()) > MANY
    assert is_harmless(told, more="\n")
    document = json.loads(run_command(home, "status", "--json", environ={"PYTHONUTF8": "1"}).stdout)
    assert [one["name"] for one in document["providers"]] == KEPT
    assert {one["state"] for one in document["providers"][ENABLED:]} == {"paused"}
    place = folder / "all.json"
    done = run_command(home, "export", "--format", "json", "--what", "all", "--output", str(place))
    assert done.returncode == 0, done.stderr
    assert [one["name"] for one in json.loads(place.read_text("utf-8"))["providers"]] == KEPT


def test_whatever_is_done_with_many_costs_no_more_for_each_than_with_few(
    qapp: QApplication, tmp_path: Path
) -> None:
    cost(qapp, tmp_path / "first", 60)  # what is imported and made only once
    few, many = (cost(qapp, tmp_path / str(count), count) for count in (FEW, SOME))
    growth = {name: many[name] / max(few[name], _HARDLY_ANY) / (SOME / FEW) for name in few}
    assert {name: round(one, 2) for name, one in growth.items() if one > _NO_MORE_THAN} == {}


def cost(qapp: QApplication, folder: Path, count: int) -> dict[str, int]:
    """How many calls each thing takes that a user may do, with so many providers."""
    home, calls = home_of(folder, count, enabled=1), Calls()
    place = export_of(folder, NAMES[:count], enabled=1)

    async def script() -> None:
        async with AsyncExitStack() as leaving:
            with calls.counted("the start"):
                app = await leaving.enter_async_context(at_rest(qapp, home))
            doing = Doing(app)
            for name, do_it in doing.all().items():
                with calls.counted(name):
                    await do_it()
            with calls.counted("an import"):
                await doing.take_in(place, count)
            with calls.counted("the end"):
                await leaving.aclose()

    run_on_app_loop(qapp, script)
    return calls.of
