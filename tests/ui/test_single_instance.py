from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from aimonitor.ui.instance_wishes import InstanceWish
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
    with tempfile.TemporaryDirectory(prefix="aim-") as folder:
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


def wish(instance: SingleInstance, said: bytes, *, age: float = 0) -> Path:
    """One that another start puts there."""
    file = instance._folder / f"{instance._name}.1.wish"
    unfinished = file.with_suffix(".new")
    unfinished.write_bytes(said)
    made = time.time() - age
    os.utime(unfinished, (made, made))
    return unfinished.replace(file)


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
    assert other._name != first._name
    other.release()


def test_the_place_is_free_again_after_the_end(first: SingleInstance, tmp_path: Path) -> None:
    first.release()
    next_one = SingleInstance(tmp_path / "home")
    assert next_one.claim() is Claim.FIRST
    next_one.release()


@pytest.mark.parametrize("said", [b"quit now", b"show\xff", b"x" * 1000, b"t" * 201, b"a\nb"])
def test_any_other_message_is_thrown_out(first: SingleInstance, qtbot: QtBot, said: bytes) -> None:
    heard: list[str] = []
    first.show_wanted.connect(heard.append)
    file = wish(first, said)
    qtbot.waitUntil(lambda: not file.exists(), timeout=10_000)
    assert heard == []


def test_a_wish_is_heard_once_it_is_whole(first: SingleInstance, qtbot: QtBot) -> None:
    unfinished = first._folder / f"{first._name}.1.new"
    with qtbot.assertNotEmitted(first.show_wanted, wait=50):
        unfinished.write_bytes(b"to")
    with qtbot.waitSignal(first.show_wanted, timeout=10_000) as asked:
        unfinished.write_bytes(b"token")
        unfinished.replace(unfinished.with_suffix(".wish"))
    assert asked.args == ["token"]


def test_a_wish_of_a_program_that_died_long_ago_is_not_heard(runtime: Path, tmp_path: Path) -> None:
    assert runtime.exists()
    instance, heard = SingleInstance(tmp_path / "home"), list[str]()
    instance.show_wanted.connect(heard.append)
    assert instance.claim() is Claim.FIRST
    left = wish(instance, b"old", age=3600)
    assert instance.listen()
    assert not left.exists()
    assert heard == []
    instance.release()


@pytest.mark.parametrize("swept", ["lock", "folder"])
def test_a_first_whose_place_is_swept_away_stays_the_first(
    first: SingleInstance, tmp_path: Path, qtbot: QtBot, swept: str
) -> None:
    lock = Path(first._lock.fileName())
    shutil.rmtree(first._folder) if swept == "folder" else lock.unlink()
    qtbot.waitUntil(lock.exists, timeout=10_000)
    with qtbot.waitSignal(first.show_wanted, timeout=30_000):
        process = second(tmp_path / "home")
    with process:
        assert process.communicate(timeout=30)[0].strip() == "handed over"
    first.release()
    assert not lock.exists()


def test_a_wish_that_is_heard_at_the_last_moment_was_heard(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runtime.exists()
    instance = SingleInstance(tmp_path / "home", wait_ms=0)
    held = QLockFile(instance._lock.fileName())
    assert held.tryLock(0)
    make = InstanceWish.make

    def made_and_taken(one: InstanceWish, token: str) -> None:
        make(one, token)
        one.withdraw()

    monkeypatch.setattr(InstanceWish, "make", made_and_taken)
    assert instance.claim() is Claim.HANDED_OVER
    held.unlock()


def test_a_wish_that_cannot_be_made_is_no_crash(
    first: SingleInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _said: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    before = set(first._folder.iterdir())
    assert SingleInstance(tmp_path / "home").claim() is Claim.NO_ANSWER
    assert set(first._folder.iterdir()) == before


def test_wish_and_folder_are_the_users_alone(runtime: Path, tmp_path: Path) -> None:
    assert SingleInstance(tmp_path / "home").claim() is Claim.FIRST
    folder = runtime / "aimonitor"
    made = InstanceWish(folder, "any")
    made.make("token")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o077 for file in folder.glob("*.wish")] == [0]


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
    assert Path(after._lock.fileName()).exists()
    assert after.claim() is Claim.FIRST
    assert after.listen()
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
    assert instance.claim() is Claim.NO_ANSWER  # its owner lives, though it hangs: it is not pushed aside
    assert [file.suffix for file in instance._folder.iterdir()] == [".lock"]
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
    assert instance._folder == runtime / f"aimonitor-{os.getuid()}"
    instance.release()


def test_a_folder_that_others_can_only_look_into_is_closed_and_used(runtime: Path, tmp_path: Path) -> None:
    folder = runtime / "aimonitor"
    folder.mkdir()
    folder.chmod(0o755)
    instance = SingleInstance(tmp_path / "home")
    assert instance.claim() is Claim.FIRST
    assert instance._folder == folder
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
    assert instance._folder.name.startswith("aimonitor-")
    assert not list((runtime / "elsewhere").iterdir())
    instance.release()
