"""A provider: one key of one service, as the user named it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field

KEYCHAIN_REF = "keychain"
SESSION_REF = "session"
ENV_PREFIX = "env:"
NO_KEY_REF = "none"
ASK_REF = "ask"

AGREED = "agreed"
"""The option that keeps what the user agreed to, where somebody else than us described the service: the
`agreement` of its manifest, in these very words."""

MIN_INTERVAL = timedelta(minutes=1)
MAX_INTERVAL = timedelta(hours=12)
DEFAULT_INTERVAL = timedelta(minutes=5)


class Capability(StrEnum):
    """What a service, or a kind of key, lets us read."""

    COST = "cost"
    TODAY_COST = "today_cost"
    TOKENS = "tokens"
    REQUESTS = "requests"
    BALANCE = "balance"
    LIMITS = "limits"
    MODELS = "models"


class Provider(Struct, frozen=True, kw_only=True):
    """One key of one service.

    `api_key_ref` tells where the key is, never the key: "keychain", "session" (in memory until
    the app quits), "env:NAME", "none" (its type needs no key), or "ask" (the provider came without one:
    the user is asked). `options` are the manifest's (such as "base_url"). `key_kind` is the id of the
    manifest's `KeyKind` that the last check found, None before it. `interval` None: the global one.
    """

    id: str
    name: str
    provider_type: str
    api_key_ref: str
    enabled: bool = True
    created_at: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    key_kind: str | None = None
    interval: timedelta | None = None
    position: int = 0
