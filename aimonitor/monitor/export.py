"""Exports as files: written beside their place, then moved into it, private to the user."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from aimonitor.domain.history import ExportRow
from aimonitor.errors import ConfigError
from aimonitor.insight.export import as_csv, as_json

FORMATS = ("csv", "json")


def export_text(rows: Sequence[ExportRow], file_format: str, now: datetime) -> str:
    """The export as text. Raises ConfigError for a format we do not write."""
    if file_format == "csv":
        return as_csv(rows)
    if file_format == "json":
        return as_json(rows, now=now)
    msg = f"There is no export format {file_format!r}; choose csv or json."
    raise ConfigError(msg)


def write_export(path: Path, text: str) -> None:
    """Write the whole file (UTF-8, 0600) or nothing; a file that is there is replaced, through links too.

    Raises ConfigError when the place cannot be written, or holds something that is not a file.
    """
    try:
        target = Path(os.path.realpath(path))
        # What is a link still leads to itself: Python 3.13 no longer calls that an error
        if target.is_symlink() or (target.exists() and not target.is_file()):
            msg = f"{path} is there and is not a file. Choose another place."
            raise ConfigError(msg)
        _replace(target, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        msg = f"The file could not be written: {reason}. Choose another place."
        raise ConfigError(msg) from error


def _replace(target: Path, text: str) -> None:
    """By way of a new file of a name that nobody can foresee."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".aimonitor-", suffix=".part")
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
