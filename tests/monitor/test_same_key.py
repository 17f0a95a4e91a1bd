"""A key that is here already: what it costs would count twice in every sum, so the test says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.demo import cast
from aimonitor.providers.manifest import BASE_URL
from tests.monitor.house import House, house, request


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path / "house") as made:
        await made.add(cast.PRODUCTION)
        yield made


async def advice(home: House, **changes: object) -> str:
    return (await home.monitor.test_key(replace(request(cast.PRODUCTION), **changes))).report.advice


async def test_who_tests_a_key_that_is_here_already_is_told_whose_it_is(home: House) -> None:
    told = await advice(home, name="Again")
    assert told == "“OpenAI — production” has this key already: all it costs would count twice."
    assert cast.PRODUCTION.token not in told


async def test_the_key_of_the_provider_itself_is_no_second_one(home: House) -> None:
    """As where its key is replaced, by the same one."""
    assert await advice(home, name=cast.PRODUCTION.name) == ""


async def test_the_same_word_for_another_address_is_another_key(home: House) -> None:
    elsewhere = {BASE_URL: home.servers.base_urls["openai"].replace("127.0.0.1", "localhost")}
    assert await advice(home, name="Gateway", options=elsewhere) == ""


async def test_another_key_of_the_same_service_is_none_of_it(home: House) -> None:
    found = await home.monitor.test_key(request(cast.STAGING))
    assert found.report.advice == ""
