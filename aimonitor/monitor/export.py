"""Exports as files: written beside their place, then moved into it, private to the user."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from aimonitor.db.scratch import scratch
from aimonitor.errors import ConfigError


def write_export(path: Path, pieces: Iterable[str]) -> None:
    """Write the whole file (UTF-8, 0600) or nothing; a file that is there is replaced, through links too.

    Raises ConfigError when the place cannot be written, or holds something that is not a file.
    """
    write_exports({path: pieces})


def write_exports(files: Mapping[Path, Iterable[str]]) -> None:
    """Write several, one after the other; none is in its place before all are written. Raises as above."""
    try:
        with ExitStack() as written:
            parts: list[tuple[Path, Path]] = []
            for path, pieces in files.items():
                target = _target(path)
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


def _target(path: Path) -> Path:
    target = Path(os.path.realpath(path))
    # What is a link still leads to itself: Python 3.13 no longer calls that an error
    if target.is_symlink() or (target.exists() and not target.is_file()):
        msg = f"{path} is there and is not a file. Choose another place."
        raise ConfigError(msg)
    return target
