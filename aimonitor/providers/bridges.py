"""Bridges: a command the user puts into another program's settings, which keeps what it is told.

A bridge is a function of a plugin. It gets the bytes that the other program wrote and what was
kept before, and returns what to keep and a line to show. Reading and writing is done here.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from aimonitor.errors import ConfigError, ServiceError

FOLDER = "bridges"
MOST = 256 * 1024
"""Bytes: what is longer is not a status."""


class Bridged(Struct, frozen=True, kw_only=True):
    """What a bridge made of what it was told. `keep` None: there is nothing new to keep."""

    line: str
    keep: str | None = None


Bridge = Callable[[bytes, str | None, datetime], Bridged]
"""Raises ServiceError where it was told something that it cannot read."""


def place(data: Path, provider_type: str) -> Path:
    """The file of a provider type below the data folder."""
    return data / FOLDER / f"{provider_type}.json"


def kept(data: Path, provider_type: str) -> str | None:
    """What was kept last; None where nothing was. Raises ServiceError where it cannot be read."""
    try:
        with place(data, provider_type).open("rb") as file:
            return file.read(MOST).decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ServiceError(f"What the bridge keeps in {FOLDER} cannot be read: {reason}.") from error


def keep(data: Path, provider_type: str, text: str) -> None:
    """Keep `text` as a whole or not at all, for this user alone. Raises ConfigError.

    Several programs may do so at once: each writes a file of its own and moves it into place.
    """
    target = place(data, provider_type)
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        number, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The status could not be kept in {target.parent}: {reason}.") from error
