from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from aimonitor.ui.single_instance import Claim, SingleInstance

pytestmark = pytest.mark.usefixtures("qapp")

_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from aimonitor.ui.single_instance import SingleInstance
app = QCoreApplication(sys.argv)
instance = SingleInstance(Path(sys.argv[1]), wait_ms=20000)
claim = instance.claim(sys.argv[2])
if claim == "first":
    assert instance.listen()
print(claim)
"""


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="aim-") as folder:  # short: a socket's path is limited
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


@pytest.fixture
def first(runtime: Path, tmp_path: Path) -> Iterator[SingleInstance]:
    assert runtime.exists()
    instance = SingleInstance(tmp_path / "home")
    assert instance.claim() is Claim.FIRST
    assert instance.listen()
    yield instance
    instance.release()


def second(home: Path, token: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SECOND, str(home), token]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])  # noqa: S603


def listening(instance: SingleInstance) -> bool:
    return instance._socket is not None and instance._socket._server.isListening()


def socket_of(instance: SingleInstance) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(instance._address)
    assert socket.waitForConnected(5000)
    return socket


@pytest.mark.parametrize(("given", "heard"), [("", ""), ("tok_1:2", "tok_1:2"), ("no spaces; $(rm)", "")])
def test_a_second_start_shows_the_first_and_ends(
    first: SingleInstance, tmp_path: Path, qtbot: QtBot, given: str, heard: str
) -> None:
    with qtbot.waitSignal(first.show_wanted, timeout=30_000) as asked:
        process = second(tmp_path / "home", given)
    with process:
        assert process.communicate(timeout=30)[0].strip() == "handed over"
    assert asked.args == [heard]


def test_another_home_is_another_program(first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(tmp_path / "other")
    assert other.claim() is Claim.FIRST
    assert other._address != first._address
    other.release()


def test_the_place_is_free_again_after_the_end(first: SingleInstance, tmp_path: Path) -> None:
    first.release()
    next_one = SingleInstance(tmp_path / "home")
    assert next_one.claim() is Claim.FIRST
    next_one.release()


@pytest.mark.parametrize("message", [b"quit\n", b"show me\xff\n", b"x" * 1000, b"show " + b"t" * 250 + b"\n"])
def test_any_other_message_is_thrown_out(first: SingleInstance, qtbot: QtBot, message: bytes) -> None:
    heard: list[str] = []
    first.show_wanted.connect(heard.append)
    socket = socket_of(first)
    with qtbot.waitSignal(socket.disconnected, timeout=10_000):
        socket.write(message)
    assert heard == []
    assert socket.readAll().data() == b""


def test_a_message_in_two_pieces_is_one_message(first: SingleInstance, qtbot: QtBot) -> None:
    socket = socket_of(first)
    socket.write(b"sh")
    socket.flush()
    with qtbot.waitSignal(first.show_wanted, timeout=10_000):
        socket.write(b"ow\n")


def test_who_says_nothing_is_sent_away(
    first: SingleInstance, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimonitor.ui.instance_socket._READ_MS", 20)
    socket = socket_of(first)
    with qtbot.waitSignal(socket.disconnected, timeout=20_000):
        pass
    assert listening(first)


def test_socket_and_folder_are_the_users_alone(first: SingleInstance, runtime: Path) -> None:
    assert (runtime / "aimonitor").stat().st_mode & 0o777 == 0o700
    assert Path(first._address).stat().st_mode & 0o077 == 0
    assert Path(first._address).parent == runtime / "aimonitor"


def test_what_a_crash_left_behind_is_taken_over(runtime: Path, tmp_path: Path) -> None:
    assert runtime.exists()
    script = _SECOND + "import os; os._exit(1)"
    subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", script, str(tmp_path / "home"), ""],
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=60,
    )
    after = SingleInstance(tmp_path / "home")
    assert Path(after._address).exists()
    assert after.claim() is Claim.FIRST
    assert after.listen()
    assert listening(after)
    after.release()


def test_a_start_that_comes_before_the_first_listens_waits_for_it(
    runtime: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert runtime.exists()
    early = SingleInstance(tmp_path / "home")
    assert early.claim() is Claim.FIRST
    process = second(tmp_path / "home")
    assert process.stdout is not None
    with process:
        with qtbot.waitSignal(early.show_wanted, timeout=30_000):
            assert early.listen()
        assert process.communicate(timeout=30)[0].strip() == "handed over"
    early.release()


def test_a_lock_that_another_program_seems_to_hold_is_asked_before_it_is_taken(
    runtime: Path, tmp_path: Path
) -> None:
    assert runtime.exists()
    instance = SingleInstance(tmp_path / "home", wait_ms=50)
    held = QLockFile(instance._lock.fileName())
    assert held.tryLock(0)
    assert instance.claim() is Claim.NO_ANSWER  # its owner lives: it is not pushed aside
    held.unlock()


def test_a_first_that_hangs_is_named(runtime: Path, tmp_path: Path) -> None:
    assert runtime.exists()
    instance = SingleInstance(tmp_path / "home", wait_ms=100)
    held = QLockFile(instance._lock.fileName())
    assert held.tryLock(0)
    deaf = QLocalServer()  # it accepts, but its loop never runs
    assert deaf.listen(instance._address)
    assert instance.claim() is Claim.NO_ANSWER
    deaf.close()
    held.unlock()


def test_a_folder_that_others_can_write_is_not_used(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = runtime / "aimonitor"
    trap.mkdir()
    trap.chmod(0o777)
    monkeypatch.setattr(tempfile, "tempdir", str(runtime))
    instance = SingleInstance(tmp_path / "home")
    assert instance.claim() is Claim.FIRST
    assert Path(instance._address).parent == runtime / f"aimonitor-{os.getuid()}"
    instance.release()


def test_a_folder_that_others_can_only_look_into_is_closed_and_used(runtime: Path, tmp_path: Path) -> None:
    folder = runtime / "aimonitor"
    folder.mkdir()
    folder.chmod(0o755)
    instance = SingleInstance(tmp_path / "home")
    assert instance.claim() is Claim.FIRST
    assert Path(instance._address).parent == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    instance.release()


def test_a_link_laid_in_the_way_is_not_followed(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runtime / "elsewhere").mkdir(mode=0o700)
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr(tempfile, "tempdir", str(runtime))
    (runtime / f"aimonitor-{os.getuid()}").symlink_to(runtime / "elsewhere")
    instance = SingleInstance(tmp_path / "home")
    assert instance.claim() is Claim.FIRST
    assert Path(instance._address).parent.name.startswith("aimonitor-")
    assert not list((runtime / "elsewhere").iterdir())
    instance.release()
