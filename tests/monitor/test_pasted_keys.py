"""A key in the wrong field is refused before anything is stored, and the words do not repeat it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aimonitor.demo import cast
from aimonitor.domain.balance_entry import BalanceEntry, EntryKind
from aimonitor.domain.money import Money
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.requests import AddProvider, EditProvider
from tests.monitor.archives import exported, filled, write
from tests.monitor.house import House, house, request

PASTED = "sk-proj-TESTabc123TESTabc123"
RANDOM = "Qx7Rt2Yw9Kp3mB9vN2xLcD5f"


async def refused(home: House, words: str, **changes: object) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        await home.monitor.add_provider(request(cast.PRODUCTION, **changes))
    assert not any(key in caught.value.message for key in (PASTED, RANDOM, cast.PRODUCTION.key.reveal()))
    assert home.monitor.states() == []
    assert await home.stack.database.providers() == []


@pytest.mark.parametrize("name", [PASTED, f"Work {PASTED}", RANDOM, "0123456789abcdef0123456789abcdef"])
async def test_a_name_that_looks_like_a_key_is_refused(tmp_path: Path, name: str) -> None:
    async with house(tmp_path) as home:
        await refused(home, "looks like a key, and names are shown", name=name)


async def test_the_key_itself_is_refused_in_any_other_field(tmp_path: Path) -> None:
    key = cast.PRODUCTION.key.reveal()
    async with house(tmp_path) as home:
        await refused(home, "another field as well", options={"project": f"x {key}"})
        await refused(home, "another field as well", name="short-key-1", api_key=Secret("short-key-1"))
        await refused(
            home, "A base URL must not hold a key", options={"base_url": f"https://h.example/{PASTED}"}
        )


@pytest.mark.parametrize("name", [RANDOM, f"AIza{RANDOM}", "a0123456789abcdef0123456789abcdef"])
async def test_a_key_in_place_of_a_variables_name_is_refused(tmp_path: Path, name: str) -> None:
    async with house(tmp_path) as home:
        await refused(
            home, "not the name of an environment variable", api_key=None, api_key_ref=f"env:{name}"
        )


async def test_a_provider_cannot_be_renamed_to_a_key_nor_get_an_address_with_one(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        provider = await home.add(cast.PRODUCTION)
        changes: list[dict[str, Any]] = [
            {"name": PASTED},
            {"options": {"base_url": f"https://h.example/{PASTED}"}},
            {"api_key": Secret("new-key-0002"), "options": {"project": "new-key-0002"}},
        ]
        for change in changes:
            with pytest.raises(ConfigError) as caught:
                await home.monitor.edit_provider(EditProvider(provider_id=provider.id, **change))
            assert PASTED not in caught.value.message
        assert home.monitor.find(provider.id) == provider
        assert (await home.keychain.get_api_key(provider.id)) == cast.PRODUCTION.key


async def test_names_and_addresses_of_people_are_taken(tmp_path: Path) -> None:
    name = "Anthropic-Production-2026 (…wxyz)"
    gateway = "https://gateway.example.com/v1/0123456789abcdef0123456789abcdef/team/openai"
    async with house(tmp_path) as home:
        wish = AddProvider(
            provider_type="openai", name=name, api_key=cast.PRODUCTION.key, options={"base_url": gateway}
        )
        assert (await home.monitor.add_provider(wish)).name == name


async def test_a_note_that_looks_like_a_key_is_refused(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        provider = await home.add(cast.PRODUCTION)
        await home.monitor.poll_provider(provider.id)
        entry = BalanceEntry(
            id="",
            provider_id=provider.id,
            kind=EntryKind.OPENING,
            day=datetime(2026, 11, 1, tzinfo=UTC).date(),
            money=Money(amount=Decimal(5), currency="USD"),
            note=f"with {PASTED}",
        )
        with pytest.raises(ConfigError, match="This note looks like a key") as caught:
            await home.stack.balance_entries.save(entry)
        assert PASTED not in caught.value.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", f"Work {PASTED}"),
        ("options", {"project": PASTED}),
        ("options", {PASTED: "x"}),
        ("options", {PASTED: 5}),
    ],
)
async def test_a_file_with_a_key_in_it_is_refused_and_the_key_not_repeated(
    tmp_path: Path, field: str, value: object
) -> None:
    async with filled(tmp_path / "one") as first, house(tmp_path / "two") as second:
        document = json.loads(await exported(first, tmp_path / "all.json"))
        document["providers"][0][field] = value
        place = write(tmp_path / "keys.json", json.dumps(document))
        with pytest.raises(ConfigError, match=r"cannot be imported: providers\[0\]") as caught:
            await second.stack.archive.take_in(place)
        assert PASTED not in caught.value.message
        assert second.monitor.states() == []
