"""What opening the database did, and how it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class OpenOutcome(StrEnum):
    """What opening the file did."""

    CREATED = "created"
    OPENED = "opened"
    MIGRATED = "migrated"
    SET_ASIDE = "set_aside"
    READ = "read"


class OpenReport(Struct, frozen=True, kw_only=True):
    """What opening did. Versions are those of the schema; `from_version` 0: there was no file to use.

    `backup`: the copy made before a migration. `set_aside`: where the damaged file went (its -wal
    and -shm lie beside it); the user should be told. READ: it cannot be written, but what is in it is known.
    """

    outcome: OpenOutcome
    from_version: int
    to_version: int
    backup: Path | None = None
    set_aside: Path | None = None


class DatabaseState(Struct, frozen=True, kw_only=True):
    """How the database is, for `doctor`.

    `size`: bytes, with the write-ahead log. `integrity`: "ok", or what is wrong in SQLite's words.
    """

    path: Path
    size: int
    version: int
    integrity: str
    journal_mode: str
