"""Where the app keeps its things, private to the user: folders 0700, files 0600."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from aimonitor import APP_NAME
from aimonitor.errors import ConfigError

HOME_VARIABLE = "AIMONITOR_HOME"
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class AppPaths(Struct, frozen=True, kw_only=True):
    """The folders."""

    config: Path
    data: Path
    logs: Path
    cache: Path

    @classmethod
    def resolve(cls, home: Path | None, environ: Mapping[str, str], platform: str = sys.platform) -> AppPaths:
        """All under `home`, else under AIMONITOR_HOME, else where the platform wants them.

        Makes nothing. Raises ConfigError for the home of a user that there is not.
        """
        chosen = home or environ.get(HOME_VARIABLE, "").strip()
        if chosen:
            folder = _absolute(Path(chosen))
            names = ("config", "data", "logs", "cache")
            return cls(**dict(zip(cls.__struct_fields__, (folder / name for name in names), strict=True)))
        return cls._of_the_platform(platform)

    @classmethod
    def _of_the_platform(cls, platform: str) -> AppPaths:
        from platformdirs import PlatformDirs  # noqa: PLC0415  20 ms, not needed with a home of our own

        name = APP_NAME if platform in {"win32", "darwin"} else APP_NAME.lower()
        dirs = PlatformDirs(name, appauthor=False)
        return cls(
            config=dirs.user_config_path,
            data=dirs.user_data_path,
            logs=dirs.user_log_path,
            cache=dirs.user_cache_path,
        )

    @property
    def database(self) -> Path:
        """The history."""
        return self.data / "aimonitor.sqlite3"

    @property
    def config_file(self) -> Path:
        """The settings that the user writes by hand."""
        return self.config / "config.toml"

    @property
    def recipes(self) -> Path:
        """The folder of the user's recipes. It need not exist."""
        return self.config / "recipes"

    @property
    def lock_file(self) -> Path:
        """Held by the one window of this data folder."""
        return self.data / "aimonitor.lock"

    def ensure(self) -> None:
        """Make the folders, and close them to others. Raises ConfigError where that cannot be done."""
        for folder in (self.config, self.data, self.logs, self.cache):
            make_private_folder(folder)


def _absolute(folder: Path) -> Path:
    try:
        return Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100  links stay as given
    except RuntimeError as error:
        raise ConfigError(f"There is no such folder: {folder}. Name another for AIMonitor.") from error


def make_private_folder(folder: Path) -> None:
    """Make `folder` and the parents it lacks, or take away what others may do in it. Raises ConfigError."""
    try:
        for missing in reversed([each for each in folder.parents if not each.exists()]):
            missing.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        _close_to_others(folder, _PRIVATE_FOLDER)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(
            f"The folder {folder} cannot be used: {reason}. Choose another with {HOME_VARIABLE} or --home."
        ) from error


def make_private_file(file: Path) -> None:
    """Make an empty `file`, or take away what others may do with it. Raises ConfigError."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), _PRIVATE_FILE))
        _close_to_others(file, _PRIVATE_FILE)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The file {file} cannot be written: {reason}.") from error


def _close_to_others(path: Path, mode: int) -> None:
    if os.name == "nt":  # the profile's folders are the user's own there
        return
    for state in (path.lstat(), path.stat()):
        if state.st_uid != os.geteuid():
            raise PermissionError(None, "it belongs to another user")
    before = stat.S_IMODE(path.stat().st_mode)
    if not before & _OTHERS:
        return
    path.chmod(mode)
    planted = _of_others(path) if before & _OTHERS_WRITE else None
    if planted is not None:
        path.chmod(before)  # else the next start would find it closed, and trust what is in it
        raise PermissionError(None, f"others could write to it, and {planted} in it belongs to one of them")


def _of_others(folder: Path) -> str | None:
    """What lies in a folder and belongs to another user: a link of theirs would lead our files elsewhere."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if os.lstat(os.path.join(place, name)).st_uid != os.geteuid():  # noqa: PTH118  text in, text out
                return name
    return None
