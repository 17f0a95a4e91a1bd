"""All that window and command line know about a service. Light: it is read before the first paint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from aimonitor.domain.provider import DEFAULT_INTERVAL, MIN_INTERVAL, Capability
from aimonitor.errors import ConfigError

OLDEST_API_VERSION = API_VERSION = 1
"""Which versions of the plugin interface are spoken: from the oldest one that still fits to this one."""

BASE_URL, REGION = "base_url", "region"
"""Ids of options that mean the same for every service."""


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
    """Something the user may set beside the key, such as the base URL. Stored as text.

    `required`: without it there is nothing to ask.
    """

    id: str
    label: str
    help: str = ""
    placeholder: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False


class Region(Struct, frozen=True, kw_only=True):
    """A part of a service with keys, an address and a currency of its own.

    `name` is what the option "region" holds, and what the user chooses by.
    """

    name: str
    base_url: str
    currency: str


def region_option(regions: tuple[Region, ...], help_text: str) -> ProviderOption:
    """The option by which one of `regions` is chosen, the first unless the user says otherwise."""
    names = tuple(region.name for region in regions)
    return ProviderOption(id=REGION, label="Region", help=help_text, default=names[0], choices=names)


class ProviderManifest(Struct, frozen=True, kw_only=True):
    """A service: what it offers, which keys it takes, where they may be sent, how often to ask.

    `type` is the id in the database and of the icon `resources/providers/<type>.svg`. `base_url`
    is replaced by the variable `base_url_env`, then by the option "base_url". The key goes to
    `hosts` only (and to a base URL that the user set, which is shown to them). `env_keys`:
    variables in which people keep such keys, best first. `currency` is that of a day without spend.
    `regions`: with them, the key goes to the chosen one's host only, and `base_url` is the first's.
    `base_url` "": the service runs on a server of the user's, who has to name it.
    `base_url_endings`: what people copy along with a base URL, though it is no part of it.
    `needs_key` False: nothing is asked over the network by us; what is run or read on this computer
    instead stands in `consent`, a sentence that the user agrees to before it happens. It has no hosts.
    `consent` with a key: what is done with it, for a service that somebody else than us described.
    `agreement`: what exactly is agreed to then; with another one, nothing is sent until the user agrees anew.
    `icon`: a file of its own; "" for the one that comes with the app.
    `page_days`: old days are read so many at once, and kept at once; None: all of them in one read.
    `api_version`: which version of the plugin interface it was written for, as a number that stands in the
    plugin; None: it comes with the app.
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
    regions: tuple[Region, ...] = ()
    base_url_endings: tuple[str, ...] = ()
    needs_key: bool = True
    consent: str = ""
    agreement: str = ""
    icon: str = ""
    currency: str = "USD"
    default_interval: timedelta = DEFAULT_INTERVAL
    min_interval: timedelta = MIN_INTERVAL
    backfill_days: int = 31
    page_days: int | None = None
    host_gap: timedelta = timedelta(milliseconds=250)
    api_version: int | None = None

    def console(self, address: str | None) -> str:
        """The page to open in the browser: that of the server where the user named it, else `dashboard`."""
        own_server = not self.base_url and address is not None and address.startswith("https://")
        return address if own_server and address is not None else self.dashboard

    def region(self, options: Mapping[str, str]) -> Region | None:
        """The region that `options` choose; None where the service has none.

        Raises ConfigError for one that there is not.
        """
        if not self.regions:
            return None
        wanted = options.get(REGION) or self.regions[0].name
        found = next((region for region in self.regions if region.name.casefold() == wanted.casefold()), None)
        if found is None:
            names = ", ".join(region.name for region in self.regions)
            raise ConfigError(f"{self.name} has no region called {wanted}. It has: {names}.")
        return found


class ProviderPlugin(Struct, frozen=True, kw_only=True):
    """What a plugin registers: the manifest now, the client ("module:Class") when first needed.

    `bridges`: for a command's name, such as "statusline", the function ("module:function", see
    `providers.bridges`) that reads what another program hands to that command.
    """

    manifest: ProviderManifest
    client: str
    bridges: Mapping[str, str] = field(default_factory=dict)
