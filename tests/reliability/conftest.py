"""One scene for all rows of a worker: each row leaves it as good as it found it, or fails."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.reliability.scene import Scene, scene


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        async with scene(tmp_path_factory.mktemp("standing"), patch) as made:
            yield made
