"""A running app as other users, a process list and a crash see it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.ui.single_instance import SingleInstance
from tests.app.hanging import hanging_server
from tests.app.processes import KEY, KEY_VARIABLE, command, environment, run_command, wait_until
from tests.secrets.canaries import OPENAI, leaks

if sys.platform != "linux":
    pytest.skip("it looks into /proc", allow_module_level=True)

NOBODY = 65534
_HOLDS_A_KEY = """
import os, resource, sys
from aimonitor.settings.private_memory import keep_memory_private
keep_memory_private()
held = sys.stdin.read() * 50
print(open("/proc/self/coredump_filter").read(), resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))  # as a collector that ignores the limit
os.abort()
"""
_LOOKS_AROUND = """
import os, socket, sys
uid = int(sys.argv[1])
os.setgroups([]); os.setgid(uid); os.setuid(uid)
for place in sys.argv[2:]:
    try:
        if place.endswith(".socket"):
            socket.socket(socket.AF_UNIX).connect(place)
        else:
            os.listdir(place) if os.path.isdir(place) else open(place, "rb").read()
        print("reached", place)
    except PermissionError:
        pass
"""


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home in a folder that everybody may enter: only what we close ourselves is closed."""
    with tempfile.TemporaryDirectory(prefix="aim-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def wide(home: Path) -> None:
    """What is there already, and open to all."""
    for name in ("data", "logs", "config", "data/bridges"):
        (home / name).mkdir(parents=True, exist_ok=True)
    (home / "logs" / "aimonitor.log").write_text("before\n")
    (home / "data" / "window.ini").write_text("[General]\nversion=0\n")
    for file in home.rglob("*"):
        file.chmod(0o777 if file.is_dir() else 0o666)
    assert stat.S_IMODE((home / "data" / "aimonitor.sqlite3").stat().st_mode) == 0o666


def open_to_others(root: Path) -> list[str]:
    """What another user could reach: a file or socket counts only where all folders above let them in."""
    found, closed = [], set[Path]()
    for place in sorted(root.rglob("*")):
        if any(above in closed for above in place.parents):
            continue
        mode = stat.S_IMODE(place.lstat().st_mode)
        if mode & 0o077:
            found.append(f"{place} {mode:o}")
        elif place.is_dir():
            closed.add(place)
    return found


def test_nothing_of_a_running_app_is_open_to_others_whatever_was_there_and_whatever_the_umask(
    open_home: Path,
) -> None:
    with hanging_server() as server:
        options = ("--name", "Slow", "--key-env", KEY_VARIABLE, "--base-url", server.url, "--no-test")
        assert run_command(open_home, "providers", "add", "openai", *options).returncode == 0
        wide(open_home)
        shell = ["sh", "-c", 'umask 000; exec "$@"', "sh", *command(open_home)]
        with subprocess.Popen(shell, env=environment(open_home, {})) as app:  # noqa: S603  ours
            try:
                wait_until(server.asked.is_set, "the first poll")
                files = [open_home, *open_home.rglob("*"), *(open_home.parent / "run").rglob("*")]
                assert any(file.name.endswith("-wal") for file in files)
                assert any(file.suffix == ".lock" for file in files)
                assert open_to_others(open_home) + open_to_others(open_home.parent / "run") == []
                assert looks_around(open_home.parent, files) == []
                told = Path(f"/proc/{app.pid}/cmdline").read_bytes()
                assert KEY.encode() not in told
                assert b"aimonitor" in told
                assert Path(f"/proc/{app.pid}/coredump_filter").read_text().strip("0\n") == ""
                limits = Path(f"/proc/{app.pid}/limits").read_text().splitlines()
                (core,) = (line.split() for line in limits if line.startswith("Max core file size"))
                assert core[4] == "0"
            finally:
                app.send_signal(signal.SIGTERM)
                assert app.wait(40) == 0
    assert open_to_others(open_home) + open_to_others(open_home.parent / "run") == []
    assert stat.S_IMODE((open_home / "data" / "window.ini").stat().st_mode) & 0o077 == 0


def looks_around(root: Path, files: list[Path]) -> list[str]:
    """What another user reaches, tried as one; who may not become one has `open_to_others` alone.

    What is open for all to see and to call must be among it, or the looker looks in vain.
    """
    if os.getuid() != 0:
        return []
    file, place = root / "for-all", root / "for-all.socket"
    file.write_text("for all\n")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        file.chmod(0o644)
        place.chmod(0o666)
        looker = [sys.executable, "-c", _LOOKS_AROUND, str(NOBODY), *map(str, (file, place, *files))]
        done = subprocess.run(looker, capture_output=True, text=True, check=True)  # noqa: S603  ours
    reached = done.stdout.splitlines()
    assert reached[:2] == [f"reached {file}", f"reached {place}"], "the looker sees nothing at all"
    return reached[2:]


def test_a_crash_writes_no_key_to_the_disk(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603  ours
        [sys.executable, "-c", _HOLDS_A_KEY],
        input=OPENAI.value,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGABRT
    assert done.stdout.split() == ["00000000", "0"]
    assert leaks(done.stderr) == []
    for core in tmp_path.glob("core*"):
        assert leaks(memory_in(core.read_bytes())) == []


def memory_in(core: bytes) -> bytes:
    """The memory in a core file of 64 bits: its loaded segments, not the notes with the registers."""
    start, count = struct.unpack_from("<Q", core, 32)[0], struct.unpack_from("<H", core, 56)[0]
    headers = [struct.unpack_from("<IIQQQQQQ", core, start + place * 56) for place in range(count)]
    return b"".join(core[head[2] : head[2] + head[5]] for head in headers if head[0] == 1)


def test_a_wish_in_the_place_of_another_user_is_neither_heard_nor_removed(open_home: Path) -> None:
    """A place that others may write is not ours: nothing that lies there is read, nothing is put there."""
    trap = open_home.parent / "run" / "aimonitor"
    environ = environment(open_home, {})
    trap.mkdir()
    trap.chmod(0o777)
    wish = trap / f"{SingleInstance(open_home / 'data')._name}.1.wish"
    wish.write_text("token")
    with subprocess.Popen(command(open_home), env=environ) as app:  # noqa: S603  ours
        try:
            wait_until((open_home / "logs" / "aimonitor.log").is_file, "the app at work")
        finally:
            app.send_signal(signal.SIGTERM)
            assert app.wait(40) == 0
    assert list(trap.iterdir()) == [wish]
