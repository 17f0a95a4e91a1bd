from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.errors import AppError, ConfigError
from aimonitor.monitor.export import write_export, write_exports

TEXT = "day,provider\r\n2026-11-15,Größe 名前\r\n"


def test_a_file_has_exactly_the_text_and_is_private(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write_export(target, TEXT)
    assert target.read_bytes() == TEXT.encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".aimonitor*"))


def test_a_file_that_others_could_read_is_replaced_by_a_private_one(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old and longer than what is new" * 10)
    target.chmod(0o644)
    write_export(target, TEXT)
    assert target.read_bytes() == TEXT.encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    target.write_text("old")
    link.symlink_to(target)
    write_export(link, TEXT)
    assert link.is_symlink()
    assert target.read_bytes() == TEXT.encode()


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 251 + ".csv")
    write_export(target, TEXT)
    assert target.read_bytes() == TEXT.encode()


def test_what_is_no_file_is_refused_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path, Path("/dev/null")):
        with pytest.raises(ConfigError, match="is not a file"):
            write_export(target, TEXT)
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()


def test_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for target in (tmp_path / "no" / "out.csv", tmp_path / "file" / "out.csv", loop):
        with pytest.raises(ConfigError, match="Choose another place"):
            write_export(target, TEXT)


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_export(target, "\ud800")
    assert target.read_text() == "old"
    assert not list(tmp_path.glob(".aimonitor*"))


def test_of_several_files_none_is_there_before_all_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    one, two = folder / "one.csv", folder / "two.csv"
    one.write_text("old")

    def fails() -> Iterator[str]:
        assert one.read_text() == "old"
        yield "begun"
        raise AppError("Stopped.")

    with pytest.raises(AppError, match="Stopped"):
        write_exports({one: ["new"], two: fails()})
    assert one.read_text() == "old"
    assert sorted(file.name for file in folder.iterdir()) == ["one.csv"]
    write_exports({one: ["n", "ew"], two: ["other"]})
    assert (one.read_text(), two.read_text()) == ("new", "other")
