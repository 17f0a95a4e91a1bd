"""The README's two commands: with which Python, in which order, and with what outcome."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.packaging.machine import SCRIPT, Machine, with_python


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    code = f"import runpy, sys; sys.argv = ['b']; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    done = subprocess.run(  # noqa: S603 our own
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "bootstrap.py run" in done.stdout


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 15, 0)])
def test_another_python_takes_over(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(bootstrap, "sys", SimpleNamespace(version_info=version))
    machine.programs |= {"python3.11", "python3.13", "python3.10"}
    assert bootstrap.main(["run", "--demo"]) == 0
    assert machine.calls == [["/usr/bin/python3.13", str(SCRIPT), "run", "--demo"]]
    machine.calls.clear()
    machine.broken.add("/usr/bin/python3.13")  # as pyenv leaves them on the PATH
    assert bootstrap.main(["run"]) == 0
    assert machine.calls == [["/usr/bin/python3.11", str(SCRIPT), "run"]]


def test_without_a_python_that_fits_it_says_which_do(
    bootstrap: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(bootstrap, "sys", SimpleNamespace(version_info=(3, 9, 2)))
    assert bootstrap.main(["test"]) == 1
    assert machine.calls == []
    told = capsys.readouterr().out
    assert "3.11 to 3.14" in told
    assert "this is 3.9" in told


def test_the_range_is_that_of_the_package(bootstrap: ModuleType) -> None:
    project = (SCRIPT.parents[1] / "pyproject.toml").read_text("utf-8")
    oldest, newest = (".".join(map(str, each)) for each in (bootstrap.OLDEST, bootstrap.NEWEST))
    after = f"{bootstrap.NEWEST[0]}.{bootstrap.NEWEST[1] + 1}"
    assert f'requires-python = ">={oldest},<{after}"' in project
    assert f"{oldest} to {newest}" in (SCRIPT.parents[1] / "README.md").read_text("utf-8")


def ready(bootstrap: ModuleType, machine: Machine) -> None:
    for names in (*bootstrap.WINDOW_LIBRARIES, *bootstrap.TEST_PROGRAMS):
        machine.installed.add(names[0])
    with_python(bootstrap)
    assert bootstrap.install(("dev",))
    machine.calls.clear()


def test_run_becomes_the_app_with_the_users_arguments(
    bootstrap: ModuleType, machine: Machine, became: list[list[str]]
) -> None:
    ready(bootstrap, machine)
    with pytest.raises(SystemExit):
        bootstrap.main(["run", "--demo", "--log-level", "debug"])
    python = str(bootstrap.program("python"))
    assert became == [[python, "-m", "aimonitor", "--demo", "--log-level", "debug"]]
    assert machine.calls == []


def test_on_windows_run_waits_for_the_app(
    bootstrap: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "WINDOWS", True)
    ready(bootstrap, machine)
    assert bootstrap.main(["run", "--demo"]) == 0
    assert machine.calls == [[str(bootstrap.program("python")), "-m", "aimonitor", "--demo"]]


def test_test_runs_every_check_in_order(bootstrap: ModuleType, machine: Machine) -> None:
    ready(bootstrap, machine)
    assert bootstrap.main(["test"]) == 0
    names = [" ".join([Path(command[0]).name, *command[1:2]]) for command in machine.calls]
    quick = ["ruff check", "ruff format", "lint-imports", "deptry .", "mypy", "python packaging/audit.py"]
    assert names == [*quick, "pytest -n"]
    assert machine.calls[-2][-1] == "--where-possible"
    assert "--cov-fail-under=90" in machine.calls[-1]


def test_the_first_check_that_fails_ends_it(
    bootstrap: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(bootstrap, machine)
    machine.fails = (str(bootstrap.program("lint-imports")),)
    assert bootstrap.main(["test"]) == 1
    assert len(machine.calls) == 3
    assert "floors failed." in capsys.readouterr().out


def test_with_arguments_only_these_tests_run(bootstrap: ModuleType, machine: Machine) -> None:
    ready(bootstrap, machine)
    assert bootstrap.main(["test", "tests/domain", "-x"]) == 0
    assert machine.calls == [[str(bootstrap.program("pytest")), "tests/domain", "-x"]]


@pytest.mark.parametrize("arguments", [[], ["build"], ["--help"]])
def test_anything_else_shows_how(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    assert "bootstrap.py test" in capsys.readouterr().out


def test_a_command_that_is_not_there_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, bootstrap: ModuleType
) -> None:
    def run(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("subprocess.run", run)
    assert bootstrap.answer(["sudo", "-n", "true"]) is None


def test_ci_runs_what_users_are_told_to_run() -> None:
    file = SCRIPT.parents[1] / ".ci" / "run"
    assert file.read_text("utf-8").splitlines()[-1] == "exec python3 packaging/bootstrap.py test"
    assert os.access(file, os.X_OK)
