from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.app.alert_pages import AlertPages
from aimonitor.app.desktop import Desktop
from aimonitor.domain.alert import AlertBook, AlertRule, RuleChoice, Snoozing
from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import AppError, ConfigError, DatabaseError, DatabaseFault
from aimonitor.ui.dialogs.alerts import AlertsDialog
from aimonitor.ui.dialogs.rules import RulesDialog
from aimonitor.ui.dialogs.settings import SettingsDialog
from tests.app.painted import painted
from tests.ui.dialogs.alert_samples import BOOK, LOW, alert
from tests.ui.factories import TODAY, picture_states

DAY = TODAY - timedelta(days=3)


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        desktop.window.set_states(picture_states())
        yield desktop


@pytest.fixture
def pages(desktop: Desktop) -> AlertPages:
    return AlertPages(desktop)


def opened(pages: AlertPages) -> AlertsDialog:
    pages._desktop.actions.alerts.trigger()
    assert pages.dialog is not None
    return pages.dialog


def waiting(pages: AlertPages) -> list[tuple[str, tuple[object, ...]]]:
    return [(name, arguments) for _token, name, arguments in pages.service._waiting if name != "list_alerts"]


def answer(pages: AlertPages, error: AppError) -> None:
    """End the newest wish that way."""
    pages.service.request_done.emit(pages.service._waiting[-1][0], error)


def test_a_fault_of_what_others_asked_is_not_said_here(pages: AlertPages) -> None:
    dialog = opened(pages)
    pages.service.request_done.emit(pages.service.test_channel("webhook"), ConfigError("It is off."))
    assert dialog.problem.text() == ""
    answer_of_list = pages.service.list_alerts()
    pages.service.request_done.emit(answer_of_list, ConfigError("Asked by another."))
    assert not dialog.problem.isVisible()


def test_alerts_that_cannot_be_read_are_said_to_be_so(pages: AlertPages) -> None:
    dialog = opened(pages)
    answer(pages, DatabaseError("The disk is broken.", fault=DatabaseFault.FULL))
    assert dialog.problem.text() == "The disk is broken."


def test_the_menu_opens_one_page_and_it_shows_the_newest_book(pages: AlertPages) -> None:
    pages.service.alerts_changed.emit(BOOK)
    dialog = opened(pages)
    assert dialog.page.sorted.rowCount() == 5
    assert opened(pages) is dialog
    pages.service.alerts_changed.emit(AlertBook())
    assert dialog.page.sorted.rowCount() == 0
    dialog.close()
    assert pages.dialog is None


def test_the_page_leaves_the_main_window_to_be_used(pages: AlertPages, desktop: Desktop) -> None:
    dialog = opened(pages)
    assert not dialog.isModal()
    assert desktop.window.isEnabled()


def test_choosing_an_alert_selects_its_provider_and_its_days(pages: AlertPages, desktop: Desktop) -> None:
    wanted = picture_states()[2].provider.id
    dialog = opened(pages)
    dialog.chosen.emit(alert(1, "spike:x:USD", provider_id=wanted, first=DAY, last=TODAY))
    current = desktop.window.view.current()
    assert current is not None
    assert current.provider.id == wanted
    assert desktop.details.period is PeriodKind.CUSTOM
    assert desktop.actions.custom is not None
    assert (desktop.actions.custom.first, desktop.actions.custom.last) == (DAY, TODAY)


def test_an_alert_of_no_provider_shows_all_of_them(pages: AlertPages, desktop: Desktop) -> None:
    desktop.window.select_provider(picture_states()[0].provider.id)
    opened(pages).chosen.emit(
        alert(1, "budget_hard:b", rule=AlertRule.BUDGET_HARD, provider_id=None, first=DAY)
    )
    assert desktop.window.view.current() is None
    assert desktop.details.custom is not None
    assert desktop.details.custom.last == DAY


def test_an_alert_without_days_leaves_the_period(pages: AlertPages, desktop: Desktop) -> None:
    before = desktop.details.period
    opened(pages).chosen.emit(alert(1, LOW, provider_id=picture_states()[1].provider.id))
    assert desktop.details.period is before


def test_snoozes_reach_the_face_and_faults_come_back(pages: AlertPages) -> None:
    dialog = opened(pages)
    dialog.snooze_wanted.emit(LOW, Snoozing.TOMORROW)
    dialog.unsnooze_wanted.emit(LOW)
    assert waiting(pages) == [("snooze", (LOW, Snoozing.TOMORROW)), ("unsnooze", (LOW,))]
    answer(pages, ConfigError("There is nothing of that name."))
    assert dialog.problem.text() == "There is nothing of that name."


def test_the_details_show_the_book_and_lead_to_the_page(pages: AlertPages, desktop: Desktop) -> None:
    wanted = picture_states()[0].provider.id
    desktop.window.select_provider(wanted)
    one = alert(7, LOW, provider_id=wanted)
    pages.service.alerts_changed.emit(AlertBook(log=(one,)))
    assert [line.alert for line in desktop.details.pages.alerts.page.model.records] == [one]
    desktop.details.pages.alerts.opened.emit(LOW)
    assert pages.dialog is not None
    assert pages.dialog.title.text() == "Work"


def rules_of(pages: AlertPages) -> RulesDialog:
    assert pages.rules is not None
    return pages.rules


def test_the_providers_menu_opens_its_rules_and_choices_reach_the_face(
    pages: AlertPages, desktop: Desktop
) -> None:
    wanted = picture_states()[1].provider.id
    desktop.window.select_provider(wanted)
    desktop.actions.alert_rules.trigger()
    dialog = rules_of(pages)
    assert dialog.provider_id == wanted
    choice = RuleChoice(provider_id=wanted, rule=AlertRule.SPIKE, enabled=False)
    dialog.choice_wanted.emit(choice)
    assert waiting(pages) == [("choose", (choice,))]
    answer(pages, ConfigError("A threshold is a number that is not below 0."))
    assert dialog.problem.text() == "A threshold is a number that is not below 0."


def test_the_page_opens_the_rules_of_the_alert_or_of_the_selected_provider(
    pages: AlertPages, desktop: Desktop
) -> None:
    first, second = (one.provider.id for one in picture_states()[:2])
    desktop.window.select_provider(second)
    page = opened(pages)
    page.rules_wanted.emit(first)
    assert rules_of(pages).provider_id == first
    rules_of(pages).close()
    page.rules_wanted.emit("")
    assert rules_of(pages).provider_id == second


def test_the_rules_lead_to_the_settings(pages: AlertPages, desktop: Desktop, qtbot: QtBot) -> None:
    pages.open_rules()
    rules_of(pages).settings.click()
    qtbot.waitUntil(lambda: isinstance(desktop.dialogs._open, SettingsDialog))
    assert pages.rules is None
