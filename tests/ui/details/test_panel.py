from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from aimonitor.domain.history import EVERYONE, History, all_of
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind, period
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import ProviderState
from aimonitor.errors import Repair
from aimonitor.insight.grouping import Grouping
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.insight.type_totals import type_total
from aimonitor.providers.builtin.openai.manifest import MANIFEST
from aimonitor.qtmodels.format import amounts
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.view import Zoom
from aimonitor.ui.details import words
from aimonitor.ui.details.panel import DetailsPanel, Tab
from tests.insight.test_left import of_points
from tests.ui.details.samples import long_history, picture_history
from tests.ui.factories import picture_states, poll, polls, refused, state
from tests.ui.hostile import HOSTILE_NAME, hostile_states
from tests.ui.moments import NOW, TODAY

FIRST = date(2026, 10, 24)


class Asks:
    """What the panel asked for."""

    def __init__(self, panel: DetailsPanel) -> None:
        self.history: list[tuple[str, date, date]] = []
        self.polls: list[str] = []
        self.repairs: list[tuple[str, Repair]] = []
        panel.history_wanted.connect(lambda *wish: self.history.append(wish))
        panel.polls_wanted.connect(self.polls.append)
        panel.repair_wanted.connect(lambda *wish: self.repairs.append(wish))


@pytest.fixture
def panel(qtbot: QtBot) -> DetailsPanel:
    made = DetailsPanel(manifest_of={"openai": MANIFEST}.get, now=lambda: NOW)
    qtbot.addWidget(made)
    made.resize(1152, 295)
    made.show()
    return made


@pytest.fixture
def asks(panel: DetailsPanel) -> Asks:
    return Asks(panel)


def _other(position: int = 1) -> ProviderState:
    return state("Other", "openai", position)


def _shown(panel: DetailsPanel) -> str:
    """Every text that can be read on the panel now."""
    labels = panel.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisibleTo(panel))


def test_with_nothing_selected_it_says_what_to_do(panel: DetailsPanel, asks: Asks) -> None:
    assert _shown(panel) == words.NOTHING_SELECTED
    assert (asks.history, asks.polls) == ([], [])


def test_selecting_asks_once_for_the_days_and_not_for_the_polls(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.set_state(replace(state(), polling=True))
    for tab in (Tab.TOKENS, Tab.MODELS, Tab.LIMITS, Tab.SPEND):
        panel.pages.setCurrentIndex(tab)
    assert asks.history == [("p0", FIRST, TODAY)]
    assert asks.polls == []
    assert words.READING in _shown(panel)


def test_polls_are_asked_for_when_they_are_looked_at(panel: DetailsPanel, asks: Asks) -> None:
    panel.pages.setCurrentIndex(Tab.POLLS)
    panel.set_state(state())
    assert (asks.history, asks.polls) == ([], ["p0"])
    panel.pages.setCurrentIndex(Tab.SPEND)
    panel.pages.setCurrentIndex(Tab.POLLS)
    assert (len(asks.history), asks.polls) == (1, ["p0"])


def test_a_new_poll_asks_again(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.set_state(replace(state(), last_poll=poll(ago=timedelta(0))))
    assert len(asks.history) == 2
    assert panel.pages.spend.chart.series is not None


def test_what_was_put_away_is_asked_for_again(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.set_state(None)
    panel.set_state(state())
    assert len(asks.history) == 2
    panel.set_history(picture_history())
    panel.pages.setCurrentIndex(Tab.LIMITS)
    panel.set_state(_other())
    panel.set_state(state())
    assert len(asks.history) == 2
    panel.pages.setCurrentIndex(Tab.SPEND)
    assert asks.history[2:] == [("p0", FIRST, TODAY)]


def test_a_hidden_panel_asks_for_nothing_until_it_is_shown(panel: DetailsPanel, asks: Asks) -> None:
    panel.hide()
    panel.set_state(state())
    assert asks.history == []
    panel.show()
    assert asks.history == [("p0", FIRST, TODAY)]


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (PeriodKind.TODAY, TODAY, TODAY),
        (PeriodKind.LAST_7_DAYS, date(2026, 11, 16), TODAY),
        (PeriodKind.THIS_MONTH, date(2026, 11, 1), TODAY),
        (PeriodKind.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_each_period_asks_for_its_days(
    panel: DetailsPanel, asks: Asks, kind: PeriodKind, first: date, last: date
) -> None:
    panel.set_period(kind)
    panel.set_state(state())
    assert asks.history == [("p0", first, last)]


def test_a_custom_period_needs_its_bounds(panel: DetailsPanel, asks: Asks) -> None:
    with pytest.raises(ValueError, match="bounds"):
        panel.set_period(PeriodKind.CUSTOM)
    panel.set_state(state())
    panel.set_period(PeriodKind.CUSTOM, date(2026, 1, 1), date(2026, 2, 1))
    assert asks.history[-1] == ("p0", date(2026, 1, 1), date(2026, 2, 1))


def test_days_of_another_provider_or_period_are_not_shown(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history("p9"))
    panel.set_history(long_history(7, 2))
    panel.set_polls("p9", polls("p9"))
    assert panel.pages.spend.chart.series is None
    assert panel.pages.polls.model.rowCount() == 0


def test_another_provider_never_shows_the_days_of_the_one_before(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.set_polls("p0", polls())
    panel.set_state(_other())
    assert panel.pages.spend.chart.series is None
    assert words.READING in _shown(panel)
    panel.pages.setCurrentIndex(Tab.POLLS)
    assert words.READING_POLLS in _shown(panel)


def test_the_picture_has_its_heading_legend_and_notes(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    shown = _shown(panel)
    assert "OpenAI — production" in shown
    assert "24 Oct \u2013 22 Nov, by model, UTC days" in shown
    assert "no data on 6 Nov: not read yet" in shown
    assert "22 Nov: today is still growing" in shown
    assert [row.label for row in panel.pages.spend.legend.rows] == [
        "gpt-5.1",
        "gpt-5.1-mini",
        "text-embedding-3",
        "other (4)",
        "total",
    ]


def test_updates_keep_tab_cursor_selection_and_scroll(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(long_history(30, 30))
    panel.pages.setCurrentIndex(Tab.MODELS)
    table = panel.pages.models.table
    table.selectRow(12)
    table.verticalScrollBar().setValue(5)
    chosen = table.currentIndex().data()
    panel.pages.spend.chart.point_at(3)
    panel.set_state(replace(state(), last_poll=poll(ago=timedelta(0)), warnings=("new",)))
    panel.set_history(long_history(30, 29))
    assert table.currentIndex().data() == chosen
    assert table.verticalScrollBar().value() == 5
    assert panel.pages.spend.chart.pointed == 3
    assert panel.pages.currentIndex() == Tab.MODELS


def test_a_key_that_reads_no_cost_says_which_one_does(panel: DetailsPanel) -> None:
    panel.set_state(replace(state(), capabilities=frozenset({Capability.TOKENS})))
    panel.set_history(replace(picture_history(), spend=()))
    assert words.no_spend_words(panel.state or state(), MANIFEST) in _shown(panel)
    panel.pages.setCurrentIndex(Tab.TOKENS)
    assert panel.pages.tokens.chart.isVisible()


def test_a_problem_stands_above_with_its_one_button(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(refused(0))
    assert "The key was refused (401)." in _shown(panel)
    assert panel.strip.button.text() == "Replace key…"
    QTest.mouseClick(panel.strip.button, Qt.MouseButton.LeftButton)
    assert asks.repairs == [("p0", Repair.REPLACE_KEY)]
    panel.set_state(state())
    assert not panel.strip.isVisible()


def test_a_problem_without_a_repair_has_no_button(panel: DetailsPanel) -> None:
    one = refused(0)
    assert one.problem is not None
    panel.set_state(replace(one, problem=replace(one.problem, repair=None)))
    assert panel.strip.isVisible()
    assert not panel.strip.button.isVisible()


def test_a_failure_to_read_is_said_and_asked_for_again(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.show_failure("p9", "not this one")
    panel.show_failure("p0", "The history is locked by another program.")
    assert "The history is locked by another program." in _shown(panel)
    panel.pages.setCurrentIndex(Tab.TOKENS)
    assert len(asks.history) == 2
    panel.set_history(picture_history())
    panel.show_failure("p0", "The history is locked by another program.")
    assert panel.pages.spend.chart.series is not None


def test_limits_are_shown_without_asking(panel: DetailsPanel, asks: Asks) -> None:
    panel.pages.setCurrentIndex(Tab.LIMITS)
    panel.set_state(picture_states()[2])
    assert panel.pages.limits.model.rowCount() == 1
    assert "Prepaid balance: $137.50" in _shown(panel).replace("US$", "$")
    assert asks.history == []
    panel.set_state(state())
    assert words.NO_LIMITS in _shown(panel)
    points = of_points("100")
    panel.set_state(replace(state(), windows=points.windows, left=points.left))
    assert "Points left: " in _shown(panel)


def test_polls_come_newest_first_with_the_next_one_above(panel: DetailsPanel) -> None:
    panel.pages.setCurrentIndex(Tab.POLLS)
    panel.set_state(state())
    panel.set_polls("p0", reversed(polls()))
    view = panel.pages.polls.sorted
    times = [view.index(row, 0).data() for row in range(view.rowCount())]
    assert times == sorted(times, reverse=True)
    assert "Next poll at " in _shown(panel)
    panel.set_polls("p0", [])
    assert words.NO_POLLS in _shown(panel)


def test_rows_that_only_mark_read_days_are_not_models(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_period(PeriodKind.CUSTOM, TODAY - timedelta(days=399), TODAY)
    panel.set_history(long_history())
    assert panel.pages.models.model.rowCount() == 30
    assert panel.pages.models.table.isColumnHidden(panel.pages.models.model.column_of("cache_write"))
    assert "no data on 7 of 400 days" in "\n".join(note.words for note in panel.pages.spend.notes.notes)


@pytest.mark.parametrize("one", hostile_states(), ids=lambda one: one.provider.id)
@pytest.mark.parametrize("tab", list(Tab))
def test_hostile_providers_are_survived(panel: DetailsPanel, one: ProviderState, tab: Tab) -> None:
    panel.pages.setCurrentIndex(tab)
    panel.set_state(one)
    panel.set_history(picture_history(one.provider.id))
    panel.set_polls(one.provider.id, polls(one.provider.id))
    assert not panel.grab().isNull()


def test_hostile_names_are_plain_text(panel: DetailsPanel) -> None:
    panel.set_state(state(HOSTILE_NAME))
    panel.set_history(picture_history())
    assert panel.pages.spend.name.text() == " ".join(HOSTILE_NAME.split())
    labels = panel.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_panel_that_nobody_sees_has_no_tabs_and_keeps_the_newest_for_them(panel: DetailsPanel) -> None:
    told = list[str]()
    panel.tell_pages("what", lambda _pages: told.append("first"))
    panel.tell_pages("what", lambda _pages: told.append("newest"))
    panel.set_state(state())
    panel.set_budgets((Money(amount=Decimal(90), currency="USD"),), Grouping.DAY)
    assert panel._pages is None
    assert told == []
    assert list(panel.pages.spend._budgets) == [Grouping.DAY]
    panel.tell_pages("what", lambda _pages: told.append("at once"))
    assert told == ["newest", "at once"]


def test_a_budget_is_drawn_in_its_own_currency_only(panel: DetailsPanel) -> None:
    panel.set_budgets((Money(amount=Decimal(90), currency="EUR"),), Grouping.DAY)
    panel.set_state(state())
    panel.set_history(picture_history())
    chart = panel.pages.spend.chart
    assert chart._budget is None
    panel.set_budgets((Money(amount=Decimal(90), currency="USD"),), Grouping.DAY)
    assert chart._budget is not None
    assert chart._budget.words.startswith("daily budget")


def test_weeks_have_a_budget_of_their_own(panel: DetailsPanel) -> None:
    panel.set_budgets([Money(amount=Decimal(90), currency="USD")], Grouping.WEEK)
    panel.set_state(state())
    panel.set_history(picture_history())
    page = panel.pages.spend
    assert page.chart._budget is None
    QTest.mouseClick(page.grouping.buttons[1], Qt.MouseButton.LeftButton)
    assert page.chart._budget is not None
    assert page.chart._budget.words.startswith("weekly budget")


def test_other_decimals_are_used_at_once(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    before = panel.pages.spend.legend.rows[0].total
    locale = panel._wording.locale
    panel.set_wording(Wording(locale=locale, now=NOW, decimals=4))
    assert len(panel.pages.spend.legend.rows[0].total) == len(before) + 2
    model = panel.pages.models.model
    assert len(str(model.index(0, model.column_of("cost")).data()).partition(".")[2]) == 4


def test_other_decimals_reach_the_figure_of_the_period_too(panel: DetailsPanel) -> None:
    panel.set_state(state())
    days = PeriodFigures(period(PeriodKind.THIS_MONTH, TODAY), TODAY)
    panel.set_total(days.total([state()]))
    figure = panel.pages.spend.headline.figure
    assert figure.text() == "$241.07"
    panel.set_wording(Wording(locale=panel._wording.locale, now=NOW, decimals=4))
    assert figure.text() == "$241.0700"


def test_after_midnight_utc_other_days_are_shown(qtbot: QtBot) -> None:
    times = [NOW]
    panel = DetailsPanel(now=lambda: times[-1])
    qtbot.addWidget(panel)
    asks = Asks(panel)
    panel.show()
    panel.set_state(state())
    times.append(NOW + timedelta(days=1))
    panel.set_state(state())
    assert asks.history[-1] == ("p0", date(2026, 10, 25), date(2026, 11, 23))


def test_everything_is_reached_by_keys(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.pages.tabBar().setFocus()
    QTest.keyClick(panel.pages.tabBar(), Qt.Key.Key_Right)
    assert panel.pages.currentIndex() == Tab.TOKENS
    assert panel.pages.tokens.chart.focusPolicy() == Qt.FocusPolicy.StrongFocus
    for page in (panel.pages.models, panel.pages.limits, panel.pages.polls):
        assert page.table.focusPolicy() != Qt.FocusPolicy.NoFocus
        assert page.table.accessibleName()


def test_from_right_to_left_the_chart_stands_at_the_right(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    chart, name = panel.pages.spend.chart, panel.pages.spend.name

    def chart_is_right_of_name() -> bool:
        middles = (widget.mapTo(panel, widget.rect().center()).x() for widget in (chart, name))
        return next(middles) > next(middles)

    qtbot.waitUntil(chart_is_right_of_name)


def _everyone() -> History:
    one = picture_history()
    return replace(one, provider_id=EVERYONE, spend_by_model=one.spend, begins=(("New", TODAY),))


def test_without_a_selection_all_providers_are_asked_for_and_shown(panel: DetailsPanel, asks: Asks) -> None:
    wanted: list[tuple[date, date, str]] = []
    panel.overview_wanted.connect(lambda *wish: wanted.append(wish))
    panel.set_state(None)
    assert (wanted, asks.history) == ([(FIRST, TODAY, "")], [])
    panel.set_history(_everyone())
    shown = _shown(panel)
    assert words.EVERYONE in shown
    assert "New from 22 Nov 2026 on" in shown
    assert panel.pages.spend.stacking.isVisible()
    pages = panel.pages
    assert not pages.isTabVisible(Tab.LIMITS)
    assert not pages.isTabVisible(Tab.POLLS)
    panel.look_again()
    assert len(wanted) == 2


def test_the_head_of_a_group_shows_its_type_s_providers(panel: DetailsPanel) -> None:
    wanted: list[tuple[date, date, str]] = []
    panel.overview_wanted.connect(lambda *wish: wanted.append(wish))
    panel.set_group(type_total([state()]))
    panel.set_state(None)
    assert wanted == [(FIRST, TODAY, "openai")]
    panel.set_history(_everyone())
    assert panel.pages.spend.chart.series is None
    panel.set_history(replace(_everyone(), provider_id=all_of("openai")))
    shown = _shown(panel)
    assert "OpenAI" in shown
    assert words.EVERYONE not in shown
    panel.set_group(None)
    panel.set_state(None)
    assert wanted[-1] == (FIRST, TODAY, "")


def test_a_selection_brings_its_own_tabs_back(panel: DetailsPanel) -> None:
    panel.set_state(None)
    panel.set_history(_everyone())
    panel.set_state(state())
    assert panel.pages.isTabVisible(Tab.POLLS)
    assert panel.pages.spend.chart.series is None
    panel.set_history(_everyone())
    assert panel.pages.spend.chart.series is None


def test_nothing_known_of_anyone_is_said(panel: DetailsPanel) -> None:
    panel.set_state(None)
    panel.set_history(replace(_everyone(), spend=(), spend_by_model=(), tokens=None))
    assert "No cost of any provider is known for these days." in _shown(panel)


def test_a_failure_to_read_all_providers_is_said(panel: DetailsPanel) -> None:
    panel.set_state(None)
    panel.show_failure(EVERYONE, "The history is locked.")
    assert "The history is locked." in _shown(panel)


def test_the_year_is_asked_for_when_it_is_looked_at(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.pages.setCurrentIndex(Tab.YEAR)
    assert asks.history[1:] == [("p0", TODAY - timedelta(days=364), TODAY)]
    panel.set_history(long_history(365, 3))
    page = panel.pages.year
    assert page.chart.series is not None
    assert not page.later.isEnabled()
    assert panel.pages.spend.chart.series is None


def test_the_years_before_are_a_step_away(panel: DetailsPanel, asks: Asks) -> None:
    panel.set_state(state())
    panel.pages.setCurrentIndex(Tab.YEAR)
    panel.set_history(long_history(365, 3))
    QTest.mouseClick(panel.pages.year.earlier, Qt.MouseButton.LeftButton)
    before = TODAY - timedelta(days=365)
    assert asks.history[-1] == ("p0", before - timedelta(days=364), before)
    assert panel.pages.year.chart.series is None
    panel.set_history(replace(long_history(365, 3), first=before - timedelta(days=364), last=before))
    assert panel.pages.year.later.isEnabled()
    QTest.mouseClick(panel.pages.year.later, Qt.MouseButton.LeftButton)
    assert asks.history[-1] == ("p0", TODAY - timedelta(days=364), TODAY)


def test_a_day_of_the_year_is_chosen(panel: DetailsPanel, qtbot: QtBot) -> None:
    panel.set_state(state())
    panel.pages.setCurrentIndex(Tab.YEAR)
    panel.set_history(long_history(365, 3))
    panel.pages.year.chart.point_at(300)
    with qtbot.waitSignal(panel.day_chosen) as told:
        QTest.keyClick(panel.pages.year.chart, Qt.Key.Key_Space)
    assert told.args == [TODAY - timedelta(days=64)]


def test_a_year_without_cost_says_why(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.pages.setCurrentIndex(Tab.YEAR)
    panel.set_history(replace(long_history(365, 3), spend=()))
    assert words.no_spend_words(state(), MANIFEST) in _shown(panel)


def test_other_days_are_looked_at_as_a_whole(panel: DetailsPanel) -> None:
    panel.set_state(state())
    panel.set_history(picture_history())
    panel.pages.spend.chart.set_zoom(Zoom(first=FIRST, last=FIRST + timedelta(days=3)))
    panel.pages.spend.legend.toggled.emit("gpt-5.1")
    panel.set_period(PeriodKind.LAST_7_DAYS)
    assert panel.pages.spend.chart.zoom is None
    panel.set_period(PeriodKind.LAST_30_DAYS)
    panel.set_history(picture_history())
    assert not any(row.is_hidden for row in panel.pages.spend.legend.rows)


def test_the_figure_of_the_period_is_that_of_card_and_table(panel: DetailsPanel) -> None:
    figures = PeriodFigures(period(PeriodKind.LAST_30_DAYS, TODAY), TODAY)
    panel.set_state(state())
    panel.set_total(figures.of(state()))
    panel.set_history(picture_history())
    money = figures.of(state()).money
    assert money is not None
    locale = panel._wording.locale
    assert panel.pages.spend.headline.figure.text() == amounts(money.totals, locale)
    assert panel.pages.tokens.headline.figure.text().endswith(" M")
