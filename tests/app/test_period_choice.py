from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.domain.periods import PeriodKind
from aimonitor.ui.dialogs.period import PeriodDialog
from tests.app.painted import painted
from tests.ui.factories import picture_states


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
