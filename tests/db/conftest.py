"""An open database with one provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from tests.db.samples import opened, provider


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with opened(path) as ready:
        await ready.save_provider(provider())
        yield ready
