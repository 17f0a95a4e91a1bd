from __future__ import annotations

from types import SimpleNamespace

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault
from aimonitor.keychain.backends import checked, find_backend, shown_name, would_ask
from aimonitor.keychain.service import KeychainService
from tests.keychain.backends import GoodKeyring, InMemoryKeyring, PlaintextKeyring

FAIL = keyring.core.load_keyring("keyring.backends.fail.Keyring")
NULL = keyring.core.load_keyring("keyring.backends.null.Keyring")


def of_module(module: str, name: str = "Keyring", **attributes: object) -> GoodKeyring:
    """A back end as if it came from `module`."""
    backend: GoodKeyring = type(name, (GoodKeyring,), {"__module__": module, **attributes})()
    return backend


def chain(*backends: object) -> GoodKeyring:
    return of_module("keyring.backends.chainer", "ChainerBackend", backends=list(backends))


@pytest.mark.parametrize(
    ("backend", "fault"),
    [
        (FAIL, KeychainFault.ABSENT),
        (NULL, KeychainFault.ABSENT),
        (chain(), KeychainFault.ABSENT),
        (chain(FAIL), KeychainFault.ABSENT),
        (chain(PlaintextKeyring(), InMemoryKeyring()), KeychainFault.UNSAFE),
        (of_module("keyrings.alt.file", "PlaintextKeyring"), KeychainFault.UNSAFE),
        (of_module("keyrings.alt.file", "EncryptedKeyring"), KeychainFault.UNSAFE),
        (of_module("somewhere", "UnencryptedKeyring"), KeychainFault.UNSAFE),
    ],
)
def test_back_ends_that_keep_nothing_or_keep_it_openly_are_refused(
    backend: object, fault: KeychainFault
) -> None:
    with pytest.raises(KeychainError) as caught:
        checked(backend)
    assert caught.value.fault is fault


def test_a_good_back_end_is_taken_as_it_is() -> None:
    backend = GoodKeyring()
    assert checked(backend) is backend


def test_a_chain_is_its_first_safe_back_end() -> None:
    good, second = GoodKeyring(), GoodKeyring()
    assert checked(chain(PlaintextKeyring(), good, second)) is good


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.SecretService", "Secret Service"),
        ("keyring.backends.kwallet", "KWallet"),
        ("keyring.backends.macOS", "macOS Keychain"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("some.plugin", "some.plugin.Keyring"),
    ],
)
def test_back_ends_have_names_for_people(module: str, name: str) -> None:
    assert shown_name(of_module(module)) == name


class NoSuchItemError(Exception):
    pass


def library(*, locked: bool | None) -> SimpleNamespace:
    """SecretStorage with a default collection that is locked, open, or (None) not there."""

    def default(_bus: object, _alias: str) -> SimpleNamespace:
        if locked is None:
            raise NoSuchItemError
        return SimpleNamespace(is_locked=lambda: locked)

    return SimpleNamespace(
        dbus_init=lambda: SimpleNamespace(close=lambda: None),
        get_collection_by_alias=default,
        ItemNotFoundException=NoSuchItemError,
    )


@pytest.mark.parametrize(("locked", "asks"), [(True, True), (False, False), (None, True)])
async def test_a_locked_secret_service_is_not_asked_from_the_background(
    monkeypatch: pytest.MonkeyPatch,
    locked: bool | None,  # noqa: FBT001
    asks: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(SecretService, "secretstorage", library(locked=locked))
    backend = of_module("keyring.backends.SecretService")
    assert would_ask(backend) is asks
    keychain = KeychainService(backend=lambda: backend, timeout=60)
    await keychain.store_api_key("p1", Secret("sk-admin-TEST"))
    backend.calls.clear()
    if asks:
        with pytest.raises(KeychainError) as caught:
            await keychain.get_api_key("p1", ask=False)
        assert caught.value.fault is KeychainFault.LOCKED
        assert backend.calls == []
    else:
        assert await keychain.get_api_key("p1", ask=False)
    assert await keychain.get_api_key("p1", ask=True)
    assert (await keychain.status()).fault is (KeychainFault.LOCKED if asks else None)


def test_where_it_cannot_be_told_nothing_is_said_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(SecretService, "secretstorage", raising=False)
    assert not would_ask(of_module("keyring.backends.SecretService"))
    assert not would_ask(GoodKeyring())


async def test_what_the_user_chose_for_keyring_stands() -> None:
    status = await KeychainService(timeout=60).status()
    assert status.fault is KeychainFault.ABSENT
    assert status.backend == "none"


def test_a_keychain_that_started_after_us_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    weak = type("Weak", (GoodKeyring,), {"priority": 1})
    strong = type("Strong", (GoodKeyring,), {"priority": 5})
    hopeless = type("Hopeless", (GoodKeyring,), {"priority": 0})
    chained = type("Chained", (GoodKeyring,), {"priority": 10, "__module__": "keyring.backends.chainer"})
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setattr(keyring.core, "_keyring_backend", FAIL)
    kinds: list[type] = [hopeless]
    monkeypatch.setattr(KeyringBackend, "get_viable_backends", lambda: kinds)
    assert find_backend() is FAIL
    kinds += [weak, strong, chained]
    assert type(find_backend()) is strong
