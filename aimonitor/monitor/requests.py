"""What the window and the command line ask the monitor for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from aimonitor.domain.provider import KEYCHAIN_REF
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import ProviderState
from aimonitor.providers.base import KeyReport


class AddProvider(Struct, frozen=True, kw_only=True):
    """A provider to be added. `api_key` is None where `api_key_ref` is "env:NAME".

    Where the type needs no key, both are passed over, and sending the request is the user's consent.
    `agreed`: the manifest's `agreement`, once the user has read its `consent` and agreed to it.
    """

    provider_type: str
    name: str
    api_key: Secret | None
    api_key_ref: str = KEYCHAIN_REF
    options: Mapping[str, str] = field(default_factory=dict)
    interval: timedelta | None = None
    key_kind: str | None = None
    agreed: str = ""


class EditProvider(Struct, frozen=True, kw_only=True):
    """Changes to a provider; what is None stays. A new key or reference is tested by the next poll.

    `agreed`: as in `AddProvider`, where the user agrees anew.
    """

    provider_id: str
    name: str | None = None
    api_key: Secret | None = None
    api_key_ref: str | None = None
    options: Mapping[str, str] | None = None
    interval: timedelta | None = None
    clear_interval: bool = False
    agreed: str | None = None

    @property
    def touches_access(self) -> bool:
        """Whether the key, where it is, or where it is sent may be another one afterwards."""
        return any(one is not None for one in (self.api_key, self.api_key_ref, self.options, self.agreed))


class KeyTest(Struct, frozen=True, kw_only=True):
    """What a test found: the kind of key, and the figures that one poll gave. Nothing was stored."""

    report: KeyReport
    state: ProviderState
