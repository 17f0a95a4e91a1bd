"""Keys for this session only: gone when the app quits."""

from __future__ import annotations

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainError, KeychainFault
from aimonitor.keychain.store import KeychainStatus

GONE_WORDS = "This key was kept for one session only, and that session is over. Enter it again."


class SessionKeys:
    """A `KeyStore` in memory. It serves as the demo's keychain too."""

    def __init__(self) -> None:
        self._keys: dict[str, Secret] = {}

    async def store_api_key(self, provider_id: str, key: Secret) -> None:
        """Keep `key` until the app quits."""
        self._keys[provider_id] = key

    async def get_api_key(self, provider_id: str, *, ask: bool = True) -> Secret:
        """The key; nobody needs to be asked for it. Raises KeychainError (MISSING)."""
        del ask
        if provider_id not in self._keys:
            raise KeychainError(GONE_WORDS, fault=KeychainFault.MISSING)
        return self._keys[provider_id]

    async def delete_api_key(self, provider_id: str) -> None:
        """Forget the key; there may be none."""
        self._keys.pop(provider_id, None)

    async def status(self) -> KeychainStatus:
        """Always usable."""
        return KeychainStatus(
            backend="memory", usable=True, words="Keys are kept in memory until AIMonitor quits."
        )
