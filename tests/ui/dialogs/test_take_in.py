from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aimonitor.domain.archive import ArchiveKind, ArchiveSummary
from aimonitor.errors import ConfigError, KeychainError, KeychainFault
from aimonitor.monitor.archive_service import ArchiveService
from aimonitor.ui.dialogs.confirm import ConfirmDialog
from aimonitor.ui.dialogs.purge import PurgeDialog
from aimonitor.ui.dialogs.take_in import ImportDialog, RestoreDialog, TakeInDialog
from tests.ui.dialogs.samples import ENGLISH, asked, last_asked

Make = Callable[[ArchiveService], TakeInDialog]
Case = tuple[Make, str, str, str]

FILE = Path("/home/ada/<b>all</b>.json")
SUMMARY = ArchiveSummary(
    path=FILE,
    providers=("Work", "<b>Odd</b>"),
    records=((ArchiveKind.DAYS, 12345), (ArchiveKind.POLLS, 0), (ArchiveKind.BALANCES, 1)),
    addresses=(("Work", "https://gateway.example.test"),),
    first=date(2026, 5, 1),
)


def shown(dialog: ConfirmDialog[ArchiveService], qtbot: QtBot) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()


def importing(archive: ArchiveService) -> TakeInDialog:
    return ImportDialog(archive, FILE, locale=ENGLISH)


def restoring(archive: ArchiveService) -> TakeInDialog:
    return RestoreDialog(archive, FILE, 3, locale=ENGLISH)


@pytest.mark.parametrize(
    "case",
    [
        (importing, "look", "take_in", "Keys are not in an export"),
        (restoring, "look_at_backup", "restore", "replaces the 3 providers and the whole history of now"),
    ],
)
def test_a_file_is_looked_through_told_and_taken_in(
    archive: ArchiveService, qtbot: QtBot, case: Case
) -> None:
    make, look, wish, told = case
    dialog = make(archive)
    shown(dialog, qtbot)
    token, path = last_asked(archive, look)
    assert path == FILE
    assert not dialog.go.isEnabled()
    assert dialog.busy_words.text() == "Checking the file…"
    archive.progressed.emit(2000)
    assert dialog.busy_words.text() == "2,000 records…"
    archive.request_done.emit(token, SUMMARY)
    assert dialog.told.textFormat() is Qt.TextFormat.PlainText
    assert told in dialog.told.text()
    assert (
        "“Work”, “<b>Odd</b>”, with 12,345 records of days, 1 balance, since 1 May 2026" in dialog.told.text()
    )
    assert dialog.cancel.hasFocus() or not dialog.isActiveWindow()
    ended: list[str] = []
    dialog.ended.connect(ended.append)
    dialog.go.click()
    token, path = last_asked(archive, wish)
    assert path == FILE
    assert not dialog.go.isEnabled()
    archive.request_done.emit(token, Path("/home/ada/aside.sqlite3"))
    assert not dialog.isVisible()
    assert len(ended) == 1
    assert ("aside.sqlite3" in ended[0]) is (wish == "restore")


@pytest.mark.parametrize(("make", "look"), [(importing, "look"), (restoring, "look_at_backup")])
def test_the_addresses_that_keys_would_go_to_are_named(
    archive: ArchiveService, qtbot: QtBot, make: Make, look: str
) -> None:
    dialog = make(archive)
    shown(dialog, qtbot)
    archive.request_done.emit(last_asked(archive, look)[0], SUMMARY)
    assert "Work: https://gateway.example.test" in dialog.told.text()


@pytest.mark.parametrize(("make", "look"), [(importing, "look"), (restoring, "look_at_backup")])
def test_a_file_that_cannot_be_used_is_told_and_cannot_be_taken_in(
    archive: ArchiveService, qtbot: QtBot, make: Make, look: str
) -> None:
    dialog = make(archive)
    shown(dialog, qtbot)
    archive.request_done.emit(last_asked(archive, look)[0], ConfigError("It is damaged."))
    assert dialog.problem.text() == "It is damaged."
    assert dialog.problem.isVisible()
    assert not dialog.go.isEnabled()
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_cancel_stops_what_runs_and_the_dialog_stays_to_say_so(
    archive: ArchiveService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(ArchiveService, "is_started", property(lambda _self: True))
    monkeypatch.setattr(archive, "stop", lambda: stopped.append(True))
    dialog = importing(archive)
    shown(dialog, qtbot)
    dialog.cancel.click()
    assert stopped == [True]
    archive.request_done.emit(last_asked(archive, "look")[0], ConfigError("The import was stopped."))
    assert dialog.problem.text() == "The import was stopped."
    dialog.cancel.click()
    assert not dialog.isVisible()


def test_purging_names_what_goes_and_stays_and_wants_a_word_typed(
    archive: ArchiveService, qtbot: QtBot
) -> None:
    dialog = PurgeDialog(archive, 3)
    shown(dialog, qtbot)
    goes = (
        "all 3 providers",
        "keychain",
        "this session",
        "what you entered",
        "budgets",
        "alert rules",
        "settings",
    )
    for words in (*goes, "config.toml", "your recipes", "logs"):
        assert words in dialog.told.text()
    assert not dialog.go.isEnabled()
    dialog.go.click()
    assert asked(archive) == []
    dialog.word.setText("rem")
    assert not dialog.go.isEnabled()
    dialog.word.setText(" Remove ")
    dialog.go.click()
    token, _ = last_asked(archive, "purge")
    archive.request_done.emit(token, None)
    assert not dialog.isVisible()


def test_what_a_purge_left_is_told(archive: ArchiveService, qtbot: QtBot) -> None:
    dialog = PurgeDialog(archive, 1)
    shown(dialog, qtbot)
    dialog.word.setText("remove")
    dialog.go.click()
    words = "Not everything could be removed. Still there: Work (The keychain is locked)."
    error = KeychainError(words, fault=KeychainFault.LOCKED)
    archive.request_done.emit(last_asked(archive, "purge")[0], error)
    assert words in dialog.problem.text()
    assert dialog.isVisible()
    assert dialog.go.isEnabled()
