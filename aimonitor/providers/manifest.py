"""All that window and command line know about a service. Light: it is read before the first paint."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from aimonitor.domain.provider import DEFAULT_INTERVAL, MIN_INTERVAL, Capability

API_VERSION = 1


class KeyKind(Struct, frozen=True, kw_only=True):
    """A kind of key of a service.

    `prefixes` are a hint, matched longest first over all services. `can` is what it reads.
    `advice` is said at once when it is recognised; "" when it is just right.
    """

    id: str
    name: str
    prefixes: tuple[str, ...]
    can: frozenset[Capability]
    advice: str = ""


class ProviderOption(Struct, frozen=True, kw_only=True):
    """Something the user may set beside the key, such as the base URL. Stored as text."""

    id: str
    label: str
    help: str = ""
    placeholder: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()


class ProviderManifest(Struct, frozen=True, kw_only=True):
    """A service: what it offers, which keys it takes, where they may be sent, how often to ask.

    `type` is the id in the database and of the icon `resources/providers/<type>.svg`. `base_url`
    is replaced by the variable `base_url_env`, then by the option "base_url". The key goes to
    `hosts` only (and to a base URL that the user set, which is shown to them). `env_keys`:
    variables in which people keep such keys, best first. `currency` is that of a day without spend.
    """

    type: str
    name: str
    summary: str
    capabilities: frozenset[Capability]
    key_kinds: tuple[KeyKind, ...]
    key_placeholder: str
    key_help: str
    dashboard: str
    hosts: tuple[str, ...]
    base_url: str
    base_url_env: str
    env_keys: tuple[str, ...] = ()
    options: tuple[ProviderOption, ...] = ()
    currency: str = "USD"
    default_interval: timedelta = DEFAULT_INTERVAL
    min_interval: timedelta = MIN_INTERVAL
    backfill_days: int = 31
    host_gap: timedelta = timedelta(milliseconds=250)
    api_version: int = API_VERSION


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """What a plugin registers: the manifest now, the client ("module:Class") when first needed."""

    manifest: ProviderManifest
    client: str
