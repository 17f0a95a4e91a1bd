"""Exports as files: written beside their place, then moved into it, private to the user."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from aimonitor.domain.state import ExportRow
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
    """Write the whole file or nothing. Raises ConfigError when the place cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline=""
        ) as file:
            file.write(text)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        msg = f"The file could not be written: {error.strerror or error}. Choose another place."
        raise ConfigError(msg) from error
