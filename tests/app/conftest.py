"""No test of the app reaches the user's desktop or keychain."""

from __future__ import annotations

import pytest

from tests.keychain.backends import GoodKeyring


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own desktop gets no notifications from tests."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> GoodKeyring:
    """What the app's `KeychainService` finds when it asks for the system's keychain."""
    keychain = GoodKeyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    return keychain
