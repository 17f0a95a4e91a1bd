"""Exports as files: written beside their place, then moved into it, private to the user."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from aimonitor.db.files import belongings
from aimonitor.db.scratch import scratch
from aimonitor.errors import ConfigError


def write_export(path: Path, pieces: Iterable[str]) -> None:
    """Write the whole file (UTF-8, 0600) or nothing; a file that is there is replaced, through links too.

    Raises ConfigError when the place cannot be written, or holds something that is not a file.
    """
    write_exports({path: pieces})


def write_exports(files: Mapping[Path, Iterable[str]], history: Path | None = None) -> None:
    """Write several, one after the other; none is in its place before all are written. Raises as above.

    `history`: the database, which is never replaced.
    """
    try:
        with ExitStack() as written:
            parts: list[tuple[Path, Path]] = []
            for path, pieces in files.items():
                target = place_of(path, history)
                part = written.enter_context(scratch(target.parent, ".aimonitor-", ".part"))
                with part.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(pieces)
                parts.append((part, target))
            for part, target in parts:
                part.replace(target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        msg = f"The file could not be written: {reason}. Choose another place."
        raise ConfigError(msg) from error


def place_of(path: Path, history: Path | None) -> Path:
    """Where a file goes that the user names: to the end of links. Blocking.

    Raises ConfigError where something is that is no file (a folder, a device), or that the history needs.
    """
    target = Path(os.path.realpath(path))
    if history is not None and _is_of(target, history):
        raise ConfigError(f"{path} is the history itself. Choose another place.")
    # What is a link still leads to itself: Python 3.13 no longer calls that an error
    if target.is_symlink() or (target.exists() and not target.is_file()):
        msg = f"{path} is there and is not a file. Choose another place."
        raise ConfigError(msg)
    return target


def _is_of(target: Path, history: Path) -> bool:
    """By name, be it there yet or not, and where there are other names for it, by what it is."""
    own = [Path(os.path.realpath(file)) for file in (history, *belongings(history))]
    return target in own or (target.exists() and any(one.exists() and target.samefile(one) for one in own))
