"""Where no window can open, the user reads why: no traceback, no abort, nothing printed is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import PySide6
import pytest
import shiboken6

from aimonitor.app import no_window, refusal
from aimonitor.app.no_window import Opening, needing_qt
from aimonitor.desktop.window_libraries import DEBIAN
from aimonitor.errors import ConfigError
from tests.bench.processes import ROOT, environment

LOST = "libglib-2.0.so.0: cannot open shared object file: No such file or directory"
COMMAND = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(DEBIAN)}"

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the displays of Linux")


def started(home: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**environment(AIMONITOR_HOME=str(home)), **environ}
    env = {name: value for name, value in env.items() if value}
    return subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "aimonitor", *words],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def without_libraries(tmp_path: Path) -> str:
    """What goes to PYTHONPATH so that Qt cannot be imported, as where its libraries are missing."""
    package = tmp_path / "lost" / "PySide6"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f"__version__ = {PySide6.__version__!r}\n")
    (package / "QtCore.py").write_text(
        f"raise ImportError({LOST!r}, name='PySide6.QtCore', path='QtCore.so')\n"
    )
    return str(package.parent)


@linux_only
def test_a_display_that_does_not_answer_is_named(tmp_path: Path) -> None:
    done = started(tmp_path, DISPLAY=":7654", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 3
    (told,) = done.stderr.splitlines()
    assert told.startswith("aimonitor: The window cannot open. Qt says: could not connect to display :7654.")


@linux_only
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, without_libraries: str
) -> None:
    done = started(tmp_path, DISPLAY=":7654", QT_QPA_PLATFORM="", PYTHONPATH=without_libraries)
    assert done.returncode == 3
    assert "the system library libglib-2.0.so.0 is missing" in done.stderr
    assert COMMAND in done.stderr
    assert len(done.stderr.splitlines()) == 1


@linux_only
def test_without_a_display_and_a_library_the_text_is_there_and_the_picture_is_missed_in_words(
    tmp_path: Path, without_libraries: str
) -> None:
    env = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "", "PYTHONPATH": without_libraries}
    done = started(tmp_path, **env)
    assert done.returncode == 3
    assert "Spent this month" in done.stdout
    assert "the system library libglib-2.0.so.0 is missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "fault",
    [
        ModuleNotFoundError("No module named 'PySide6'"),
        ImportError("/opt/PySide6/QtCore.abi3.so: undefined symbol: _ZN4qt"),
        ImportError("dlopen(/opt/PySide6/QtCore.so, 0x0002): Library not loaded: @rpath/QtCore"),
    ],
)
def test_a_fault_of_another_kind_stays_what_it_is(fault: ImportError) -> None:
    def forget() -> None:
        with needing_qt():
            raise fault

    with pytest.raises(ImportError) as told:
        forget()
    assert told.value is fault


def test_what_qt_says_on_the_way_to_a_screen_is_logged_once_it_is_there() -> None:
    log: list[tuple[str, str]] = []
    opening = Opening(lambda level, text: log.append((level, text)))
    opening.hear("warning", "one")
    assert log == []
    opening.is_open()
    opening.hear("fatal", "two")
    assert log == [("warning", "one"), ("fatal", "two")]


def test_what_qt_says_whatever_the_cause_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class EndedError(Exception):
        pass

    def end(words: str) -> NoReturn:
        raise EndedError(words)

    monkeypatch.setattr("aimonitor.desktop.window_libraries.missing_library", lambda _environ: "")
    opening = Opening(lambda _level, _text: None, end)
    opening.hear("warning", "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the plugin.")
    opening.hear("info", 'Could not load the Qt platform plugin "xcb" in "" even though it was found.')
    fatal = "This application failed to start because no Qt platform plugin could be initialized."
    with pytest.raises(EndedError, match="Qt says: there is no screen"):
        opening.hear("fatal", fatal)
    opening.hear("warning", "could not connect to display :77")
    with pytest.raises(EndedError, match="Qt says: could not connect to display :77"):
        opening.hear("fatal", fatal)
    monkeypatch.setattr("aimonitor.desktop.window_libraries.missing_library", lambda _environ: "libx.so.1")
    with pytest.raises(EndedError, match="the system library libx"):
        opening.hear("fatal", fatal)


def test_a_refusal_that_no_window_can_show_is_not_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def refused(words: str) -> None:
        shown.append(words)
        raise ConfigError("a library is missing")

    monkeypatch.setattr(refusal, "is_worth_a_window", lambda _environ: True)
    monkeypatch.setattr(refusal, "say_in_a_window", refused)
    refusal.tell("why")
    assert shown == ["why"]


def test_what_was_printed_is_not_lost_with_the_process() -> None:
    code = f"from {no_window.__name__} import _end\nprint('printed')\n_end('Why.')"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "printed\n", "aimonitor: Why.\n")


def test_nobody_needs_to_listen() -> None:
    code = f"from {no_window.__name__} import _end\nimport sys\nsys.stdout = sys.stderr = None\n_end('Why.')"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


@linux_only
def test_a_comma_in_the_path_of_qt_hides_its_plugins_from_nobody(tmp_path: Path) -> None:
    place = tmp_path / "Doe, Jane"
    place.mkdir()
    for package in (PySide6, shiboken6):
        found = Path(package.__path__[0])
        (place / found.name).symlink_to(found)
    code = "from aimonitor.app.start import make_application\nprint(make_application().platformName())"
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code],
        env=environment(PYTHONPATH=str(place)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "offscreen\n"), done.stderr
