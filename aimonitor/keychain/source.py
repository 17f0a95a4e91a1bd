"""The key of a provider, wherever its `api_key_ref` says that it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from aimonitor.domain.provider import (
    ASK_REF,
    ENV_PREFIX,
    KEYCHAIN_REF,
    NO_KEY_REF,
    SESSION_REF,
    Provider,
)
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, KeychainError, KeychainFault
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.store import KeyStore
from aimonitor.masking import looks_like_key

KeyListener = Callable[[Secret], object]

_NOT_GIVEN = "This provider came from an import, which holds no keys. Enter its key."

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check_ref(api_key_ref: str) -> None:
    """Raise ConfigError unless this says where a key is: "keychain", "session", "env:NAME", "none", "ask".

    What is no name of a variable is not repeated: it may be a key that was pasted in the wrong field.
    """
    if api_key_ref in (KEYCHAIN_REF, SESSION_REF, NO_KEY_REF, ASK_REF):
        return
    if not api_key_ref.startswith(ENV_PREFIX):
        raise ConfigError("It is not known where this provider's key is kept. Enter the key again.")
    name = api_key_ref.removeprefix(ENV_PREFIX)
    if not _VARIABLE.fullmatch(name) or looks_like_key(name):
        raise ConfigError("That is not the name of an environment variable.")


class KeySource:
    """Resolves, stores and deletes keys by reference: "keychain", "session", "env:NAME" or "none".

    A key is read from the keychain once and then kept in memory until `forget`, `store` or
    `delete`. `on_key` and `on_gone` hear of each key that comes into memory and leaves it: the
    logs' filter listens.
    """

    def __init__(
        self,
        keychain: KeyStore,
        session: SessionKeys,
        environ: Mapping[str, str],
        *,
        on_key: KeyListener | None = None,
        on_gone: KeyListener | None = None,
    ) -> None:
        self._keychain = keychain
        self._session = session
        self._environ = environ
        self._on_key = on_key or _ignore
        self._on_gone = on_gone or _ignore
        self._live: dict[str, Secret] = {}

    async def resolve(self, provider: Provider, *, ask: bool = False) -> Secret:
        """The provider's key, empty where it needs none. Raises KeychainError, ConfigError.

        `ask` False, as for a poll in the background: a locked keychain is an error, not a prompt
        out of the blue. Pass True where the user is there and has just asked for it.
        """
        if provider.api_key_ref == NO_KEY_REF:
            return Secret("")
        if provider.api_key_ref.startswith(ENV_PREFIX):
            return self._keep(provider.id, self._from_environment(provider.api_key_ref))
        if provider.api_key_ref == ASK_REF:
            raise KeychainError(_NOT_GIVEN, fault=KeychainFault.MISSING)
        store = self._store(provider.api_key_ref)
        if provider.id in self._live:
            return self._live[provider.id]
        return self._keep(provider.id, await store.get_api_key(provider.id, ask=ask))

    async def store(self, provider_id: str, api_key_ref: str, key: Secret) -> None:
        """Keep `key` where the reference says. Raises KeychainError, ConfigError for "env:NAME"."""
        if api_key_ref == NO_KEY_REF:
            raise ConfigError("This provider needs no key, so none is stored.")
        if api_key_ref.startswith(ENV_PREFIX):
            raise ConfigError("A key that comes from an environment variable is not stored by AIMonitor.")
        if not key:
            raise ConfigError("Invalid API key format: the key is empty.")
        if api_key_ref == ASK_REF:
            raise ConfigError("Choose where the key is kept.")
        await self._store(api_key_ref).store_api_key(provider_id, key)
        self._keep(provider_id, key)

    async def delete(self, provider: Provider) -> None:
        """Remove the provider's key from memory and from where it is stored. Raises KeychainError."""
        is_kept = provider.api_key_ref not in (NO_KEY_REF, ASK_REF)
        if is_kept and not provider.api_key_ref.startswith(ENV_PREFIX):
            await self._store(provider.api_key_ref).delete_api_key(provider.id)
        self.forget(provider.id)

    @contextmanager
    def held(self, key: Secret) -> Iterator[Secret]:
        """A key that is used, but kept nowhere, is heard of all the same for as long as the block runs."""
        if not key:
            yield key
            return
        self._on_key(key)
        try:
            yield key
        finally:
            self._on_gone(key)

    def holders(self, key: Secret) -> list[str]:
        """The ids of the providers whose key, as far as it is in memory, is that very one."""
        return [provider_id for provider_id, one in self._live.items() if key and one == key]

    def forget(self, provider_id: str) -> None:
        """Drop the key from memory: the next `resolve` reads it anew."""
        key = self._live.pop(provider_id, None)
        if key is not None:
            self._on_gone(key)

    def _keep(self, provider_id: str, key: Secret) -> Secret:
        if self._live.get(provider_id) != key:
            self.forget(provider_id)
            self._live[provider_id] = key
            self._on_key(key)
        return key

    def _store(self, api_key_ref: str) -> KeyStore:
        check_ref(api_key_ref)
        return self._session if api_key_ref == SESSION_REF else self._keychain

    def _from_environment(self, api_key_ref: str) -> Secret:
        check_ref(api_key_ref)
        name = api_key_ref.removeprefix(ENV_PREFIX)
        key = Secret(self._environ.get(name, ""))
        if not key:
            raise KeychainError(
                f"The environment variable {name} is not set. Set it and start AIMonitor again, "
                "or enter the key.",
                fault=KeychainFault.MISSING,
            )
        return key


def _ignore(_: Secret) -> None:
    """Nobody listens."""
