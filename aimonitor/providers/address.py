"""Where a provider's key is sent: the service's own address, that of a region, or the user's."""

from __future__ import annotations

from collections.abc import Mapping

from aimonitor.errors import ConfigError
from aimonitor.net.origin import check_base_url, host_of
from aimonitor.providers.manifest import BASE_URL, ProviderManifest


def base_url(manifest: ProviderManifest, options: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """The user's option, else the variable, else the region's, else the service's.

    Raises ConfigError for an address that a key must not be sent to, and where there is none. A service that
    somebody else than us described has the one address that the user agreed to.
    """
    own = own_url(manifest, options)
    if manifest.agreement:
        return own  # the user agreed to this address and to no other
    wanted = options.get(BASE_URL) or environ.get(manifest.base_url_env)
    if wanted:
        return _without_ending(check_base_url(wanted), manifest)
    if not own:
        raise ConfigError(no_address(manifest))
    return own


def own_url(manifest: ProviderManifest, options: Mapping[str, str]) -> str:
    """The service's, or its region's, own address; "" where it runs on a server of the user's."""
    region = manifest.region(options)
    return manifest.base_url if region is None else region.base_url


def hosts(manifest: ProviderManifest, options: Mapping[str, str]) -> frozenset[str]:
    """The hosts of the service that the key may go to: one region's where it has regions."""
    region = manifest.region(options)
    return frozenset(manifest.hosts) if region is None else frozenset({host_of(region.base_url)})


def no_address(manifest: ProviderManifest) -> str:
    """What to say where a service that runs on the user's own server has no address yet."""
    return f"{manifest.name} runs on a server of its own: enter its base URL, such as https://ai.example.com."


def _without_ending(address: str, manifest: ProviderManifest) -> str:
    for ending in manifest.base_url_endings:
        address = address.removesuffix(ending)
    return address
