from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.domain.history import Series
from aimonitor.insight.history import NOT_ATTRIBUTED
from aimonitor.ui.charts.bar_chart import BarChart
from aimonitor.ui.charts.colours import fills, lightened
from aimonitor.ui.tokens import LIGHT
from tests.ui.details.samples import long_history, picture_history

GAP, LAST = 13, 29


@pytest.fixture
def chart(qtbot: QtBot) -> BarChart:
    return _shown(qtbot, picture_history().spend[0])


def _shown(qtbot: QtBot, series: Series, width: int = 800, height: int = 240) -> BarChart:
    made = BarChart("Spend per UTC day")
    qtbot.addWidget(made)
    made.resize(width, height)
    made.set_series(series)
    made.show()
    return made


def _move(chart: BarChart, x: float, y: float = 100) -> None:
    at = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        at,
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(chart, event)


def _middle(chart: BarChart, index: int) -> float:
    series = chart.series
    assert series is not None
    return chart._measured(series).bars[index].column.middle


def _image(chart: BarChart) -> QImage:
    return chart.grab().toImage()


def _colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }


def test_without_a_day_pointed_at_it_tells_the_sum(chart: BarChart) -> None:
    assert "30 UTC days" in chart.accessibleDescription()
    assert "1 of 30 days have no data" in chart.accessibleDescription()


def test_hovering_reads_the_day_and_leaving_ends_it(chart: BarChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.day_read) as read:
        _move(chart, _middle(chart, 4))
    assert read.args is not None
    assert read.args[0].startswith("28 Oct 2026 (UTC): total")
    assert chart.pointed == 4
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.pointed is None


def test_a_gap_is_read_with_its_reason(chart: BarChart) -> None:
    _move(chart, _middle(chart, GAP))
    assert chart.accessibleDescription() == "6 Nov 2026 (UTC): no data. not read yet."


def test_today_is_read_as_still_growing(chart: BarChart) -> None:
    _move(chart, _middle(chart, LAST))
    assert chart.accessibleDescription().endswith("today is still growing.")


def test_beside_the_bars_no_day_is_pointed_at(chart: BarChart) -> None:
    _move(chart, 2)
    assert chart.pointed is None


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([Qt.Key.Key_Left], LAST),
        ([Qt.Key.Key_Home], 0),
        ([Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right], 2),
        ([Qt.Key.Key_Home, Qt.Key.Key_Left], 0),
        ([Qt.Key.Key_Home, Qt.Key.Key_PageDown], 7),
        ([Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Left], LAST - 8),
        ([Qt.Key.Key_End, Qt.Key.Key_Right], LAST),
        ([Qt.Key.Key_End, Qt.Key.Key_Escape], None),
    ],
)
def test_keys_move_the_cursor(chart: BarChart, keys: list[Qt.Key], place: int | None) -> None:
    for key in keys:
        QTest.keyClick(chart, key)
    assert chart.pointed == place


def test_from_right_to_left_the_left_key_leads_to_later_days(chart: BarChart) -> None:
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed == 1
    assert _middle(chart, 0) > _middle(chart, 1)


def test_every_step_is_told_to_a_screen_reader(chart: BarChart, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[QAccessible.Event] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.type()))
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert told[-2:] == [QAccessible.Event.DescriptionChanged, QAccessible.Event.Announcement]
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.text(QAccessible.Text.Name) == "Spend per UTC day"
    assert interface.text(QAccessible.Text.Description).startswith("22 Nov 2026 (UTC): total")


def test_other_keys_are_left_to_the_window(chart: BarChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_F5)
    assert chart.pointed is None


def test_new_figures_leave_the_cursor_on_its_day(chart: BarChart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Home)
    series = chart.series
    assert series is not None
    chart.set_series(replace(series, days=series.days[1:]))
    assert chart.pointed is None
    QTest.keyClick(chart, Qt.Key.Key_End)
    chart.set_series(series)
    assert chart.pointed == LAST


def test_a_click_puts_the_cursor_on_the_day(chart: BarChart) -> None:
    x = _middle(chart, 6)
    _move(chart, x)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPointF(x, 100).toPoint())
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.pointed == 6


def test_all_parts_are_painted_in_their_colours_and_today_lighter(chart: BarChart) -> None:
    seen = _colours(_image(chart))
    assert set(LIGHT.series) <= seen
    assert lightened(QColor(LIGHT.series[0]), LIGHT).name() in seen


def test_pointing_at_a_day_is_seen(chart: BarChart) -> None:
    before = _image(chart)
    chart.point_at(3)
    assert _image(chart) != before


def test_a_budget_makes_room_for_its_line(chart: BarChart) -> None:
    before = _image(chart)
    chart.set_budget(Decimal(75), "daily budget  $75.00")
    series = chart.series
    assert series is not None
    assert chart._measured(series).layout.scale.high >= 75
    assert _image(chart) != before
    chart.set_budget(None)
    assert _image(chart) == before


def test_it_paints_nothing_without_a_series(qtbot: QtBot) -> None:
    chart = BarChart("Tokens")
    qtbot.addWidget(chart)
    chart.resize(300, 200)
    assert len(_colours(_image(chart))) == 1
    QTest.keyClick(chart, Qt.Key.Key_Home)
    chart.point_at(3)
    assert (chart.pointed, chart.words()) == (None, "")


@pytest.mark.parametrize(("width", "height"), [(60, 30), (120, 60), (2400, 900)])
def test_any_size_can_be_painted(qtbot: QtBot, width: int, height: int) -> None:
    chart = _shown(qtbot, picture_history().spend[0], width, height)
    chart.set_budget(Decimal(22), "daily budget")
    chart.point_at(GAP)
    assert not _image(chart).isNull()


def test_four_hundred_days_of_thirty_models_stay_within_the_chart(qtbot: QtBot) -> None:
    chart = _shown(qtbot, long_history().spend[0])
    series = chart.series
    assert series is not None
    bars = chart._measured(series).bars
    assert len(bars) == 400
    assert max(bar.column.right for bar in bars) <= chart.width()
    assert not _image(chart).isNull()
    chart.point_at(399)
    assert "today has not been read yet" in chart.accessibleDescription()


def test_a_large_font_leaves_room_for_its_labels(chart: BarChart) -> None:
    series = chart.series
    assert series is not None
    before = chart._measured(series).layout.plot
    font = QFont(chart.font())
    font.setPixelSize(32)
    chart.setFont(font)
    after = chart._measured(series).layout.plot
    assert after.left > before.left
    assert after.height < before.height
    assert chart.height() - after.bottom >= 32 * 0.86


def test_names_are_plain_text_on_one_line(qtbot: QtBot) -> None:
    hostile = "<b>x</b>\n<img src=x onerror=alert(1)> & " * 9
    series = picture_history().spend[0]
    named = replace(series, labels=(hostile, *series.labels[1:]))
    chart = _shown(qtbot, named)
    chart.point_at(0)
    assert not _image(chart).isNull()
    assert "<b>x</b>" in chart.accessibleDescription()


def test_there_is_a_colour_for_every_label_and_grey_for_what_belongs_to_nobody() -> None:
    labels = ("a", "b", "c", "other (4)", NOT_ATTRIBUTED)
    assert [fill.name() for fill in fills(labels, LIGHT)] == [*LIGHT.series, LIGHT.muted]
    assert fills(("a", NOT_ATTRIBUTED), LIGHT)[1].name() == LIGHT.muted


@pytest.mark.parametrize("change", [lambda day: replace(day, values=tuple(-v for v in day.values))])
def test_credits_hang_below_the_line(qtbot: QtBot, change: Callable[..., object]) -> None:
    series = picture_history().spend[0]
    chart = _shown(qtbot, replace(series, days=tuple(map(change, series.days))))
    shown = chart.series
    assert shown is not None
    geometry = chart._measured(shown)
    zero = geometry.layout.y(Decimal(0))
    tops = [segment.box.top for bar in geometry.bars for segment in bar.segments]
    assert tops
    assert min(tops) >= zero
