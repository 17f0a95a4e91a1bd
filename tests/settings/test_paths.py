from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import astuple

from aimonitor.errors import ConfigError
from aimonitor.settings.paths import AppPaths, make_private_file, make_private_folder


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_one_folder_holds_all(tmp_path: Path) -> None:
    paths = AppPaths.resolve(None, {"AIMONITOR_HOME": str(tmp_path)})
    assert (paths.config, paths.data, paths.logs) == (
        tmp_path / "config",
        tmp_path / "data",
        tmp_path / "logs",
    )
    assert all(folder.is_relative_to(tmp_path) for folder in astuple(paths))
    assert paths.config_file.parent == paths.config
    assert paths.database.parent == paths.lock_file.parent == paths.data


def test_the_flag_beats_the_variable(tmp_path: Path) -> None:
    paths = AppPaths.resolve(tmp_path / "flag", {"AIMONITOR_HOME": str(tmp_path / "variable")})
    assert paths.data == tmp_path / "flag" / "data"


def test_a_relative_home_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert AppPaths.resolve(Path("here"), {}).data == tmp_path / "here" / "data"
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert AppPaths.resolve(Path("~/there"), {}).data == tmp_path / "me" / "there" / "data"


def test_the_home_of_nobody_is_refused_in_words() -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        AppPaths.resolve(Path("~no-such-user-here/aimonitor"), {})


def test_else_the_platform_decides(private_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)  # as in a container, or after su
    paths = AppPaths.resolve(None, {"AIMONITOR_HOME": " "}, platform="linux")
    assert all(folder.name in {"aimonitor", "log"} for folder in astuple(paths))
    assert all(folder.is_relative_to(private_home) for folder in astuple(paths))
    assert paths.config != paths.data
    assert "AIMonitor" in str(AppPaths.resolve(None, {}, platform="darwin").config)


def test_resolving_makes_nothing(tmp_path: Path) -> None:
    AppPaths.resolve(tmp_path / "new", {})
    assert not (tmp_path / "new").exists()


def test_folders_are_made_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        paths = AppPaths.resolve(tmp_path / "home", {})
        paths.ensure()
        paths.ensure()
    finally:
        os.umask(before)
    assert {mode(folder) for folder in astuple(paths)} == {0o700}


def test_looser_folders_are_closed_but_not_the_users_own_home(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    paths = AppPaths.resolve(tmp_path, {})
    paths.data.mkdir(mode=0o755)
    paths.data.chmod(0o775)
    paths.ensure()
    assert mode(paths.data) == 0o700
    assert mode(tmp_path) == 0o755


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ConfigError, match=r"belongs to another user.*AIMONITOR_HOME"):
        make_private_folder(tmp_path / "data")


def test_a_file_in_the_folders_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match=str(tmp_path)):
        AppPaths.resolve(tmp_path, {}).ensure()


def test_files_are_private_new_or_old(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_text("kept", encoding="utf-8")
    old.chmod(0o644)
    make_private_file(new)
    make_private_file(old)
    assert (mode(new), mode(old)) == (0o600, 0o600)
    assert old.read_text(encoding="utf-8") == "kept"


def test_a_file_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        make_private_file(tmp_path / "missing" / "file")


def test_a_home_that_is_made_on_the_way_is_private_too(tmp_path: Path) -> None:
    AppPaths.resolve(tmp_path / "new" / "home", {}).ensure()
    for folder in (tmp_path / "new", tmp_path / "new" / "home", tmp_path / "new" / "home" / "data"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_others_laid_into_a_folder_that_was_open_to_them_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link of another user would have the log, or the history, written where it leads."""
    folder = tmp_path / "data"
    (folder / "inner").mkdir(parents=True)
    link = folder / "inner" / "aimonitor.log"
    link.symlink_to(tmp_path / "elsewhere")
    folder.chmod(0o777)
    real = os.lstat

    def lstat(place: str) -> object:
        found = real(place)
        if place != str(link):
            return found
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:]))

    monkeypatch.setattr(os, "lstat", lstat)
    for _ in range(2):
        with pytest.raises(ConfigError, match=r"aimonitor\.log in it belongs to one of them"):
            make_private_folder(folder)
    monkeypatch.setattr(os, "lstat", real)
    make_private_folder(folder)
    assert mode(folder) == 0o700
