from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.app.alert_pages import AlertPages
from aimonitor.app.desktop import Desktop
from aimonitor.domain.alert import AlertBook, AlertRule, Snoozing
from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import ConfigError
from aimonitor.ui.dialogs.alerts import AlertsDialog
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
    pages.service.request_done.emit(1, ConfigError("There is nothing of that name."))
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
