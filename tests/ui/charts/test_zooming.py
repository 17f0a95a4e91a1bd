from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from aimonitor.ui.charts.bar_chart import BarChart
from aimonitor.ui.charts.table import table_text
from aimonitor.ui.charts.view import Zoom
from tests.ui.details.samples import picture_history

SERIES = picture_history().spend[0]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def chart(qtbot: QtBot) -> BarChart:
    made = BarChart("Spend per UTC day")
    qtbot.addWidget(made)
    made.resize(800, 240)
    made.set_series(SERIES)
    made.show()
    return made


def x_of(chart: BarChart, index: int) -> float:
    assert chart.shown is not None
    return chart._measured(chart.shown).bars[index].column.middle


def mouse(chart: BarChart, kind: QEvent.Type, x: float, buttons: Qt.MouseButton) -> None:
    at = QPointF(x, 100)
    button = LEFT if kind is not QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, at, at, button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart, event)


def press(chart: BarChart, x: float) -> None:
    mouse(chart, QEvent.Type.MouseMove, x, Qt.MouseButton.NoButton)
    mouse(chart, QEvent.Type.MouseButtonPress, x, LEFT)


def draw(chart: BarChart, one: float, other: float) -> None:
    press(chart, one)
    mouse(chart, QEvent.Type.MouseMove, (one + other) / 2, LEFT)
    mouse(chart, QEvent.Type.MouseMove, other, LEFT)


def release(chart: BarChart, x: float) -> None:
    mouse(chart, QEvent.Type.MouseButtonRelease, x, Qt.MouseButton.NoButton)


def days(chart: BarChart) -> int:
    assert chart.shown is not None
    return len(chart.shown.days)


def test_drawing_over_bars_looks_at_them_closely(chart: BarChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.zoomed) as told:
        draw(chart, x_of(chart, 5), x_of(chart, 11))
        assert not chart.grab().isNull()
        release(chart, x_of(chart, 11))
    assert told.args == [True]
    assert chart.zoom == Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day)
    assert (days(chart), chart.places) == (7, 7)
    assert "7 UTC days" in chart.accessibleDescription()


def test_a_drag_that_leaves_the_plot_goes_to_its_end(chart: BarChart) -> None:
    start = x_of(chart, 20)
    draw(chart, start, 5_000)
    release(chart, 5_000)
    assert chart.zoom == Zoom(first=SERIES.days[20].day, last=SERIES.days[29].day)


def test_a_click_is_no_drag(chart: BarChart) -> None:
    x = x_of(chart, 4)
    press(chart, x)
    release(chart, x + 1)
    assert chart.zoom is None
    assert chart.pointed == 4


def test_escape_gives_up_a_drag(chart: BarChart) -> None:
    draw(chart, x_of(chart, 5), x_of(chart, 11))
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    release(chart, x_of(chart, 11))
    assert chart.zoom is None


@pytest.mark.parametrize("way", ["double click", "escape", "minus", "menu"])
def test_the_whole_period_comes_back(chart: BarChart, way: str) -> None:
    chart.set_zoom(Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day))
    if way == "double click":
        QTest.mouseDClick(chart, LEFT)
    elif way == "menu":
        next(action for action in chart.menu().actions() if "Whole" in action.text()).trigger()
    else:
        QTest.keyClick(chart, Qt.Key.Key_Escape if way == "escape" else Qt.Key.Key_Minus)
    assert (chart.zoom, days(chart)) == (None, 30)


def test_escape_takes_away_the_cursor_before_the_zoom(chart: BarChart) -> None:
    chart.set_zoom(Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day))
    chart.point_at(2)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert (chart.pointed, days(chart)) == (None, 7)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert days(chart) == 30


def test_plus_looks_closer_around_the_cursor_and_keeps_it_on_its_day(chart: BarChart) -> None:
    chart.point_at(9)
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert days(chart) == 15
    assert chart.shown is not None
    assert chart.pointed is not None
    assert chart.shown.days[chart.pointed].day == SERIES.days[9].day
    for _ in range(9):
        QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert days(chart) == 2


def test_other_figures_of_the_same_days_leave_the_zoom_and_other_days_end_it(chart: BarChart) -> None:
    chart.set_zoom(Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day))
    other = picture_history(currencies=("CNY",)).spend[0]
    chart.set_series(other)
    assert days(chart) == 7
    told: list[bool] = []
    chart.zoomed.connect(told.append)
    chart.set_series(replace(SERIES, days=SERIES.days[20:]))
    assert (chart.zoom, told) == (None, [False])


def test_parts_that_are_left_out_lower_the_scale_and_the_sum_says_so(chart: BarChart) -> None:
    before = chart._measured(SERIES).layout.scale.high
    chart.set_hidden({"gpt-5.1", "gpt-5.1-mini"})
    assert chart.shown is not None
    assert chart._measured(chart.shown).layout.scale.high < before
    assert "total of those shown" in chart.accessibleDescription()
    chart.point_at(3)
    assert "gpt-5.1" not in chart.accessibleDescription()
    chart.set_hidden(())
    assert chart._measured(SERIES).layout.scale.high == before


def test_everything_left_out_leaves_an_empty_chart(chart: BarChart) -> None:
    chart.set_hidden(SERIES.labels)
    assert not chart.grab().isNull()
    assert chart.shown is not None
    assert sum(chart.shown.totals, Decimal(0)) == 0


def test_what_is_shown_is_copied_as_a_table_and_as_an_image(chart: BarChart) -> None:
    chart.set_zoom(Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day))
    chart.set_hidden({"gpt-5.1"})
    QTest.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert chart.shown is not None
    assert QGuiApplication.clipboard().text() == table_text(chart.shown, {"gpt-5.1"})
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(chart, Qt.Key.Key_C, both)
    assert QGuiApplication.clipboard().image().size() == chart.grab().toImage().size()


def test_the_menu_offers_what_there_is(chart: BarChart, qtbot: QtBot) -> None:
    def offered(one: BarChart) -> list[tuple[str, bool]]:
        actions = [action for action in one.menu().actions() if not action.isSeparator()]
        return [(action.text().replace("&", ""), action.isEnabled()) for action in actions]

    assert offered(chart) == [("Copy as table", True), ("Copy as image", True), ("Whole period", False)]
    chart.set_zoom(Zoom(first=SERIES.days[5].day, last=SERIES.days[11].day))
    assert offered(chart)[-1] == ("Whole period", True)
    empty = BarChart("Tokens")
    qtbot.addWidget(empty)
    assert [enabled for _, enabled in offered(empty)] == [False, False, False]
    QGuiApplication.clipboard().setText("before")
    empty.copy_table()
    assert QGuiApplication.clipboard().text() == "before"


def test_the_context_menu_opens_by_key_too(chart: BarChart) -> None:
    middle = chart.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, chart.mapToGlobal(middle))
    QApplication.sendEvent(chart, event)
    menus = chart.findChildren(QMenu)
    assert menus
    for menu in menus:
        menu.close()
