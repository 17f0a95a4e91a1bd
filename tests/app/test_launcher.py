from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aimonitor import APP_ID
from aimonitor.app import launcher
from aimonitor.app.launcher import Launcher

NASTY = 'pro"gram$ `s` 50% found\\here'
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed `aimonitor`, in a folder whose name a shell would trip over."""
    folder = tmp_path / NASTY
    folder.mkdir()
    file = folder / "aimonitor"
    file.write_text("#!/bin/sh\n")
    file.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return file


def validate(file: Path) -> None:
    done = subprocess.run(  # noqa: S603  the entry's own judge
        ["desktop-file-validate", str(file)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def raw(file: Path, key: str) -> str:
    (line,) = [line for line in file.read_text().splitlines() if line.startswith(f"{key}=")]
    return line.removeprefix(f"{key}=")


def value(file: Path, key: str) -> str:
    """As GLib reads it: an escape that it does not know makes the whole key void."""
    return re.sub(r"\\(.?)", lambda found: _ESCAPES[found[1]], raw(file, key))


def words(command: str) -> list[str]:
    """The Exec line's program and arguments: quotes, then what stands behind `%`."""
    quoted = re.findall(r'"((?:\\.|[^"\\])*)"|(\S+)', command)
    read = [re.sub(r'\\(["`$\\])', r"\1", inside) or bare for inside, bare in quoted]
    return [re.sub("%(.?)", lambda found: {"%": "%"}[found[1]], word) for word in read]


@pytest.mark.usefixtures("program")
def test_both_entries_are_valid_and_private_folders_are_obeyed(tmp_path: Path) -> None:
    keeper = Launcher({"XDG_DATA_HOME": str(tmp_path / "d"), "XDG_CONFIG_HOME": str(tmp_path / "c")})
    keeper.apply(in_menu=True, at_login=True)
    assert keeper.menu_entry == tmp_path / "d" / "applications" / f"{APP_ID}.desktop"
    assert keeper.login_entry == tmp_path / "c" / "autostart" / f"{APP_ID}.desktop"
    validate(keeper.menu_entry)
    validate(keeper.login_entry)
    assert raw(keeper.login_entry, "Exec") == f"{raw(keeper.menu_entry, 'Exec')} --hidden"
    assert Path(value(keeper.menu_entry, "Icon")).is_file()


def test_the_entry_starts_this_very_program(program: Path, private_home: Path) -> None:
    keeper = Launcher({"HOME": str(private_home)})
    keeper.apply(in_menu=True, at_login=True)
    # `env`: GLib looks for the first word before it reads %% as a %
    assert words(value(keeper.menu_entry, "Exec")) == ["env", str(program)]
    assert words(value(keeper.login_entry, "Exec")) == ["env", str(program), "--hidden"]
    assert launcher.entry("/opt/aimonitor").count('Exec="/opt/aimonitor"\n') == 1


@pytest.mark.parametrize("by_variable", [True, False])
def test_a_home_of_its_own_begins_at_login_beside_the_other_and_takes_nothing_from_it(
    program: Path, private_home: Path, *, by_variable: bool
) -> None:
    environ = {"HOME": str(private_home)}
    usual = Launcher(environ)
    usual.apply(in_menu=True, at_login=True)
    before = usual.login_entry.read_bytes()

    home = private_home / "an other"
    here = Launcher(environ | {"AIMONITOR_HOME": str(home)}) if by_variable else Launcher(environ, home=home)
    here.apply(in_menu=False, at_login=False)
    assert (usual.menu_entry.is_file(), usual.login_entry.read_bytes()) == (True, before)
    here.apply(in_menu=True, at_login=True)
    assert usual.login_entry.read_bytes() == before
    assert words(value(here.login_entry, "Exec")) == ["env", str(program), "--home", str(home), "--hidden"]
    validate(here.login_entry)
    here.apply(in_menu=True, at_login=False)
    assert list(here.login_entry.parent.iterdir()) == [usual.login_entry]


def test_desktops_are_told_how_to_see_that_the_program_was_uninstalled(
    program: Path, private_home: Path
) -> None:
    keeper = Launcher({"HOME": str(private_home)})
    keeper.apply(in_menu=True, at_login=True)
    for file in (keeper.menu_entry, keeper.login_entry):
        assert value(file, "TryExec") == str(program)


@pytest.mark.usefixtures("program")
def test_entries_go_when_they_are_not_wanted_and_are_written_only_when_they_differ(
    private_home: Path,
) -> None:
    keeper = Launcher({"HOME": str(private_home)})
    keeper.apply(in_menu=True, at_login=True)
    os.utime(keeper.menu_entry, (1, 1))
    keeper.apply(in_menu=True, at_login=False)
    assert keeper.menu_entry.stat().st_mtime == 1
    assert not keeper.login_entry.exists()
    keeper.menu_entry.write_text("of an older version")
    keeper.apply(in_menu=True, at_login=False)
    validate(keeper.menu_entry)
    keeper.apply(in_menu=False, at_login=False)
    assert not keeper.menu_entry.exists()


def test_a_source_tree_makes_no_entry(private_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(private_home))
    monkeypatch.setattr(sys, "argv", [str(private_home / "pytest")])
    assert launcher.installed() is None
    keeper = Launcher({"HOME": str(private_home)})
    keeper.apply(in_menu=True, at_login=True)
    assert not keeper.menu_entry.exists()


@pytest.mark.usefixtures("program")
def test_elsewhere_there_are_no_such_entries(private_home: Path) -> None:
    keeper = Launcher({"HOME": str(private_home)}, platform="win32")
    keeper.apply(in_menu=True, at_login=True)
    assert not keeper.menu_entry.exists()


@pytest.mark.usefixtures("program")
def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    private_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (private_home / ".local").write_text("a file where a folder should be")
    with caplog.at_level(logging.WARNING):
        Launcher({"HOME": str(private_home)}).apply(in_menu=True, at_login=True)
    assert "could not be written" in caplog.text


@pytest.mark.usefixtures("program")
def test_an_entry_is_nobody_elses_to_change_whatever_the_umask(private_home: Path) -> None:
    keeper = Launcher({"HOME": str(private_home)})
    before = os.umask(0)
    try:
        keeper.apply(in_menu=True, at_login=True)
    finally:
        os.umask(before)
    for file in (keeper.menu_entry, keeper.login_entry):
        assert file.stat().st_mode & 0o777 == 0o644
        made = [folder for folder in file.parents if private_home in folder.parents]
        assert made
        assert [folder for folder in made if folder.stat().st_mode & 0o077] == []


@pytest.mark.usefixtures("program")
def test_a_start_at_login_is_that_of_the_home_it_was_wished_in(private_home: Path, tmp_path: Path) -> None:
    """Two homes are two AIMonitors: neither starts the other at login, nor ends that it starts."""
    environ = {"HOME": str(private_home)}
    usual, other = Launcher(environ), Launcher(environ, home=tmp_path / "a b")
    usual.apply(in_menu=True, at_login=True)
    other.apply(in_menu=True, at_login=False)
    assert usual.login_entry.exists(), "the other never wished it away"
    other.apply(in_menu=True, at_login=True)
    assert raw(usual.login_entry, "Exec") == raw(usual.menu_entry, "Exec") + " --hidden"
    assert raw(other.login_entry, "Exec").endswith(f' --home "{tmp_path / "a b"}" --hidden')
    validate(other.login_entry)
    other.apply(in_menu=True, at_login=False)
    assert not other.login_entry.exists()
    assert usual.login_entry.exists()


@pytest.mark.usefixtures("program")
def test_a_home_named_by_a_variable_is_one_of_its_own_and_a_flag_goes_before_it(
    private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"HOME": str(private_home), "AIMONITOR_HOME": "100%"}
    by_variable, by_flag = Launcher(environ), Launcher(environ, home=Path("mine"))
    for keeper in (by_variable, by_flag):
        keeper.apply(in_menu=True, at_login=True)
        validate(keeper.login_entry)
    assert f'--home "{tmp_path}/100%%"' in raw(by_variable.login_entry, "Exec")
    assert f'--home "{tmp_path}/mine"' in raw(by_flag.login_entry, "Exec")
