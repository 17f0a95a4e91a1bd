from __future__ import annotations

import pytest

from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.store import KeyStore
from tests.keychain.contract import KEY, KeyStoreContract


class TestSessionKeys(KeyStoreContract):
    @pytest.fixture
    def store(self) -> KeyStore:
        return SessionKeys()


async def test_another_session_knows_nothing() -> None:
    await SessionKeys().store_api_key("p1", KEY)
    assert (await SessionKeys().status()).usable
    assert KEY.reveal() not in repr(vars(SessionKeys()))
