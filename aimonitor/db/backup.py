"""A copy of everything, where the user wants it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from aimonitor.db.faults import faults
from aimonitor.db.files import belongings, copy_to, make_private
from aimonitor.errors import DatabaseError, DatabaseFault


def backup_to(connection: sqlite3.Connection, path: Path, target: Path) -> None:
    """Copy the open database at `path` to `target` (0600), whole or not at all. Raises DatabaseError."""
    own = [os.path.realpath(file) for file in (path, *belongings(path))]
    if os.path.realpath(target) in own:  # a link to itself raises nothing here
        text = "A back-up cannot replace the history itself. Choose another file."
        raise DatabaseError(text, fault=DatabaseFault.OTHER)
    with faults(target):
        make_private(target)
        copy_to(connection, target)
