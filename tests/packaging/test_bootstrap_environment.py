"""When the bootstrap makes an environment, when it installs, and when it leaves both alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace

import pytest

from tests.packaging.machine import Machine, with_python


def test_programs_are_found_on_each_system(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bootstrap.program("python") == bootstrap.VENV / "bin" / "python"
    monkeypatch.setattr(bootstrap, "WINDOWS", True)
    assert bootstrap.program("python") == bootstrap.VENV / "Scripts" / "python.exe"


def making(module: ModuleType, machine: Machine) -> Callable[[], list[str]]:
    """Lets `python -m venv` make a Python; the function names the steps since it was last called."""

    def effect(command: list[str]) -> None:
        if "venv" in command and not module.program("python").exists():
            with_python(module)

    machine.effect = effect

    def steps() -> list[str]:
        taken = ["venv" if "venv" in each else each[-1] for each in machine.calls]
        machine.calls.clear()
        return taken

    return steps


def test_the_second_time_installs_nothing_and_says_nothing(
    bootstrap: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = making(bootstrap, machine)
    assert bootstrap.install(())
    assert steps() == ["venv", "."]
    capsys.readouterr()
    assert bootstrap.install(())
    assert (steps(), capsys.readouterr().out) == ([], "")


def test_the_checks_add_what_they_need_and_the_app_needs_no_less(
    bootstrap: ModuleType, machine: Machine
) -> None:
    steps = making(bootstrap, machine)
    assert bootstrap.install(())
    assert bootstrap.install(("dev",))
    assert steps() == ["venv", ".", ".[dev]"]
    assert bootstrap.install(())
    assert bootstrap.install(("dev",))
    assert steps() == []


def test_other_dependencies_are_installed_into_the_same_environment(
    bootstrap: ModuleType, machine: Machine
) -> None:
    steps = making(bootstrap, machine)
    bootstrap.install(())
    steps()
    (bootstrap.ROOT / "pyproject.toml").write_text("[project]\ndependencies = ['one-more']")
    assert bootstrap.install(())
    assert steps() == ["."]


def test_a_folder_that_moved_and_another_python_get_a_new_environment(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = making(bootstrap, machine)
    bootstrap.install(())
    moved = bootstrap.ROOT.rename(bootstrap.ROOT.parent / "moved")
    monkeypatch.setattr(bootstrap, "ROOT", moved)
    monkeypatch.setattr(bootstrap, "VENV", moved / ".venv")
    steps()
    assert bootstrap.install(())
    assert steps() == ["venv", "."]
    monkeypatch.setattr(bootstrap, "sys", SimpleNamespace(version_info=(3, 99, 0), executable=sys.executable))
    assert bootstrap.install(())
    assert steps() == ["venv", "."]


def test_an_environment_whose_python_went_is_made_anew(bootstrap: ModuleType, machine: Machine) -> None:
    steps = making(bootstrap, machine)
    bootstrap.install(())
    steps()
    bootstrap.program("python").unlink()
    bootstrap.program("python").parent.rmdir()
    assert bootstrap.install(())
    assert steps() == ["venv", "."]


def test_an_environment_without_pip_is_made_anew(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `python3 -m venv` leaves behind where Debian's python3-venv is missing."""
    with_python(bootstrap)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: SimpleNamespace(returncode=1, stdout=""))
    steps = making(bootstrap, machine)
    assert bootstrap.install(())
    assert steps() == ["venv", "."]


def test_an_environment_that_the_user_made_is_used(bootstrap: ModuleType, machine: Machine) -> None:
    with_python(bootstrap)
    steps = making(bootstrap, machine)
    assert bootstrap.install(())
    assert steps() == ["."]


@pytest.mark.parametrize(
    ("fails", "said"), [("venv", "could not be made"), ("pip", "could not be installed")]
)
def test_a_failed_install_says_so_and_is_tried_again(
    bootstrap: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str], fails: str, said: str
) -> None:
    steps = making(bootstrap, machine)
    machine.fails = (fails,)
    assert not bootstrap.install(())
    assert said in capsys.readouterr().out
    machine.fails = ()
    steps()
    assert bootstrap.install(())
    assert steps()[-1] == "."
