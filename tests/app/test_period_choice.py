from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.app.desktop import Desktop
from aimonitor.domain.periods import ONE_DAY, PeriodKind, period, utc_day
from aimonitor.domain.spans import SpanRead, SpanSums
from aimonitor.domain.usage import Provenance
from aimonitor.errors import AppError
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.qtmodels.format import amounts
from aimonitor.ui.dialogs.export import ExportDialog
from aimonitor.ui.dialogs.period import PeriodDialog
from tests.app.painted import painted
from tests.ui.factories import TODAY, picture_dashboard, picture_states, usd


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        desktop.window.set_states(picture_states())
        yield desktop


def asked(desktop: Desktop) -> PeriodDialog:
    desktop.actions.periods[PeriodKind.CUSTOM].trigger()
    dialog = desktop.dialogs._open
    assert isinstance(dialog, PeriodDialog)
    return dialog


def test_a_period_that_was_not_chosen_after_all_is_not_named(desktop: Desktop) -> None:
    desktop.actions.periods[PeriodKind.LAST_7_DAYS].trigger()
    asked(desktop).reject()
    assert desktop.actions.period is PeriodKind.LAST_7_DAYS
    assert desktop.window.toolbar.period.text().startswith("Last 7 days")
    assert desktop.details.period is PeriodKind.LAST_7_DAYS


def test_chosen_days_are_shown_and_offered_again(desktop: Desktop) -> None:
    first, last = QDate(2026, 1, 3), QDate(2026, 1, 9)
    dialog = asked(desktop)
    dialog.first.setDate(first)
    dialog.last.setDate(last)
    dialog.accept()
    assert desktop.details.period is PeriodKind.CUSTOM
    assert desktop.actions.period is PeriodKind.CUSTOM
    again = asked(desktop)
    assert (again.first.date(), again.last.date()) == (first, last)
    again.reject()
    assert desktop.actions.period is PeriodKind.CUSTOM


def _this_month(desktop: Desktop) -> None:
    desktop.periods._renew()


def _heading(desktop: Desktop) -> str:
    model = desktop.window.model
    return str(model.headerData(model.column_of("month"), Qt.Orientation.Horizontal))


def _cell(desktop: Desktop, row: int, column: str = "month") -> str:
    model = desktop.window.model
    return str(model.index(row, model.column_of(column)).data())


def _spent(desktop: Desktop) -> tuple[str, str]:
    face = desktop.window.cards.spent.face
    return face.title.text(), face.value.text()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the picture's figures."""
    monkeypatch.setattr("aimonitor.app.period._today", lambda: TODAY)


@pytest.mark.usefixtures("today")
def test_card_and_column_follow_the_period_and_the_other_cards_stay(desktop: Desktop) -> None:
    desktop.window.set_dashboard(picture_dashboard())
    others = [card.face.value.text() for card in (desktop.window.cards.today, desktop.window.cards.pace)]
    _this_month(desktop)
    assert _spent(desktop)[0] == "Spent this month"
    assert (_heading(desktop), _cell(desktop, 0)) == ("This month", "$241.07")
    desktop.actions.periods[PeriodKind.LAST_7_DAYS].trigger()
    states = desktop.window.model.records
    figures = PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY)
    expected = figures.of(states[0]).money
    assert expected is not None
    locale = desktop.window.model.wording.locale
    assert (_heading(desktop), _cell(desktop, 0)) == ("Last 7 days", amounts(expected.totals, locale))
    title, value = _spent(desktop)
    total = figures.total(states).money
    assert total is not None
    assert title == "Spent in the last 7 days"
    assert value.startswith(amounts(total.totals, locale))
    assert others == [
        card.face.value.text() for card in (desktop.window.cards.today, desktop.window.cards.pace)
    ]


@pytest.mark.usefixtures("today")
def test_days_that_have_to_be_read_are_dots_until_they_are_there(desktop: Desktop) -> None:
    desktop.window.set_dashboard(picture_dashboard())
    desktop.periods.choose_days(date(2025, 1, 1), date(2025, 12, 31))
    assert _heading(desktop) == "Chosen days"
    assert _spent(desktop)[0] == "Spent 1 Jan \u2013 31 Dec 2025"
    assert (_cell(desktop, 0), _cell(desktop, 0, "tokens"), _spent(desktop)[1]) == ("…", "…", "…")
    ((token, name, (spans,)),) = desktop.periods.service._waiting
    assert name == "read_spans"
    sums = {
        "p0": SpanSums(cost=(usd("1234.5"),), cost_days=365, final_days=365, provenance=Provenance.BILLED)
    }
    desktop.periods.service.spans_read.emit(tuple(SpanRead(span=span, sums=sums) for span in spans))
    desktop.periods.service.request_done.emit(token, None)
    assert _cell(desktop, 0) == "$1,234.50"
    assert _cell(desktop, 1) == "unknown"
    assert _spent(desktop)[1] == "$1,234.50"


@pytest.mark.usefixtures("today")
def test_days_that_cannot_be_read_say_why_and_are_asked_for_again(desktop: Desktop) -> None:
    desktop.periods.choose_days(date(2025, 1, 1), date(2025, 12, 31))
    desktop.periods.choose_days(date(2024, 1, 1), date(2024, 12, 31))
    service = desktop.periods.service
    assert len(service._waiting) == 1
    service.request_done.emit(service._waiting[0][0], AppError("The history is locked."))
    assert "The history is locked." in [label.text() for label in desktop.window.banners.findChildren(QLabel)]
    assert len(service._waiting) == 2
    assert service._waiting[1][2][0][0].first == date(2024, 1, 1)


@pytest.mark.usefixtures("today")
def test_late_answers_about_another_period_are_not_shown(desktop: Desktop) -> None:
    desktop.periods.choose_days(date(2025, 1, 1), date(2025, 12, 31))
    spans = desktop.periods.service._waiting[0][2][0]
    desktop.actions.periods[PeriodKind.LAST_7_DAYS].trigger()
    desktop.periods.service.spans_read.emit(tuple(SpanRead(span=span, sums={}) for span in spans))
    assert _heading(desktop) == "Last 7 days"
    assert _cell(desktop, 0).startswith("$")


def test_the_period_survives_a_restart(qapp: QApplication, private_home: Path) -> None:
    with painted(qapp, private_home / "aimonitor") as left:
        left.periods.choose_days(date(2026, 1, 3), date(2026, 1, 9))
    with painted(qapp, private_home / "aimonitor") as found:
        assert found.actions.period is PeriodKind.CUSTOM
        assert found.window.toolbar.period.text() == "3\u20139 Jan 2026 ▾"
        assert _heading(found) == "3\u20139 Jan 2026"
        assert found.window.cards.spent.face.title.text() == "Spent 3\u20139 Jan 2026"


def test_an_export_begins_with_the_chosen_period(desktop: Desktop) -> None:
    desktop.window.app_actions.show_filled(filled=True)
    desktop.actions.periods[PeriodKind.LAST_MONTH].trigger()
    desktop.actions.export.trigger()
    dialog = desktop.dialogs._open
    assert isinstance(dialog, ExportDialog)
    chosen = desktop.actions.chosen(utc_day(datetime.now(UTC)))
    assert dialog.period.bounds() == (chosen.first, chosen.last)
    dialog.reject()
    desktop.periods.choose_days(date(2026, 1, 3), date(2026, 1, 9))
    desktop.actions.export.trigger()
    again = desktop.dialogs._open
    assert isinstance(again, ExportDialog)
    assert again.period.bounds() == (date(2026, 1, 3), date(2026, 1, 9))


@pytest.mark.usefixtures("today")
def test_another_day_moves_the_period(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    desktop.actions.periods[PeriodKind.LAST_7_DAYS].trigger()
    monkeypatch.setattr("aimonitor.app.period._today", lambda: TODAY + ONE_DAY)
    desktop.service.dashboard_changed.emit(replace(picture_dashboard(), day=TODAY + ONE_DAY))
    figures = desktop.periods._figures
    assert figures is not None
    assert (figures.today, figures.period.last) == (TODAY + ONE_DAY, TODAY + ONE_DAY)


@pytest.mark.usefixtures("today")
def test_a_day_of_the_year_becomes_the_period(desktop: Desktop) -> None:
    desktop.details.day_chosen.emit(TODAY - ONE_DAY)
    assert desktop.actions.chosen(TODAY).first == desktop.actions.chosen(TODAY).last == TODAY - ONE_DAY
    assert desktop.window.toolbar.period.text() == "21 Nov 2026 ▾"


@pytest.mark.usefixtures("today")
def test_all_providers_are_read_through_the_face_and_anew_after_polls(desktop: Desktop) -> None:
    desktop.window.view.select_everyone()
    service = desktop.periods.service
    asked = [wish for wish in service._waiting if wish[1] == "read_overview"]
    assert len(asked) == 1
    service.request_done.emit(asked[0][0], None)
    desktop.service.provider_changed.emit(desktop.window.model.records[0])
    desktop.service.provider_changed.emit(desktop.window.model.records[1])
    assert desktop.periods._later.isActive()
    desktop.periods._later.timeout.emit()
    assert len([wish for wish in service._waiting if wish[1] == "read_overview"]) == 2


@pytest.mark.usefixtures("today")
def test_all_providers_that_cannot_be_read_are_said_where_they_would_be(desktop: Desktop) -> None:
    desktop.window.view.select_everyone()
    service = desktop.periods.service
    (token, *_), *_ = [wish for wish in service._waiting if wish[1] == "read_overview"]
    service.request_done.emit(token, AppError("The history is locked."))
    assert desktop.details.pages.spend.words.text() == "The history is locked."


@pytest.mark.usefixtures("today")
def test_polls_that_change_a_period_beyond_what_is_at_hand_read_it_anew(desktop: Desktop) -> None:
    desktop.periods.choose_days(date(2025, 1, 1), date(2025, 12, 31))
    service = desktop.periods.service
    service.request_done.emit(service._waiting[0][0], None)
    desktop.service.provider_changed.emit(desktop.window.model.records[0])
    desktop.periods._later.timeout.emit()
    assert [wish[1] for wish in service._waiting] == ["read_spans", "read_spans"]


def test_the_head_of_a_group_shows_its_own_sum_and_days(desktop: Desktop) -> None:
    desktop.actions.periods[PeriodKind.THIS_MONTH].trigger()
    desktop.actions.grouped.trigger()
    desktop.window.view.select_provider("type:openai")
    total = desktop.details.pages.spend._total
    assert total is not None
    assert total.money is not None
    assert total.money.totals == (usd("241.07"),)
    desktop.window.show()
    QApplication.processEvents()
    asked_for = [wish for wish in desktop.periods.service._waiting if wish[1] == "read_overview"]
    assert "openai" in asked_for[-1][2]


@pytest.mark.usefixtures("today")
def test_the_total_is_that_of_the_rows_once_a_provider_changed_or_went(desktop: Desktop) -> None:
    desktop.window.set_dashboard(picture_dashboard())
    desktop.actions.periods[PeriodKind.LAST_7_DAYS].trigger()
    states = desktop.window.model.records
    figures = PeriodFigures(period(PeriodKind.LAST_7_DAYS, TODAY), TODAY)

    def expected() -> str:
        total = figures.total(desktop.window.model.records).money
        assert total is not None
        return amounts(total.totals, desktop.window.model.wording.locale)

    desktop.window.select_provider(states[1].provider.id)
    desktop.periods._told.invalidate()  # nothing was told just now
    before = expected()
    desktop.service.provider_changed.emit(replace(states[0], days_known=states[1].days_known))
    assert expected() != before
    assert _spent(desktop)[1].startswith(expected())
    before = expected()
    desktop.service.provider_removed.emit(states[0].provider.id)
    assert expected() != before
    assert _spent(desktop)[1].startswith(expected())
