"""Each story of a clock in docs/reliability.md."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.clock_rows import CLOCK, ClockRow
from tests.reliability.scene import scene


@pytest.fixture
def own_timezone() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    time.tzset()


@pytest.mark.parametrize("row", CLOCK, ids=lambda row: row.fault)
async def test_what_follows_when_a_clock_jumps(
    row: ClockRow, tmp_path: Path, own_timezone: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path, own_timezone, now=row.start) as made:
        await row.story(made)
