from __future__ import annotations

import gc
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from aimonitor.app import folders
from aimonitor.app.desktop import Desktop
from aimonitor.app.launch import Launch, has_display, kept
from aimonitor.app.picture import _grab, save_picture
from aimonitor.app.start import start
from aimonitor.errors import ConfigError
from aimonitor.ui.single_instance import Claim, SingleInstance
from tests.app.painted import painted
from tests.e2e.running import as_it_was, dispose, launch_in


@pytest.fixture(autouse=True)
def one_application(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There can be only one in a process."""
    monkeypatch.setattr("aimonitor.app.start.make_application", lambda: qapp)
    for place, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(place, name, getattr(place, name))  # they are put back afterwards
    with tempfile.TemporaryDirectory(prefix="aim-") as folder, as_it_was(qapp):
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        gc.disable()  # as `__main__` does
        yield
        gc.unfreeze()
        gc.enable()


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """In place of the app's life: whether the window was there when it began."""
    seen: list[bool] = []

    def live(_app: QApplication, desktop: Desktop, launch: Launch) -> int:
        assert SingleInstance(launch.paths.data, wait_ms=1).claim() is not Claim.FIRST
        assert gc.isenabled(), "garbage is looked for again once the window stands"
        seen.append(desktop.window.isVisible())
        dispose(desktop)
        return 7

    monkeypatch.setattr("aimonitor.app.life.live", live)
    return seen


def test_a_start_that_comes_while_the_app_ends_is_not_sent_home(
    private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims: list[Claim] = []

    def live(app: QApplication, desktop: Desktop, launch: Launch) -> int:
        desktop.quit_wanted.emit()
        monkeypatch.setattr(SingleInstance, "thread", lambda _instance: Working(app))
        claims.append(SingleInstance(launch.paths.data, wait_ms=200).claim())
        dispose(desktop)
        return 0

    class Working:
        """The app goes on with its end while the other start waits."""

        def __init__(self, app: QApplication) -> None:
            self._app = app

        def msleep(self, _milliseconds: int) -> None:
            self._app.processEvents()

    monkeypatch.setattr("aimonitor.app.life.live", live)
    launch = launch_in(private_home / "aimonitor")
    assert start(launch) == 0
    assert claims == [Claim.NO_ANSWER], "nobody hears it: it would come up if it waited longer"
    after = SingleInstance(launch.paths.data)
    assert after.claim() is Claim.FIRST
    after.release()


@pytest.mark.parametrize("hidden", [False, True])
def test_the_first_start_lives_and_gives_its_place_back(
    private_home: Path,
    lived: list[bool],
    hidden: bool,  # noqa: FBT001
) -> None:
    launch = launch_in(private_home / "aimonitor", hidden=hidden)
    assert start(launch) == 7
    assert lived == [not hidden]
    assert SingleInstance(launch.paths.data).claim() is Claim.FIRST


@pytest.mark.parametrize("claim", [Claim.HANDED_OVER, Claim.NO_ANSWER])
def test_a_second_start_opens_no_window(
    private_home: Path, lived: list[bool], monkeypatch: pytest.MonkeyPatch, claim: Claim
) -> None:
    monkeypatch.setattr(SingleInstance, "claim", lambda _self, _token: claim)
    launch = launch_in(private_home / "aimonitor")
    if claim is Claim.HANDED_OVER:
        assert start(launch) == 0
    else:
        with pytest.raises(ConfigError, match="does not answer"):
            start(launch)
    assert lived == []
    assert not launch.paths.database.exists()


def test_the_demos_window_is_drawn_into_a_file(private_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    file = private_home / "window.png"
    assert save_picture(launch_in(private_home / "aimonitor", demo=True), file) == file.resolve()
    assert file.read_bytes().startswith(b"\x89PNG")


def test_the_demo_leaves_the_users_history_alone(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with painted(qapp, private_home / "aimonitor"):
        assert (private_home / "aimonitor" / "data" / "aimonitor.sqlite3").is_file()
    opened = []
    connect = sqlite3.connect

    def note(*place: str, **how: object) -> sqlite3.Connection:
        opened.append(place)
        return connect(*place, **how)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", note)
    with painted(qapp, private_home / "aimonitor", demo=True):
        assert opened == []
    with painted(qapp, private_home / "aimonitor"):
        assert opened, "what is opened is noted"


def test_a_picture_that_cannot_be_written_is_one_sentence(qapp: QApplication, private_home: Path) -> None:
    with (
        painted(qapp, private_home / "aimonitor", demo=True) as desktop,
        pytest.raises(ConfigError, match="Choose another place"),
    ):
        _grab(qapp, desktop, private_home / "no" / "window.png")


@pytest.mark.parametrize(
    ("environ", "platform", "found"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_whether_there_is_a_display(environ: dict[str, str], platform: str, found: bool) -> None:  # noqa: FBT001
    assert has_display(environ, platform) is found


def test_only_safe_pages_and_local_folders_are_opened(
    private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    folders.open_page("https://example.com/usage")
    folders.open_page("http://example.com/usage")
    folders.open_page("file:///etc/passwd")
    folders.open_folder(private_home)
    assert [url.toString() for url in opened] == ["https://example.com/usage", private_home.as_uri()]


@pytest.mark.parametrize(("platform", "found"), [("win32", "a word"), ("linux", None)])
def test_a_key_is_found_in_the_kept_environment_as_the_system_finds_it(
    platform: str, found: str | None
) -> None:
    variables = {"WORK_KEY": "a word"}  # on Windows Python gives out capitals, however they were typed
    environ = kept(variables, platform)
    variables.clear()
    assert environ.get("Work_Key") == found
    assert environ.get("WORK_KEY") == "a word"
    assert dict(environ) == {"WORK_KEY": "a word"}
