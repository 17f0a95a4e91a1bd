"""The onlooker sees a key that is handed on, so that a test which looks through its eyes can fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.processes import wait_until
from tests.secrets.canaries import OPENAI, leaks
from tests.secrets.onlooker import StandIns, find, looking_at

if sys.platform != "linux":
    pytest.skip("it looks into /proc", allow_module_level=True)

_WAITS = "import sys; sys.stdin.read()"
_STARTS = (
    "import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}, *sys.argv[1:]], check=True)"
)


@pytest.mark.parametrize("how", ["argument", "variable", "neither"])
def test_a_key_that_a_child_of_a_child_is_given_is_seen(how: str) -> None:
    given = [OPENAI.value] if how == "argument" else ["nothing"]
    environ = {**os.environ, **({"PLACE": OPENAI.value} if how == "variable" else {})}
    line = [sys.executable, "-c", _STARTS.format(code=_WAITS), *given]
    with subprocess.Popen(line, env=environ, stdin=subprocess.PIPE) as root:  # noqa: S603  ours
        with looking_at(root.pid) as onlooker:
            wait_until(lambda: onlooker.seen.keys() - {root.pid}, "its child")
        assert root.stdin is not None
        root.stdin.close()
    del onlooker.seen[root.pid]
    (child,) = onlooker.seen.values()
    assert bool(leaks(child.line)) is (how == "argument")
    assert bool(leaks(child.environ)) is (how == "variable")
    assert "PATH" in child.variables


def test_a_program_that_is_over_at_once_has_written_down_what_it_was_given(tmp_path: Path) -> None:
    stand_ins = StandIns(tmp_path / "programs")
    stand_ins.put("browser", code=3)
    environ = {"PATH": f"{stand_ins.folder}:{os.environ['PATH']}", "PLACE": OPENAI.value}
    done = subprocess.run(["browser", OPENAI.value], env=environ, check=False)  # noqa: S603, S607  ours
    assert done.returncode == 3
    (given,) = stand_ins.seen("browser")
    assert leaks(given.line)
    assert leaks(given.environ)
    assert {"PATH", "PLACE"} <= given.variables


def test_a_process_is_found_by_its_words() -> None:
    with subprocess.Popen([sys.executable, "-c", _WAITS, "a-word"], stdin=subprocess.PIPE) as process:  # noqa: S603
        wait_until(lambda: find("a-word", _WAITS) == process.pid, "it")
        assert find("a-word", "another") is None
        assert process.stdin is not None
        process.stdin.close()
