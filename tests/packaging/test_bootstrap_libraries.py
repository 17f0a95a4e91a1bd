"""Which system libraries the bootstrap installs, and what it says where it may not."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from aimonitor.desktop.window_libraries import DEBIAN
from tests.packaging.machine import Machine


def test_nothing_is_asked_of_apt_where_all_is_there(bootstrap: ModuleType, machine: Machine) -> None:
    machine.installed = {names[0] for names in bootstrap.WINDOW_LIBRARIES}
    assert bootstrap.system_packages(bootstrap.WINDOW_LIBRARIES)
    assert machine.calls == []


def test_the_app_names_the_same_packages_where_one_is_missing(bootstrap: ModuleType) -> None:
    assert tuple(names[-1] for names in bootstrap.WINDOW_LIBRARIES) == DEBIAN


@pytest.mark.parametrize("installed", ["libglib2.0-0", "libglib2.0-0t64"])
def test_a_library_counts_under_any_of_its_names(
    bootstrap: ModuleType, machine: Machine, installed: str
) -> None:
    machine.installed = {installed}
    assert bootstrap.system_packages([("libglib2.0-0t64", "libglib2.0-0")])
    assert machine.calls == []


@pytest.mark.parametrize("offered", ["libglib2.0-0", "libglib2.0-0t64"])
def test_the_name_that_this_release_knows_is_installed(
    bootstrap: ModuleType, machine: Machine, offered: str
) -> None:
    machine.installed, machine.offers = {"libegl1"}, {offered}
    assert bootstrap.system_packages([("libegl1",), ("libglib2.0-0t64", "libglib2.0-0")])
    assert machine.asked_for() == [offered]


def test_the_lists_are_fetched_before_names_are_chosen(bootstrap: ModuleType, machine: Machine) -> None:
    def effect(command: list[str]) -> None:
        if "update" in command:
            machine.offers.add("libglib2.0-0t64")

    machine.effect = effect
    assert bootstrap.system_packages([("libglib2.0-0t64", "libglib2.0-0")])
    assert machine.asked_for() == ["libglib2.0-0t64"]


def test_two_architectures_of_a_library_are_one(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "libegl1 install ok installed\n"
    removed = "libgl1 deinstall ok config-files\n"
    done = SimpleNamespace(returncode=1, stdout=line + line + removed)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: done)
    assert bootstrap.installed(["libegl1", "libgl1", "libxcb-cursor0"]) == {"libegl1"}


def test_pythons_own_part_is_installed_where_debian_left_it_out(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    own = f"python3.{sys.version_info[1]}-venv"
    machine.offers = {own, "python3-venv"}
    assert bootstrap.system_packages([])
    assert machine.asked_for() == [own]
    machine.calls.clear()
    machine.offers = {"python3-venv"}
    assert bootstrap.system_packages([])
    assert machine.asked_for() == ["python3-venv"]


def test_the_checks_want_the_libraries_too(bootstrap: ModuleType, machine: Machine) -> None:
    machine.fails = ("install",)
    assert bootstrap.main(["test"]) == 1
    wanted = {names[-1] for names in (*bootstrap.WINDOW_LIBRARIES, *bootstrap.TEST_PROGRAMS)}
    assert set(machine.asked_for()) >= wanted


def test_an_ordinary_user_is_told_the_command(
    bootstrap: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    machine.offers = {"libegl1", "libgl1"}
    assert not bootstrap.system_packages([("libegl1",), ("libgl1",)])
    assert machine.calls == []
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libgl1\n"
    assert command in capsys.readouterr().out


def test_a_sudo_that_asks_for_a_password_is_not_used(
    bootstrap: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    machine.programs.add("sudo")
    machine.fails = ("sudo",)
    assert not bootstrap.system_packages([("libegl1",)])
    assert machine.calls == []
    assert "sudo apt-get install" in capsys.readouterr().out


def test_a_sudo_that_asks_nothing_is_used(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    machine.programs.add("sudo")
    assert bootstrap.system_packages([("libegl1",)])
    assert [command[:2] for command in machine.calls] == [["sudo", "-n"]] * 2
    assert machine.asked_for() == ["libegl1"]


def test_what_apt_cannot_install_stops_the_run(
    bootstrap: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.fails = ("install",)
    assert bootstrap.main(["run"]) == 1
    assert "could not be installed" in capsys.readouterr().out
    assert not bootstrap.VENV.exists()


def test_other_linuxes_are_told_the_names_and_go_on(
    bootstrap: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.programs.clear()
    assert bootstrap.system_packages(bootstrap.WINDOW_LIBRARIES)
    assert machine.calls == []
    told = capsys.readouterr().out
    assert all(names[-1] in told for names in bootstrap.WINDOW_LIBRARIES)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_need_no_libraries(
    bootstrap: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    platform: str,
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert bootstrap.system_packages(bootstrap.WINDOW_LIBRARIES)
    assert (machine.calls, capsys.readouterr().out) == ([], "")
