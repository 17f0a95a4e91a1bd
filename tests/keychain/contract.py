"""What every `KeyStore` does; each kind inherits these tests."""

from __future__ import annotations

import asyncio

import pytest

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault, Repair
from aimonitor.keychain.store import KeyStore

KEY = Secret("sk-admin-TEST-0123456789abcdef")
OTHER = Secret("sk-admin-TEST-fedcba9876543210")


class KeyStoreContract:
    """Inherit, and give a `store` fixture."""

    async def test_a_stored_key_comes_back(self, store: KeyStore) -> None:
        await store.store_api_key("p1", KEY)
        assert await store.get_api_key("p1") == KEY
        assert await store.get_api_key("p1", ask=False) == KEY

    async def test_a_new_key_takes_the_place_of_the_old(self, store: KeyStore) -> None:
        await store.store_api_key("p1", KEY)
        await store.store_api_key("p1", OTHER)
        assert await store.get_api_key("p1") == OTHER

    async def test_providers_do_not_share_a_key(self, store: KeyStore) -> None:
        await store.store_api_key("p1", KEY)
        await store.store_api_key("p2", OTHER)
        await store.delete_api_key("p1")
        assert await store.get_api_key("p2") == OTHER

    async def test_a_missing_key_is_said_to_be_missing(self, store: KeyStore) -> None:
        with pytest.raises(KeychainError) as caught:
            await store.get_api_key("nobody")
        assert caught.value.fault is KeychainFault.MISSING
        assert caught.value.repair is Repair.REPLACE_KEY

    async def test_a_deleted_key_is_gone_and_may_be_deleted_again(self, store: KeyStore) -> None:
        await store.store_api_key("p1", KEY)
        await store.delete_api_key("p1")
        await store.delete_api_key("p1")
        with pytest.raises(KeychainError):
            await store.get_api_key("p1")

    async def test_calls_at_once_all_arrive(self, store: KeyStore) -> None:
        keys = {f"p{number}": Secret(f"sk-admin-TEST-{number:016}") for number in range(8)}
        await asyncio.gather(*(store.store_api_key(name, key) for name, key in keys.items()))
        found = await asyncio.gather(*(store.get_api_key(name) for name in keys))
        assert found == list(keys.values())

    async def test_it_says_that_it_is_usable(self, store: KeyStore) -> None:
        status = await store.status()
        assert status.usable
        assert status.fault is None
        assert status.backend
        assert status.words.endswith(".")
