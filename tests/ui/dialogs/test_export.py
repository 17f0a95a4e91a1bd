from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import ConfigError
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.ui.dialogs.export import ExportDialog
from tests.ui.dialogs.samples import ENGLISH, asked
from tests.ui.factories import TODAY


@pytest.fixture
def dialog(archive: ArchiveService, qtbot: QtBot) -> ExportDialog:
    dialog = ExportDialog(archive, today=TODAY, locale=ENGLISH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def choose(dialog: ExportDialog, kind: str) -> None:
    dialog.period.choice.setCurrentIndex(dialog.period.choice.findData(kind))


def files_of(dialog: ExportDialog) -> QFileDialog:
    found = dialog.findChild(QFileDialog)
    assert found is not None
    return found


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
    assert (dialog.order().first, dialog.order().last) == bounds
    assert dialog.period.days.isHidden()


def test_days_of_ones_choice_may_be_given_in_either_order(dialog: ExportDialog) -> None:
    choose(dialog, PeriodKind.CUSTOM)
    assert dialog.period.days.isVisible()
    dialog.period.first.setDate(QDate(2026, 11, 20))
    dialog.period.last.setDate(QDate(2026, 11, 3))
    assert dialog.period.bounds() == (date(2026, 11, 3), date(2026, 11, 20))


def test_days_are_offered_first_and_nothing_at_all_cannot_be_written(dialog: ExportDialog) -> None:
    assert dialog.order() == ExportOrder()
    dialog.kinds[ArchiveKind.DAYS].setChecked(False)
    assert not dialog.go.isEnabled()
    dialog.kinds[ArchiveKind.EVENTS].setChecked(True)
    assert dialog.go.isEnabled()
    assert dialog.order().kinds == (ArchiveKind.EVENTS,)


def test_the_file_is_asked_for_without_stopping_the_loop(
    dialog: ExportDialog, archive: ArchiveService, qtbot: QtBot
) -> None:
    dialog.format.setCurrentIndex(1)
    dialog.go.click()
    files = files_of(dialog)
    assert files.isVisible()
    assert files.defaultSuffix() == "json"
    assert Path(files.selectedFiles()[0]).name == "aimonitor-2026-11-22.json"
    with qtbot.waitSignal(files.destroyed):
        files.close()
    assert asked(archive) == []


def test_several_tables_go_into_a_new_folder_in_the_chosen_one(
    dialog: ExportDialog, archive: ArchiveService, tmp_path: Path
) -> None:
    for box in dialog.kinds.values():
        box.setChecked(True)
    assert dialog.go.text() == "Choose a &folder…"
    dialog.go.click()
    files = files_of(dialog)
    assert files.fileMode() is QFileDialog.FileMode.Directory
    files.fileSelected.emit(str(tmp_path))
    files.close()
    _, what, arguments = asked(archive)[-1]
    order = ExportOrder(kinds=tuple(ArchiveKind))
    assert (what, arguments) == ("export", (order, tmp_path / "aimonitor-2026-11-22"))
    dialog.give_up_waiting()
    dialog.format.setCurrentIndex(1)
    assert dialog.go.text() == "Choose a &file…"


def test_it_counts_and_says_how_many_records_were_written(
    dialog: ExportDialog, archive: ArchiveService, tmp_path: Path
) -> None:
    dialog.export_to(str(tmp_path / "out.csv"))
    token, what, arguments = asked(archive)[-1]
    assert (what, arguments) == ("export", (ExportOrder(), tmp_path / "out.csv"))
    assert not dialog.go.isEnabled()
    assert dialog.close_button.text() == "&Cancel"
    archive.progressed.emit(12000)
    assert dialog.busy_words.text() == "12,000 records…"
    archive.request_done.emit(token, 12034)
    assert dialog.outcome.text() == f"12,034 records written to {tmp_path / 'out.csv'}."
    assert dialog.go.isEnabled()
    assert dialog.close_button.text() == "&Close"


def test_cancel_stops_the_export_and_the_dialog_stays_to_say_so(
    dialog: ExportDialog, archive: ArchiveService, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(ArchiveService, "is_started", property(lambda _self: True))
    monkeypatch.setattr(archive, "stop", lambda: stopped.append(True))
    dialog.export_to("out.csv")
    dialog.close_button.click()
    assert stopped == [True]
    assert dialog.isVisible()
    archive.request_done.emit(asked(archive)[-1][0], ConfigError("The export was stopped."))
    assert dialog.outcome.text() == "The export was stopped."
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_a_file_that_cannot_be_written_is_told(
    dialog: ExportDialog, archive: ArchiveService, tmp_path: Path
) -> None:
    dialog.export_to(str(tmp_path))
    archive.request_done.emit(asked(archive)[-1][0], ConfigError("The file cannot be written."))
    assert dialog.outcome.text() == "The file cannot be written."
    assert dialog.outcome.property("tone") == "error"
