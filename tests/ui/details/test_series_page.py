from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QToolTip
from pytestqt.qtbot import QtBot

from aimonitor.domain.history import Series
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind, period
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.insight.grouping import Grouping
from aimonitor.insight.period_figures import PeriodFigures, PeriodTotal
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.view import Zoom
from aimonitor.ui.details.legend import Legend, LegendRow
from aimonitor.ui.details.series_page import SeriesPage
from tests.ui.details.samples import long_history, picture_history
from tests.ui.moments import NOW, TODAY

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
        ("USD", True),
        ("CNY", False),
        ("EUR", False),
    ]


def test_what_nobody_chose_gives_way_to_dollars_that_come_later(page: SeriesPage) -> None:
    both = picture_history(currencies=("CNY", "USD")).spend
    page.show_series(tuple(one for one in both if one.unit == "CNY"))
    page.show_series(both)
    assert page.chart.series is not None
    assert page.chart.series.unit == "USD"


def test_the_chosen_currency_stays_when_figures_change(page: SeriesPage) -> None:
    both = picture_history(currencies=("CNY", "USD")).spend
    page.show_series(both)
    QTest.mouseClick(_buttons(page)[1], Qt.MouseButton.LeftButton)
    assert page.chart.series is not None
    assert page.chart.series.unit == "CNY"
    assert "¥" in page.legend.rows[0].total
    page.show_series(tuple(replace(one, totals=tuple(t + 1 for t in one.totals)) for one in both))
    assert page.chart.series.unit == "CNY"
    page.show_series(tuple(one for one in both if one.unit == "USD"))
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


def _year(days: int = 400) -> Series:
    return long_history(days, 4).spend[0]


def test_long_periods_are_joined_and_the_user_may_choose(page: SeriesPage) -> None:
    page.show_series((_year(),))
    chart = page.chart
    assert chart.series is not None
    assert len(chart.series.days) == 58
    day, _, month = page.grouping.buttons
    QTest.mouseClick(month, Qt.MouseButton.LeftButton)
    assert len(chart.series.days) == 14
    QTest.mouseClick(day, Qt.MouseButton.LeftButton)
    assert len(chart.series.days) == 400
    page.forget_choices()
    page.show_chosen()
    assert len(chart.series.days) == 58


def test_a_week_has_nothing_to_join(page: SeriesPage) -> None:
    page.show_series((long_history(7, 2).spend[0],))
    assert not page.grouping.isVisible()


def test_weeks_begin_as_in_the_locale(page: SeriesPage) -> None:
    page.show_series((_year(),))
    assert page.chart.series is not None
    assert page.chart.series.days[1].day.isoweekday() == 7


def test_a_part_is_left_out_of_bars_and_sum_and_comes_back(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    page.show_series((series,))
    page.legend.toggled.emit("gpt-5.1")
    assert page.legend.rows[0].is_hidden
    assert page.legend.rows[0].total == page.legend.rows[0].exact[:7]
    assert page.legend.rows[-1].label == "total of those shown"
    assert page.legend.rows[-1].exact == f"${sum(series.totals[1:], Decimal(0))}"
    assert page.chart.shown is not None
    assert page.chart.shown.totals[0] == 0
    page.legend.toggled.emit("gpt-5.1")
    assert page.legend.rows[-1].label == "total"


def test_a_closer_look_has_its_own_sums_and_a_way_back(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    page.show_series((series,))
    page.chart.set_zoom(Zoom(first=series.days[0].day, last=series.days[4].day))
    assert page.whole.isVisible()
    assert [note.words for note in page.notes.notes] == [
        "24 Oct\u201328 Oct only".replace("24 Oct\u2013", "24\u2013")
    ]
    five = sum((sum(day.values, Decimal(0)) for day in series.days[:5]), Decimal(0))
    assert page.legend.rows[-1].exact == f"${five}"
    QTest.mouseClick(page.whole, Qt.MouseButton.LeftButton)
    assert not page.whole.isVisible()
    assert page.chart.zoom is None


def test_the_same_amounts_are_stacked_in_two_ways(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    by_provider = replace(series, labels=("one", "two", "three", "other (4)"))
    page.show_stacks({"provider": (by_provider,), "model": (series,)}, ("one from 3 Nov 2026 on",))
    assert page.legend.rows[0].label == "one"
    assert page.notes.notes[-1].words == "one from 3 Nov 2026 on"
    QTest.mouseClick(page.stacking.buttons[1], Qt.MouseButton.LeftButton)
    assert page.legend.rows[0].label == "gpt-5.1"
    page.show_stacks({"provider": (by_provider,), "model": (series,)})
    assert page.legend.rows[0].label == "gpt-5.1"
    page.show_series((series,))
    assert not page.stacking.isVisible()


def test_each_grouping_has_its_own_budget(page: SeriesPage) -> None:
    page.show_series(picture_history().spend)
    page.set_budgets((Money(amount=Decimal(22), currency="USD"),), Grouping.DAY)
    page.set_budgets((Money(amount=Decimal(140), currency="USD"),), Grouping.WEEK)
    assert page.chart._budget is not None
    assert page.chart._budget.words == "daily budget  $22.00"
    QTest.mouseClick(page.grouping.buttons[1], Qt.MouseButton.LeftButton)
    assert page.chart._budget.words == "weekly budget  $140.00"
    QTest.mouseClick(page.grouping.buttons[2], Qt.MouseButton.LeftButton)
    assert page.chart._budget is None
    QTest.mouseClick(page.grouping.buttons[0], Qt.MouseButton.LeftButton)
    page.set_budgets((), Grouping.DAY)
    assert page.chart._budget is None


def test_a_budget_in_another_currency_takes_no_line_away(page: SeriesPage) -> None:
    page.show_series(picture_history().spend)
    limits = [Money(amount=Decimal(22), currency="USD"), Money(amount=Decimal(9), currency="EUR")]
    page.set_budgets(limits, Grouping.DAY)
    assert page.chart._budget is not None
    assert page.chart._budget.words == "daily budget  $22.00"
    page.show_series((replace(picture_history().spend[0], unit="EUR"),))
    assert page.chart._budget is not None
    assert page.chart._budget.words == "daily budget  €9.00"
    page.set_budgets(limits[:1], Grouping.DAY)
    assert page.chart._budget is None


def test_the_figure_of_the_period_stands_above_with_its_change(page: SeriesPage) -> None:
    figures = PeriodFigures(period(PeriodKind.LAST_30_DAYS, TODAY), TODAY)
    money = MoneyFigure(status=FigureStatus.KNOWN, totals=(Money(amount=Decimal(9), currency="USD"),))
    total = (
        PeriodTotal(
            period=figures.period,
            money=money,
            change=(("USD", Decimal("-0.125")),),
            before=figures.compared[1],
        )
        if figures.compared
        else None
    )
    assert total is not None
    page.headline.show_money(total, page._wording)
    assert page.headline.figure.text() == "$9.00"
    assert page.headline.change.text().startswith("▼ 12")
    assert page.headline.change.text().endswith("against 24 Sept \u2013 22 Oct".replace("Sept", "Sep"))


def test_bars_that_do_not_add_up_to_the_figure_above_say_so(page: SeriesPage) -> None:
    (series,) = picture_history().spend
    whole = sum(series.totals, Decimal(0))
    chosen = period(PeriodKind.LAST_30_DAYS, TODAY)

    def told(amount: Decimal) -> list[str]:
        money = MoneyFigure(status=FigureStatus.KNOWN, totals=(Money(amount=amount, currency="USD"),))
        page.set_total(PeriodTotal(period=chosen, money=money))
        return [note.words for note in page.notes.notes if note.sign == "≠"]

    page.show_series((series,))
    assert told(whole) == []
    (words,) = told(whole + 1)
    assert "day by day" in words
