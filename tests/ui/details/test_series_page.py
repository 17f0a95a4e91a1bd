from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QToolTip
from pytestqt.qtbot import QtBot

from aimonitor.qtmodels.records import Wording
from aimonitor.ui.details.legend import Legend, LegendRow
from aimonitor.ui.details.series_page import SeriesPage
from tests.ui.details.samples import picture_history
from tests.ui.moments import NOW

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


@pytest.fixture
def page(qtbot: QtBot) -> SeriesPage:
    made = SeriesPage("Spend per UTC day", Wording(locale=LOCALE, now=NOW))
    qtbot.addWidget(made)
    made.resize(900, 260)
    made.show()
    return made


def _buttons(page: SeriesPage) -> list[QPushButton]:
    return page.switch.buttons


def test_one_currency_needs_no_switch(page: SeriesPage) -> None:
    page.show_series(picture_history().spend)
    assert not page.switch.isVisible()


def test_two_currencies_have_a_switch_that_begins_with_dollars(page: SeriesPage) -> None:
    page.show_series(picture_history(currencies=("EUR", "CNY", "USD")).spend)
    assert page.switch.isVisible()
    assert [(button.text(), button.isChecked()) for button in _buttons(page)] == [
        ("CNY", False),
        ("EUR", False),
        ("USD", True),
    ]


def test_the_chosen_currency_stays_when_figures_change(page: SeriesPage) -> None:
    both = picture_history(currencies=("CNY", "USD")).spend
    page.show_series(both)
    QTest.mouseClick(_buttons(page)[0], Qt.MouseButton.LeftButton)
    assert page.chart.series is not None
    assert page.chart.series.unit == "CNY"
    assert "¥" in page.legend.rows[0].total
    page.show_series(tuple(replace(one, totals=tuple(t + 1 for t in one.totals)) for one in both))
    assert page.chart.series.unit == "CNY"
    page.show_series(both[1:])
    assert page.chart.series.unit == "USD"
    assert not page.switch.isVisible()


def test_words_take_the_place_of_the_chart_and_give_it_back(page: SeriesPage) -> None:
    page.show_words("No cost was reported for these days.")
    assert page.words.isVisible()
    assert not page.legend.isVisible()
    page.show_series(picture_history().spend)
    assert page.chart.isVisible()
    assert page.legend.isVisible()
    assert not page.words.isVisible()


def test_a_legend_of_one_needs_no_total(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    alone = replace(
        series,
        labels=series.labels[:1],
        totals=series.totals[:1],
        days=tuple(replace(day, values=day.values[:1]) for day in series.days),
    )
    page.show_series((alone,))
    assert [row.label for row in page.legend.rows] == ["gpt-5.1"]


def test_nothing_spent_is_a_total_of_zero(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    free = replace(series, labels=(), totals=(), days=tuple(replace(day, values=()) for day in series.days))
    page.show_series((free,))
    assert page.legend.rows == (LegendRow(label="total", total="$0.00", exact="$0.00", is_sum=True),)
    assert not page.grab().isNull()


def test_tokens_are_short_in_the_legend_and_exact_in_its_tooltip(page: SeriesPage) -> None:
    tokens = picture_history().tokens
    assert tokens is not None
    page.show_series((tokens,))
    whole = page.legend.rows[-1]
    assert whole.total.endswith(" M")
    assert whole.exact == f"{sum(tokens.totals, Decimal(0)):,} tokens"


def test_fewer_notes_leave_no_rows_behind(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    page.show_series((series,))
    assert [note.sign for note in page.notes.notes] == ["▢", "▒"]
    page.show_series((replace(series, days=series.days[:5]),))
    assert not page.notes.notes
    assert not page.notes.isVisible()


def test_a_low_page_is_scrolled_by_keys_and_a_high_one_has_nothing_to_scroll(
    page: SeriesPage, qtbot: QtBot
) -> None:
    page.show_series(picture_history().spend)
    area = page.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    page.resize(900, 90)
    qtbot.waitUntil(lambda: area.focusPolicy() == Qt.FocusPolicy.StrongFocus)
    page.resize(900, 600)
    qtbot.waitUntil(lambda: area.focusPolicy() == Qt.FocusPolicy.NoFocus)


def test_a_legend_tells_long_names_in_full_as_plain_text(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    rows = (
        LegendRow(label="a" * 300, total="$1.00", exact="$1.00"),
        LegendRow(label="<b>x</b>\ny", total="$2.00", exact="$2.000000001"),
    )
    legend.set_rows(rows)
    legend.resize(200, legend.sizeHint().height())
    legend.show()
    assert not legend.grab().isNull()
    assert "a" * 300 in legend.tooltip_at(QPoint(5, 5))
    second = QPoint(5, legend.height() - 5)
    assert "&lt;b&gt;x&lt;/b&gt;" in legend.tooltip_at(second)
    assert "$2.000000001" in legend.tooltip_at(second)
    assert legend.tooltip_at(QPoint(5, 500)) == ""
    assert legend.accessibleDescription().endswith("<b>x</b> y $2.00")
    shown: list[str] = []
    event = QHelpEvent(QHelpEvent.Type.ToolTip, second, second)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QToolTip, "showText", lambda _at, text, _widget: shown.append(text))
        QApplication.sendEvent(legend, event)
    assert shown == [legend.tooltip_at(second)]
