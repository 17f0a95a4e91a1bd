from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.ui.window_state import WindowState
from tests.ui.windows import make_window, show_active


def test_the_window_looks_as_it_was_left(qtbot: QtBot, tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    left = make_window(qtbot)
    left.resize(760, 560)
    header = left.view.horizontalHeader()
    month, tokens = left.model.column_of("month"), left.model.column_of("tokens")
    left.view.setColumnHidden(tokens, True)  # noqa: FBT003 - Qt's signature
    header.moveSection(header.visualIndex(month), 0)
    left.view.setColumnWidth(month, 177)
    left.view.sortByColumn(month, Qt.SortOrder.DescendingOrder)
    left.select_provider("p2")
    left.app_actions.show_period(PeriodKind.LAST_MONTH)
    state.save(left)

    found = make_window(qtbot)
    WindowState(tmp_path / "window.ini").restore(found)
    header = found.view.horizontalHeader()
    assert (found.width(), found.height()) == (760, 560)
    assert found.view.isColumnHidden(tokens)
    assert header.visualIndex(month) == 0
    assert found.view.columnWidth(month) == 177
    assert header.sortIndicatorSection() == month
    assert found.view.proxy.index(0, 0).data() == "DeepSeek"
    current = found.view.current()
    assert current is not None
    assert current.provider.id == "p2"
    assert found.app_actions.period is PeriodKind.LAST_MONTH


def test_a_selection_waits_for_its_provider(qtbot: QtBot, tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    left = make_window(qtbot)
    left.select_provider("p4")
    state.save(left)
    found = make_window(qtbot, filled=False)
    state.restore(found)
    found.set_states(left.model.records)
    current = found.view.current()
    assert current is not None
    assert current.provider.id == "p4"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\xff nonsense [[[",
        "[General]\nversion=99\nselected=p3\n",
        "[General]\nversion=1\ngeometry=nonsense\nheader=1\ncolumns=a,b\nperiod=weekly\nselected=\n",
    ],
)
def test_a_damaged_file_changes_nothing(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(text, encoding="latin-1")
    window = make_window(qtbot)
    before = (window.width(), window.view.columnWidth(0))
    WindowState(path).restore(window)
    current = window.view.current()
    assert current is not None
    assert current.provider.id == "p0"
    assert (window.width(), window.view.columnWidth(0)) == before
    assert window.app_actions.period is PeriodKind.THIS_MONTH


def test_no_file_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = make_window(qtbot)
    WindowState(tmp_path / "none" / "window.ini").restore(window)
    assert window.width() == 1180


def test_that_nobody_was_selected_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    state = WindowState(tmp_path / "window.ini")
    left = make_window(qtbot)
    left.view.select_everyone()
    state.save(left)
    found = make_window(qtbot)
    state.restore(found)
    assert found.view.current() is None
    assert found.view.shows_everyone


def test_nobody_stays_selected_when_the_window_gets_the_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    """Qt would make the first row the current one, without marking it: the details were of that row."""
    state = WindowState(tmp_path / "window.ini")
    left = make_window(qtbot)
    left.view.select_everyone()
    state.save(left)
    found = make_window(qtbot)
    state.restore(found)
    told: list[object] = []
    found.provider_selected.connect(told.append)
    show_active(qtbot, found)
    found.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert found.view.hasFocus()
    assert found.view.current() is None
    assert [one for one in told if one is not None] == []
    QTest.keyClick(found.view, Qt.Key.Key_Down)
    current = found.view.current()
    assert current is not None, "the keyboard still gets into the table"
    assert current.provider.id == "p0"
    assert found.view.selectionModel().isRowSelected(0)


def test_days_of_the_users_own_are_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    days = Period(kind=PeriodKind.CUSTOM, first=date(2026, 1, 3), last=date(2026, 1, 9))
    state = WindowState(tmp_path / "window.ini")
    left = make_window(qtbot)
    left.app_actions.show_days(days)
    state.save(left)
    found = make_window(qtbot)
    state.restore(found)
    assert found.app_actions.chosen(date(2026, 11, 22)) == days


@pytest.mark.parametrize("days", ["", "2026-01-09/2026-01-03", "soon/later"])
def test_days_that_cannot_be_read_leave_the_period_alone(qtbot: QtBot, tmp_path: Path, days: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(f"[General]\nversion=1\nperiod=custom\ndays={days}\n")
    window = make_window(qtbot)
    WindowState(path).restore(window)
    assert window.app_actions.period is PeriodKind.THIS_MONTH


@pytest.mark.parametrize("seed", range(12))
def test_a_file_cut_or_spoiled_anywhere_does_not_keep_the_window_from_opening(
    qtbot: QtBot, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "window.ini"
    WindowState(path).save(make_window(qtbot))
    content = bytearray(path.read_bytes())
    chance = random.Random(seed)
    if seed % 2:
        del content[chance.randrange(len(content)) :]
    for _ in range(0 if seed % 4 == 1 else 30):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    window = make_window(qtbot)
    WindowState(path).restore(window)
    window.show()
    assert window.view.current() is not None
    WindowState(path).save(window)
    WindowState(path).restore(make_window(qtbot))
