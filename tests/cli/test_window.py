"""Without a command: the window, or what there is in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.app.launch import Launch
from aimonitor.demo import cast
from aimonitor.errors import ConfigError
from tests.cli.running import Commands, run_process

PNG = b"\x89PNG\r\n\x1a\n"


def test_no_command_opens_the_window_with_its_flags(
    cli: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Launch] = []

    def start(launch: Launch) -> int:
        started.append(launch)
        return 0

    monkeypatch.setattr("aimonitor.app.start.start", start)
    assert cli("--hidden", "--home", str(tmp_path / "x"), "--log-level", "warning").code == 0
    assert cli("--demo").code == 0
    assert cli("--demo", "--all-services").code == 0
    hidden, demo, everything = started
    assert (hidden.hidden, hidden.demo) == (True, False)
    assert hidden.paths.data == tmp_path / "x" / "data"
    assert hidden.flags == {"log_level": "warning", "start_hidden": True}
    assert (demo.hidden, demo.demo, demo.all_services) == (False, True, False)
    assert (everything.demo, everything.all_services) == (True, True)


def test_a_start_that_is_refused_is_a_sentence_and_its_code(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: Launch) -> int:
        msg = "The folder \x1b[2J cannot be used."
        raise ConfigError(msg)

    monkeypatch.setattr("aimonitor.app.start.start", start)
    done = cli()
    assert (done.code, done.out, done.err) == (3, "", "aimonitor: The folder  [2J cannot be used.\n")


def test_without_a_display_it_says_so_and_shows_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    done = run_process()
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("There is no display here, so the window cannot open.")
    assert "DEMO: made-up figures" in done.out
    assert all(member.name in done.out for member in cast.CAST)
    picture = Path(done.out.splitlines()[-1].removeprefix("A picture of the window is in "))
    assert picture.parent == tmp_path
    assert picture.read_bytes().startswith(PNG)


def test_a_picture_is_saved_where_it_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "window.png"
    done = run_process("--demo", "--picture", str(target))
    assert (done.code, done.err) == (0, "")
    assert done.out.strip() == f"A picture of the window is in {target}"
    assert target.read_bytes().startswith(PNG)


@pytest.mark.parametrize("target", ["no/window.png", "loop"])
def test_a_picture_that_cannot_be_saved_is_a_sentence(tmp_path: Path, target: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused = run_process("--demo", "--picture", str(tmp_path / target))
    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith("aimonitor: The picture could not be written")
