from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import ConfigError
from aimonitor.monitor.service import MonitorService
from aimonitor.ui.dialogs.export import ExportDialog
from tests.ui.dialogs.samples import ENGLISH, asked
from tests.ui.factories import TODAY


@pytest.fixture
def dialog(service: MonitorService, qtbot: QtBot) -> ExportDialog:
    dialog = ExportDialog(service, today=TODAY, locale=ENGLISH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def choose(dialog: ExportDialog, kind: str) -> None:
    dialog.period.setCurrentIndex(dialog.period.findData(kind))


@pytest.mark.parametrize(
    ("kind", "bounds"),
    [
        ("everything", (None, None)),
        (PeriodKind.THIS_MONTH, (date(2026, 11, 1), TODAY)),
        (PeriodKind.LAST_MONTH, (date(2026, 10, 1), date(2026, 10, 31))),
        (PeriodKind.LAST_7_DAYS, (date(2026, 11, 16), TODAY)),
    ],
)
def test_each_period_has_its_utc_days(
    dialog: ExportDialog, kind: str, bounds: tuple[date | None, date | None]
) -> None:
    choose(dialog, kind)
    assert dialog.bounds() == bounds
    assert dialog.days.isHidden()


def test_days_of_ones_choice_may_be_given_in_either_order(dialog: ExportDialog) -> None:
    choose(dialog, PeriodKind.CUSTOM)
    assert dialog.days.isVisible()
    dialog.first.setDate(QDate(2026, 11, 20))
    dialog.last.setDate(QDate(2026, 11, 3))
    assert dialog.bounds() == (date(2026, 11, 3), date(2026, 11, 20))


def test_the_file_is_asked_for_without_stopping_the_loop(
    dialog: ExportDialog, service: MonitorService, qtbot: QtBot
) -> None:
    dialog.format.setCurrentIndex(1)
    dialog.go.click()
    files = dialog.findChild(QFileDialog)
    assert files is not None
    assert files.isVisible()
    assert files.defaultSuffix() == "json"
    assert Path(files.selectedFiles()[0]).name == "aimonitor-2026-11-22.json"
    with qtbot.waitSignal(files.destroyed):
        files.close()
    assert asked(service) == []


def test_it_says_how_many_rows_were_written(
    dialog: ExportDialog, service: MonitorService, tmp_path: Path
) -> None:
    dialog.export_to(str(tmp_path / "out.csv"))
    token, what, arguments = asked(service)[-1]
    assert (what, arguments) == ("export", (tmp_path / "out.csv", "csv", None, None))
    assert not dialog.go.isEnabled()
    service.exported.emit(str(tmp_path / "out.csv"), 1204)
    service.request_done.emit(token, None)
    assert dialog.outcome.text() == f"1,204 rows written to {tmp_path / 'out.csv'}."
    assert dialog.go.isEnabled()


def test_a_file_that_cannot_be_written_is_told(
    dialog: ExportDialog, service: MonitorService, tmp_path: Path
) -> None:
    dialog.export_to(str(tmp_path))
    service.request_done.emit(asked(service)[-1][0], ConfigError("The file cannot be written."))
    assert dialog.outcome.text() == "The file cannot be written."
    assert dialog.outcome.property("tone") == "error"
