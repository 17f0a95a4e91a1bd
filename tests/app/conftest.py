"""No test of the app reaches the user's desktop or keychain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture
def short_home() -> Iterator[Path]:
    """A home for processes: the path of a socket in it must not be long."""
    with tempfile.TemporaryDirectory(prefix="aim-") as folder:
        yield Path(folder) / "home"
