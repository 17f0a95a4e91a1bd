"""What everything that keeps keys can do."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from aimonitor.domain.secret import Secret
from aimonitor.errors import KeychainFault


class KeychainStatus(Struct, frozen=True, kw_only=True):
    """Whether keys can be kept: the back end's name, a sentence to show, and what is wrong (or None)."""

    backend: str
    usable: bool
    words: str
    fault: KeychainFault | None = None


class KeyStore(Protocol):
    """Keeps one key for each provider id."""

    async def store_api_key(self, provider_id: str, key: Secret) -> None:
        """Keep `key`, in place of the one before it. Raises KeychainError."""

    async def get_api_key(self, provider_id: str, *, ask: bool = True) -> Secret:
        """The key. `ask` False: fail as LOCKED rather than ask the user to unlock. Raises KeychainError."""

    async def delete_api_key(self, provider_id: str) -> None:
        """Forget the key; there may be none. Raises KeychainError."""

    async def status(self) -> KeychainStatus:
        """Whether keys can be kept. Never asks the user, never raises."""
