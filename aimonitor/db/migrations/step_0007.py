"""Schema 7: whose the tail is, the file of polls beside this one that changed nothing but the log."""

from __future__ import annotations

from aimonitor.db.migrations.step import Step

_TAIL = "CREATE TABLE tail (mark TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID"

STEP = Step(version=7, statements=(_TAIL, "INSERT INTO tail VALUES (lower(hex(randomblob(8))))"))
