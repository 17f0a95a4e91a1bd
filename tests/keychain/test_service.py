from __future__ import annotations

import asyncio
import traceback

import pytest
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault
from aimonitor.keychain.service import KeychainService
from aimonitor.keychain.store import KeyStore
from tests.keychain.backends import (
    DoubledKeyring,
    FailingKeyring,
    GoodKeyring,
    HangingKeyring,
    InMemoryKeyring,
    LossyKeyring,
    PlaintextKeyring,
    StubbornKeyring,
    TellTaleKeyring,
    denied_on_macos,
    dismissed,
    no_keyring,
    refused_by_the_bus,
)
from tests.keychain.contract import KEY, OTHER, KeyStoreContract

NEVER = 0.02
"""Seconds after which a call that hangs for ever is given up."""


def service(backend: object, timeout: float = 60) -> KeychainService:
    return KeychainService(backend=lambda: backend, timeout=timeout)


async def fault_of_get(backend: object) -> KeychainError:
    with pytest.raises(KeychainError) as caught:
        await service(backend).get_api_key("p1")
    return caught.value


class TestKeychainService(KeyStoreContract):
    @pytest.fixture
    def store(self) -> KeyStore:
        return service(GoodKeyring())


class TestKeychainThatDoublesKeys(KeyStoreContract):
    @pytest.fixture
    def store(self) -> KeyStore:
        return service(DoubledKeyring())


async def test_keys_stand_under_the_app_and_the_provider() -> None:
    backend = GoodKeyring()
    await service(backend).store_api_key("0a1b", KEY)
    assert backend.stored == {("AIMonitor", "0a1b"): KEY.reveal()}


async def test_a_key_is_replaced_in_place_and_read_back() -> None:
    backend = GoodKeyring()
    keychain = service(backend)
    await keychain.store_api_key("p1", KEY)
    backend.calls.clear()
    await keychain.store_api_key("p1", OTHER)
    assert "delete" not in backend.calls
    assert backend.calls[-2:] == ["set", "get"]


async def test_a_key_that_reads_back_differently_was_not_stored() -> None:
    backend = LossyKeyring()
    with pytest.raises(KeychainError, match=r"^Keychain storage failed") as caught:
        await service(backend).store_api_key("p1", KEY)
    assert caught.value.fault is KeychainFault.FAILED
    assert backend.stored == {}


async def test_a_failed_replacement_leaves_the_key_before_it() -> None:
    backend = LossyKeyring()
    backend.stored["AIMonitor", "p1"] = "short"
    with pytest.raises(KeychainError):
        await service(backend).store_api_key("p1", KEY)
    assert backend.stored == {("AIMonitor", "p1"): "short"}


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (no_keyring(), KeychainFault.ABSENT),
        (KeyringLocked("Failed to unlock the collection!"), KeychainFault.LOCKED),
        (PasswordSetError("Cancelled by user"), KeychainFault.DENIED),
        (denied_on_macos(), KeychainFault.DENIED),
        (dismissed(), KeychainFault.DENIED),
        (InitError("Failed to open keyring"), KeychainFault.FAILED),
        (refused_by_the_bus("org.freedesktop.DBus.Error.NoReply"), KeychainFault.SILENT),
        (refused_by_the_bus("org.freedesktop.DBus.Error.AccessDenied"), KeychainFault.DENIED),
        (refused_by_the_bus("org.freedesktop.Secret.Error.IsLocked"), KeychainFault.LOCKED),
        (TimeoutError("no reply"), KeychainFault.SILENT),
        (ConnectionResetError("the bus went away"), KeychainFault.FAILED),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), KeychainFault.FAILED),
    ],
)
async def test_faults_are_told_apart(error: Exception, fault: KeychainFault) -> None:
    known = await fault_of_get(FailingKeyring(error))
    assert known.fault is fault
    assert known.message.endswith(".")
    assert type(error).__name__ in known.detail


async def test_denied_has_its_own_words() -> None:
    known = await fault_of_get(FailingKeyring(denied_on_macos()))
    assert known.message.startswith("Keychain access denied")


async def test_a_fault_of_ours_is_not_dressed_as_one_of_the_keychain() -> None:
    with pytest.raises(ZeroDivisionError):
        await service(FailingKeyring(ZeroDivisionError())).get_api_key("p1")


async def test_no_piece_of_a_key_gets_into_an_error() -> None:
    with pytest.raises(KeychainError, match=r"^Keychain storage failed") as caught:
        await service(TellTaleKeyring()).store_api_key("p1", KEY)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.detail
    assert KEY.reveal()[3:9] not in shown
    assert caught.value.__context__ is None
    assert caught.value.detail == "KeyringError"


async def test_a_key_that_cannot_be_deleted_is_an_error() -> None:
    backend = StubbornKeyring()
    backend.stored["AIMonitor", "p1"] = KEY.reveal()
    with pytest.raises(KeychainError) as caught:
        await service(backend).delete_api_key("p1")
    assert caught.value.fault is KeychainFault.DENIED


@pytest.mark.parametrize("backend", [PlaintextKeyring(), InMemoryKeyring()])
async def test_unsafe_back_ends_are_refused(backend: GoodKeyring) -> None:
    keychain = service(backend)
    with pytest.raises(KeychainError) as caught:
        await keychain.store_api_key("p1", KEY)
    assert caught.value.fault is KeychainFault.UNSAFE
    assert backend.stored == {}
    status = await keychain.status()
    assert (status.usable, status.fault) == (False, KeychainFault.UNSAFE)
    assert type(backend).__name__ in status.backend


async def test_a_silent_keychain_is_given_up_and_says_so() -> None:
    backend = HangingKeyring()
    keychain = service(backend, timeout=NEVER)
    with pytest.raises(KeychainError) as caught:
        await keychain.get_api_key("p1")
    status = await keychain.status()
    backend.answer.set()
    assert caught.value.fault is KeychainFault.SILENT
    assert (status.usable, status.fault) == (False, KeychainFault.SILENT)


@pytest.mark.parametrize("before", [None, OTHER.reveal()])
async def test_a_store_carried_out_too_late_is_undone(before: str | None) -> None:
    backend = HangingKeyring()
    if before:
        backend.stored["AIMonitor", "p1"] = before
    keychain = service(backend, timeout=NEVER)
    with pytest.raises(KeychainError):
        await keychain.store_api_key("p1", KEY)
    left = keychain._calls._left_behind[-1]
    backend.answer.set()
    await left.wait(60)
    assert backend.stored.get(("AIMonitor", "p1")) == before
    assert "set" in backend.calls


async def test_a_store_whose_caller_went_away_is_undone() -> None:
    backend = HangingKeyring()
    keychain = service(backend)
    storing = asyncio.create_task(keychain.store_api_key("p1", KEY))
    await asyncio.to_thread(backend.asked.wait, 60)
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    backend.answer.set()
    assert (await keychain.status()).usable
    assert backend.stored == {}


async def test_an_empty_stored_key_is_a_missing_one() -> None:
    backend = GoodKeyring()
    backend.stored["AIMonitor", "p1"] = ""
    assert (await fault_of_get(backend)).fault is KeychainFault.MISSING


async def test_a_keychain_that_comes_back_is_found_again() -> None:
    backends: list[GoodKeyring] = [FailingKeyring(no_keyring()), GoodKeyring()]
    keychain = KeychainService(backend=lambda: backends.pop(0), timeout=60)
    with pytest.raises(KeychainError):
        await keychain.get_api_key("p1")
    await keychain.store_api_key("p1", KEY)
    assert await keychain.get_api_key("p1") == Secret(KEY.reveal())
