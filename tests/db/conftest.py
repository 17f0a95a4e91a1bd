"""An open database with one provider."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from tests.db.samples import NOON, opened, provider


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def wall_clock() -> Callable[[], datetime]:
    """The database's clock; a module whose polls come later has one of its own."""
    return lambda: NOON


@pytest.fixture
async def database(path: Path, wall_clock: Callable[[], datetime]) -> AsyncIterator[Database]:
    async with opened(path, now=wall_clock) as ready:
        await ready.save_provider(provider())
        yield ready
