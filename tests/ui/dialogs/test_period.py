from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from aimonitor.ui.dialogs.period import PeriodDialog

TODAY = date(2026, 11, 15)


def test_the_chosen_days_are_told(qtbot: QtBot) -> None:
    dialog = PeriodDialog(date(2026, 10, 17), TODAY, today=TODAY)
    qtbot.addWidget(dialog)
    told: list[tuple[date, date]] = []
    dialog.chosen.connect(lambda first, last: told.append((first, last)))
    dialog.first.setDate(QDate(2026, 11, 3))
    dialog.last.setDate(QDate(2026, 11, 9))
    dialog.accept()
    assert told == [(date(2026, 11, 3), date(2026, 11, 9))]


def test_no_period_ends_before_it_starts_or_in_the_future(qtbot: QtBot) -> None:
    dialog = PeriodDialog(date(2026, 11, 1), date(2026, 11, 5), today=TODAY)
    qtbot.addWidget(dialog)
    dialog.first.setDate(QDate(2026, 11, 10))
    assert dialog.last.date() == QDate(2026, 11, 10)
    dialog.last.setDate(QDate(2027, 1, 1))
    assert dialog.last.date() == QDate(2026, 11, 15)
