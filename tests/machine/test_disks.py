"""Disks that are full, or may not be written, and folders that are closed to us."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aimonitor.db.faults import database_error
from aimonitor.errors import DatabaseFault
from tests.machine.small_disk import in_child

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing can be mounted or limited there")

HISTORY = "disk/home/data/aimonitor.sqlite3"
FULL = str(database_error(DatabaseFault.FULL, Path()))


def closed(scenario: str) -> str:
    return str(database_error(DatabaseFault.READ_ONLY, Path("PLACE") / scenario / HISTORY))


def test_a_full_disk_a_read_only_one_and_lost_permission_are_told_and_lose_nothing(tmp_path: Path) -> None:
    told = in_child(tmp_path / "disks", "full", "full_at_start", "read_only", "no_permission")
    export = "The file could not be written: No space left on device. Choose another place."
    assert told["no_permission"] == [
        f"file 400: {closed('no_permission')}",
        f"folder 500: {closed('no_permission')}",
        f"folder 0: {closed('no_permission')}",
    ]
    if told["read_only"] == ["nothing can be mounted here"]:
        return
    assert told["full"] == [FULL, export]
    live = f"live figures, {FULL}"
    assert told["full_at_start"] == [
        f"{kind}: {said}"
        for kind, goes_on in (("as it is", live), ("older", FULL), ("damaged", FULL))
        for said in (FULL, goes_on)
    ]
    assert told["read_only"] == [closed("read_only"), f"live figures, {closed('read_only')}"]


def test_files_that_may_not_grow_are_told_and_lose_nothing(tmp_path: Path) -> None:
    told = in_child(tmp_path / "disks", "full", "full_at_start", may_mount=False)
    assert [line.partition(":")[0] for line in told["full_at_start"]] == [
        kind for kind in ("as it is", "older", "damaged") for _ in range(2)
    ]
    assert told["full"][1] == "The file could not be written: File too large. Choose another place."
