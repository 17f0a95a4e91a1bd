from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from aimonitor.app.desktop import Desktop
from aimonitor.domain.archive import ArchiveSummary
from aimonitor.ui.dialogs.purge import PurgeDialog
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.dialogs.take_in import ImportDialog, RestoreDialog
from tests.app.painted import painted
from tests.ui.factories import picture_states


@pytest.fixture
def desktop(qapp: QApplication, private_home: Path) -> Iterator[Desktop]:
    with painted(qapp, private_home / "aimonitor") as desktop:
        yield desktop


def chosen(desktop: Desktop, file: Path, qtbot: QtBot) -> QDialog:
    """Choose that file in the dialog that asks for one; the dialog that opens then."""
    (files,) = desktop.window.findChildren(QFileDialog)
    assert files.isVisible()
    files.fileSelected.emit(str(file))
    with qtbot.waitSignal(files.destroyed):
        files.close()
    opened = desktop.dialogs._open
    assert opened is not None
    return opened


def banners(desktop: Desktop) -> str:
    banner = desktop.window.banners.banner("archive")
    return "" if banner is None else banner.message.text()


def test_the_file_menu_leads_to_an_import(desktop: Desktop, qtbot: QtBot, tmp_path: Path) -> None:
    desktop.actions.import_.trigger()
    dialog = chosen(desktop, tmp_path / "all.json", qtbot)
    assert isinstance(dialog, ImportDialog)
    assert dialog.path == tmp_path / "all.json"
    token, wish, _ = desktop.dialogs.archives.service._waiting[-1]
    assert wish == "look"
    summary = ArchiveSummary(path=dialog.path, providers=("Work",))
    desktop.dialogs.archives.service.request_done.emit(token, summary)
    dialog.go.click()
    token, wish, _ = desktop.dialogs.archives.service._waiting[-1]
    assert wish == "take_in"
    with qtbot.waitSignal(dialog.finished):
        desktop.dialogs.archives.service.request_done.emit(token, summary)
    assert "The history was imported" in banners(desktop)


def test_the_file_menu_leads_to_a_restore(desktop: Desktop, qtbot: QtBot, tmp_path: Path) -> None:
    desktop.window.set_states(picture_states())
    desktop.actions.restore.trigger()
    dialog = chosen(desktop, tmp_path / "copy.sqlite3", qtbot)
    assert isinstance(dialog, RestoreDialog)
    summary = ArchiveSummary(path=dialog.path, providers=("Work",))
    archive = desktop.dialogs.archives.service
    archive.request_done.emit(archive._waiting[-1][0], summary)
    assert f"the {len(picture_states())} providers" in dialog.told.text()
    dialog.reject()


@pytest.mark.parametrize("button", ["export", "import_", "restore", "purge"])
def test_the_data_page_gives_way_to_what_it_offers(desktop: Desktop, qtbot: QtBot, button: str) -> None:
    desktop.actions.settings.trigger()
    settings = desktop.dialogs._open
    assert isinstance(settings, SettingsDialog)
    getattr(settings.data, button).click()
    qtbot.waitUntil(lambda: desktop.dialogs._open is not settings)
    if button in {"import_", "restore"}:
        qtbot.waitUntil(lambda: bool(desktop.window.findChildren(QFileDialog)))
        for files in desktop.window.findChildren(QFileDialog):
            files.close()
    else:
        qtbot.waitUntil(lambda: desktop.dialogs._open is not None)
        assert desktop.dialogs._open is not None
        desktop.dialogs._open.reject()


def test_a_purge_is_told_in_the_window(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.dialogs.archives.purge()
    dialog = desktop.dialogs._open
    assert isinstance(dialog, PurgeDialog)
    dialog.word.setText("remove")
    dialog.go.click()
    archive = desktop.dialogs.archives.service
    token, wish, _ = archive._waiting[-1]
    assert wish == "purge"
    with qtbot.waitSignal(dialog.finished):
        archive.request_done.emit(token, None)
    assert "Everything is removed." in banners(desktop)


def test_a_back_up_says_how_it_went_on_its_page(desktop: Desktop, tmp_path: Path) -> None:
    desktop.actions.settings.trigger()
    settings = desktop.dialogs._open
    assert isinstance(settings, SettingsDialog)
    settings.backup_wanted.emit(str(tmp_path / "copy.sqlite3"))
    archive = desktop.dialogs.archives.service
    token, wish, arguments = archive._waiting[-1]
    assert (wish, arguments) == ("backup", (tmp_path / "copy.sqlite3",))
    archive.request_done.emit(token, None)
    assert settings.data.outcome.text() == f"The history was copied to {tmp_path / 'copy.sqlite3'}."
    settings.reject()
