"""Settings that are half written, and a start that is refused: the user sees why."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from aimonitor import __main__ as program
from aimonitor.app import launcher, refusal
from aimonitor.app.launcher import Launcher
from aimonitor.app.refusal import is_worth_a_window, say_in_a_window
from aimonitor.errors import ConfigError
from aimonitor.monitor import stack
from aimonitor.settings.load import load_settings
from aimonitor.settings.paths import AppPaths
from tests.e2e.running import click, launch_in, run_on_app_loop, running_app, until
from tests.keychain.backends import GoodKeyring

_CONFIG = """\
# mine
[general]
theme = "dark"
start_hidden = true

[polling]
interval = "5m"

[network]
proxy_url = "http://user:pässword@127.0.0.1:8080"
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_window_says_it_where_nobody_reads_standard_error() -> None:
    assert is_worth_a_window({}, io.StringIO())
    assert is_worth_a_window({"QT_QPA_PLATFORM": "xcb"}, None)
    assert not is_worth_a_window({}, Terminal())
    assert not is_worth_a_window({"QT_QPA_PLATFORM": "offscreen:x=1"}, io.StringIO())


def test_the_window_shows_plain_text(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, Qt.TextFormat]] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append((box.text(), box.textFormat())))
    assert qapp is QApplication.instance()
    say_in_a_window("The file <b>x</b> is not valid TOML.")
    assert shown == [("The file <b>x</b> is not valid TOML.", Qt.TextFormat.PlainText)]


def test_a_start_with_a_file_that_is_half_written_ends_with_its_name_in_a_window(
    private_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    monkeypatch.setattr(refusal, "is_worth_a_window", lambda _environ: True)
    monkeypatch.setattr(refusal, "say_in_a_window", told.append)
    monkeypatch.setattr("aimonitor.app.start.import_qt", lambda: None)
    paths = AppPaths.resolve(private_home / "aimonitor", {})
    paths.ensure()
    paths.config_file.write_text('[general]\ntheme = "da', encoding="utf-8")

    def start(_launch: object) -> int:
        load_settings(flags={}, environ={}, config_file=paths.config_file, stored={})
        return 0

    monkeypatch.setattr("aimonitor.app.start.start", start)
    assert program.main([]) == 3
    assert [str(paths.config_file) in words for words in told] == [True]
    assert told[0] in capsys.readouterr().err


def test_a_file_cut_anywhere_is_read_or_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    whole = _CONFIG.encode()
    refused: list[str] = []
    for length in range(len(whole) + 1):
        file.write_bytes(whole[:length])
        try:
            load_settings(flags={}, environ={}, config_file=file, stored={})
        except ConfigError as error:
            refused.append(error.message)
    assert len(refused) > 20
    assert all(str(file) in words for words in refused)


def test_a_file_that_breaks_between_the_paint_and_the_start_can_be_mended_and_tried_again(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", GoodKeyring)
    launch = launch_in(private_home / "aimonitor")
    load, broken = load_settings, ["The configuration file is not valid TOML."]

    def load_or_not(**arguments: object) -> object:
        if broken:
            raise ConfigError(broken[0])
        return load(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(stack, "load_settings", load_or_not)

    async def script() -> None:
        async with running_app(qapp, launch) as app:
            await until(lambda: app.desktop.window.banners.banner("database") is not None, "the banner")
            banner = app.desktop.window.banners.banner("database")
            assert banner is not None
            assert banner.message.text() == "The configuration file is not valid TOML."
            broken.clear()
            await click(banner.button)
            await until(lambda: app.desktop.service.is_started, "the start")

    run_on_app_loop(qapp, script)


def test_an_entry_that_is_half_written_is_written_again(
    private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "installed", lambda: "/opt/größe/aimonitor")
    keeper = Launcher({"HOME": str(private_home)})
    keeper.apply(in_menu=True, at_login=True)
    whole = keeper.login_entry.read_bytes()
    chance = random.Random(5)
    cuts = [whole.index(b"\xc3") + 1, *(chance.randrange(len(whole)) for _ in range(5))]
    for cut in cuts:
        keeper.login_entry.write_bytes(whole[:cut])
        keeper.apply(in_menu=True, at_login=True)
        assert keeper.login_entry.read_bytes() == whole
    assert {file.name for file in keeper.login_entry.parent.iterdir()} == {keeper.login_entry.name}
