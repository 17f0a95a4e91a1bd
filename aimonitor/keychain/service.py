"""The system's keychain, through keyring: one call at a time, off the loop, with a time-out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from aimonitor import APP_NAME
from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault
from aimonitor.keychain.backends import (
    Backend,
    BackendFactory,
    checked,
    find_backend,
    shown_name,
    would_ask,
)
from aimonitor.keychain.detached import DetachedCalls
from aimonitor.keychain.faults import STORAGE_FAILED, fault_error, keychain_error, raised_by_back_ends
from aimonitor.keychain.store import KeychainStatus

T = TypeVar("T")

_TIMEOUT = 20.0
_ATTENDED = 6
_MOST_COPIES = 5


class KeychainService:
    """A `KeyStore` in the system's keychain: `service_name`, with the provider's id as the user.

    `timeout` (seconds) is for calls in the background. Calls that the user waits for may be held
    up by an unlock prompt, and get six times as long. `backend` makes a keyring back end; None:
    keyring chooses. Null, fail, plain-text and in-memory back ends are refused.
    """

    def __init__(
        self,
        *,
        service_name: str = APP_NAME,
        backend: BackendFactory | None = None,
        timeout: float = _TIMEOUT,
        calls: DetachedCalls | None = None,
    ) -> None:
        self._service_name = service_name
        self._factory = backend or find_backend
        self._timeout = timeout
        self._attended = timeout * _ATTENDED
        self._calls = calls or DetachedCalls()
        self._backend: Backend | None = None

    async def store_api_key(self, provider_id: str, key: Secret) -> None:
        """Store `key` in place of the one before it, and read it back.

        Raises KeychainError; what was stored before is then there still, also where the keychain
        carries the call out after its time.
        """
        await self._run(lambda left: self._put(provider_id, key, left), self._attended, key)

    async def get_api_key(self, provider_id: str, *, ask: bool = True) -> Secret:
        """The stored key. Raises KeychainError (MISSING where there is none).

        `ask` False is for the background: a keychain known to be locked is then LOCKED at once,
        without a prompt that comes out of the blue.
        """
        timeout = self._attended if ask else self._timeout
        return await self._run(lambda _: self._get(provider_id, ask=ask), timeout)

    async def delete_api_key(self, provider_id: str) -> None:
        """Remove the key; there may be none. Raises KeychainError."""
        await self._run(lambda _: self._remove(provider_id), self._attended)

    async def status(self) -> KeychainStatus:
        """Whether keys can be kept. Never asks the user, never raises."""
        try:
            return await self._run(lambda _: self._status(), self._timeout)
        except KeychainError as error:
            name = error.detail if error.fault is KeychainFault.UNSAFE else "none"
            return KeychainStatus(backend=name, usable=False, words=error.message, fault=error.fault)

    async def _run(
        self,
        work: Callable[[threading.Event], T],
        timeout: float,  # noqa: ASYNC109
        key: Secret | None = None,
    ) -> T:
        try:
            return await self._calls.run(work, timeout)
        except KeychainError as known:
            error = known
        except raised_by_back_ends() as raised:
            error = keychain_error(raised, key)
        if error.fault is KeychainFault.ABSENT:
            self._backend = None
        # Raised here and not in the handler: what keyring raised may hold the key
        raise error

    # --- in the keychain's thread -------------------------------------------------------------

    def _usable(self) -> Backend:
        if self._backend is None:
            self._backend = checked(self._factory())
        return self._backend

    def _put(self, provider_id: str, key: Secret, left: threading.Event) -> None:
        backend = self._usable()
        before = backend.get_password(self._service_name, provider_id)
        backend.set_password(self._service_name, provider_id, key.reveal())
        stored = backend.get_password(self._service_name, provider_id)
        if stored == key.reveal() and not left.is_set():
            return
        with suppress(*raised_by_back_ends()):
            if before is None:
                backend.delete_password(self._service_name, provider_id)
            else:
                backend.set_password(self._service_name, provider_id, before)
        raise KeychainError(STORAGE_FAILED, fault=KeychainFault.FAILED, detail="read back differently")

    def _get(self, provider_id: str, *, ask: bool) -> Secret:
        backend = self._usable()
        if not ask and would_ask(backend):
            raise fault_error(KeychainFault.LOCKED)
        value = backend.get_password(self._service_name, provider_id)
        if not value:
            raise fault_error(KeychainFault.MISSING)
        return Secret(value)

    def _remove(self, provider_id: str) -> None:
        """Delete until nothing is found: back ends remove one copy, and say "missing" as an error."""
        backend = self._usable()
        trouble: BaseException | None = None
        for _ in range(_MOST_COPIES):
            if backend.get_password(self._service_name, provider_id) is None:
                return
            try:
                backend.delete_password(self._service_name, provider_id)
            except raised_by_back_ends() as error:
                trouble = error
        if backend.get_password(self._service_name, provider_id) is not None:
            detail = type(trouble).__name__ if trouble else "still there"
            raise fault_error(KeychainFault.DENIED, detail=detail)

    def _status(self) -> KeychainStatus:
        backend = self._usable()
        name = shown_name(backend)
        if would_ask(backend):
            locked = fault_error(KeychainFault.LOCKED)
            return KeychainStatus(backend=name, usable=False, words=locked.message, fault=locked.fault)
        return KeychainStatus(backend=name, usable=True, words=f"Keys are kept in the keychain ({name}).")
