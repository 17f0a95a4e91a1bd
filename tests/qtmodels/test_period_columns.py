from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from aimonitor.domain.periods import Period, PeriodKind, period
from aimonitor.domain.spans import SpanRead, SpanSums
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.qtmodels.period_words import heading, spent_title
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.providers_proxy import ProvidersProxy
from aimonitor.qtmodels.records import Role, Wording
from tests.ui.factories import NOW, TODAY, picture_states, usd

LOCALE = QLocale("en_GB")


@pytest.fixture
def model(qtbot: QtBot) -> ProvidersModel:
    del qtbot
    made = ProvidersModel(Wording(locale=LOCALE, now=NOW))
    made.set_records(picture_states())
    return made


def custom(days: int) -> Period:
    return Period(kind=PeriodKind.CUSTOM, first=TODAY - timedelta(days=days - 1), last=TODAY)


def answer(model: ProvidersModel, row: int, column: str, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return model.index(row, model.column_of(column)).data(role)


@pytest.mark.parametrize(
    ("kind", "column", "card"),
    [
        (PeriodKind.TODAY, "Today, UTC", "Spent today (UTC)"),
        (PeriodKind.LAST_7_DAYS, "Last 7 days", "Spent in the last 7 days"),
        (PeriodKind.LAST_30_DAYS, "Last 30 days", "Spent in the last 30 days"),
        (PeriodKind.THIS_MONTH, "This month", "Spent this month"),
        (PeriodKind.LAST_MONTH, "Last month", "Spent last month"),
    ],
)
def test_titles_say_which_period_it_is(kind: PeriodKind, column: str, card: str) -> None:
    chosen = period(kind, TODAY)
    assert (heading(chosen, LOCALE), spent_title(chosen, LOCALE)) == (column, card)


def test_days_of_the_users_own_are_named_where_there_is_room() -> None:
    short = Period(kind=PeriodKind.CUSTOM, first=date(2026, 1, 3), last=date(2026, 1, 9))
    assert heading(short, LOCALE) == "3\u20139 Jan 2026"
    assert heading(custom(400), LOCALE) == "Chosen days"
    assert spent_title(custom(400), LOCALE) == "Spent 19 Oct 2025 \u2013 22 Nov 2026"


def test_two_columns_follow_and_the_others_stay(model: ProvidersModel) -> None:
    before = [answer(model, 0, column.id) for column in model.columns]
    changed: list[int] = []
    headings: list[int] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.column()))
    model.headerDataChanged.connect(lambda _way, first, _last: headings.append(first))
    model.set_figures(PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY))
    after = [answer(model, 0, column.id) for column in model.columns]
    different = [place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    own = [model.column_of("month"), model.column_of("tokens")]
    assert different == changed == headings == own
    assert "16\u201322 Nov 2026" in str(
        model.headerData(own[0], Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    )


def test_what_is_not_read_yet_is_dots_that_sort_last(model: ProvidersModel) -> None:
    chosen = custom(400)
    model.set_figures(PeriodFigures(chosen, TODAY))
    assert (answer(model, 0, "month"), answer(model, 0, "tokens")) == ("…", "…")
    assert answer(model, 0, "month", Role.SORT) is None
    sums = {"p0": SpanSums(cost=(usd("5"),), cost_days=399, tokens=7, token_days=399)}
    spans = PeriodFigures(chosen, TODAY).wanted
    model.set_figures(PeriodFigures(chosen, TODAY, [SpanRead(span=span, sums=sums) for span in spans]))
    assert (answer(model, 0, "month"), answer(model, 0, "tokens")) == ("$5.00", "7")


def test_a_view_sorted_by_the_period_is_sorted_anew(model: ProvidersModel) -> None:
    proxy = ProvidersProxy(model)
    proxy.sort(model.column_of("month"), Qt.SortOrder.DescendingOrder)
    month = [proxy.index(row, 0).data() for row in range(proxy.rowCount())]
    model.set_figures(PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY))
    week = [proxy.index(row, 0).data() for row in range(proxy.rowCount())]
    values = [proxy.index(row, 3).data(Role.SORT) for row in range(proxy.rowCount())]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=True)
    assert sorted(month) == sorted(week)


def test_a_changed_provider_has_the_figure_of_the_period(model: ProvidersModel) -> None:
    model.set_figures(PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY))
    before = answer(model, 0, "month")
    state = model.records[0]
    days = tuple(replace(day, cost=(usd("1"),)) for day in state.days_known)
    model.upsert(replace(state, days_known=days))
    assert before != answer(model, 0, "month") == "$7.00"
