from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QFont, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.insight.history_days import FUTURE
from aimonitor.ui.charts.heat_map import HeatMap
from aimonitor.ui.tokens import LIGHT
from tests.ui.details.samples import long_history

YEAR = long_history(365, 4).spend[0]
GAP, ZERO, TODAY_PLACE = 49, 0, 364


@pytest.fixture
def chart(qtbot: QtBot) -> HeatMap:
    return shown(qtbot, YEAR)


def shown(qtbot: QtBot, series: Series | None, width: int = 900, height: int = 190) -> HeatMap:
    made = HeatMap("Spend of a year by UTC day")
    made.set_wording(QLocale("en_GB"))
    qtbot.addWidget(made)
    made.resize(width, height)
    made.set_series(series)
    made.show()
    return made


def image(chart: HeatMap) -> QImage:
    return chart.grab().toImage()


def middle(chart: HeatMap, place: int) -> QPoint:
    cell = chart.measured(YEAR).cell(place)
    return QPoint(round(cell.middle), round(cell.top + cell.height / 2))


def colours_of(chart: HeatMap, place: int) -> set[str]:
    cell, picture = chart.measured(YEAR).cell(place), image(chart)
    return {
        picture.pixelColor(x, y).name()
        for x in range(round(cell.left), round(cell.right))
        for y in range(round(cell.top), round(cell.bottom))
    }


def test_the_year_is_told_in_a_sentence(chart: HeatMap) -> None:
    assert "365 UTC days, total" in chart.accessibleDescription()
    assert "have no data" in chart.accessibleDescription()


def test_pointing_reads_the_day_and_leaving_ends_it(chart: HeatMap) -> None:
    QTest.mouseMove(chart, middle(chart, 100))
    chart._set_hovered(chart.place_at(middle(chart, 100).toPointF()))
    assert chart.accessibleDescription().startswith("3 Mar 2026 (UTC): total")
    QApplication.sendEvent(chart, QEvent(QEvent.Type.Leave))
    assert chart.pointed is None


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([Qt.Key.Key_Left], 364),
        ([Qt.Key.Key_End, Qt.Key.Key_Left], 357),
        ([Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Up], 362),
        ([Qt.Key.Key_Home], 0),
        ([Qt.Key.Key_Home, Qt.Key.Key_Down], 1),
        ([Qt.Key.Key_Home, Qt.Key.Key_Right], 7),
        ([Qt.Key.Key_Home, Qt.Key.Key_PageDown], 28),
        ([Qt.Key.Key_End, Qt.Key.Key_Escape], None),
    ],
)
def test_keys_walk_through_days_and_weeks(chart: HeatMap, keys: list[Qt.Key], place: int | None) -> None:
    for key in keys:
        QTest.keyClick(chart, key)
    assert chart.pointed == place


def test_mirrored_keys_follow_the_eye(chart: HeatMap) -> None:
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.pointed == 7
    assert not image(chart).isNull()


def test_a_click_and_the_enter_key_choose_the_day(chart: HeatMap, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.day_chosen) as clicked:
        chart._set_hovered(100)
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle(chart, 100))
    with qtbot.waitSignal(chart.day_chosen) as entered:
        chart.point_at(364)
        QTest.keyClick(chart, Qt.Key.Key_Return)
    assert (clicked.args, entered.args) == ([date(2026, 3, 3)], [date(2026, 11, 22)])


def test_a_gap_a_known_zero_and_an_amount_look_different(chart: HeatMap) -> None:
    spent = next(place for place, day in enumerate(YEAR.days) if day.values and sum(day.values) > 0)
    gap, zero, amount = (colours_of(chart, place) for place in (GAP, ZERO, spent))
    assert YEAR.days[GAP].status is DayStatus.MISSING
    assert set(LIGHT.heat) & amount
    assert not set(LIGHT.heat) & (gap | zero)
    assert LIGHT.hover in zero
    assert LIGHT.hover not in gap


def test_all_five_steps_are_used(chart: HeatMap) -> None:
    picture = image(chart)
    seen = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert set(LIGHT.heat) <= seen


def test_days_to_come_are_not_drawn(qtbot: QtBot) -> None:
    to_come = SeriesDay(day=YEAR.days[-1].day, status=DayStatus.MISSING, values=(), note=FUTURE)
    chart = shown(qtbot, replace(YEAR, days=(*YEAR.days[:-1], to_come)))
    assert len(colours_of(chart, TODAY_PLACE)) == 1
    assert len(colours_of(chart, GAP)) > 1


def test_the_first_column_follows_the_locale(chart: HeatMap) -> None:
    before = chart.measured(YEAR).cell(0).top
    chart.set_wording(QLocale("en_US"))
    assert chart.measured(YEAR).cell(0).top < before  # a Sunday


def test_it_is_copied_as_a_table(chart: HeatMap) -> None:
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 366
    assert lines[-1].startswith("2026-11-22\t2026-11-22\t")


@pytest.mark.parametrize(("width", "height"), [(80, 40), (400, 100), (2400, 1200)])
def test_any_size_can_be_painted(qtbot: QtBot, width: int, height: int) -> None:
    chart = shown(qtbot, YEAR, width, height)
    chart.point_at(GAP)
    assert not image(chart).isNull()


def test_a_large_font_leaves_room_for_its_labels(chart: HeatMap) -> None:
    before = chart.measured(YEAR).area
    font = QFont(chart.font())
    font.setPixelSize(30)
    chart.setFont(font)
    after = chart.measured(YEAR).area
    assert after.left > before.left
    assert after.top > before.top


def test_nothing_and_a_year_without_spend_are_survived(qtbot: QtBot) -> None:
    empty = shown(qtbot, None)
    QTest.keyClick(empty, Qt.Key.Key_Home)
    assert (empty.pointed, empty.words(), empty.table()) == (None, "", "")
    free = tuple(
        replace(day, values=tuple(Decimal(0) for _ in day.values)) if day.values else day for day in YEAR.days
    )
    chart = shown(qtbot, replace(YEAR, days=free))
    assert chart.parts == ()
    assert not image(chart).isNull()
