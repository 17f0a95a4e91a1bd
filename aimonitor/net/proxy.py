"""Which way out: straight, through the system's proxy, or through one of the user's own.

aiohttp's `trust_env` is not used: it would also send what stands in ~/.netrc.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from aimonitor.errors import ConfigError
from aimonitor.net.origin import host_of, is_loopback
from aimonitor.net.settings import HttpSettings

_EXAMPLE = "such as http://proxy.example.com:3128"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy. `url` and `name` (host:port, for sentences) hold no credentials."""

    url: str
    name: str
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that log in to the proxy."""
        if self.user is None:
            return {}
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Proxy-Authorization": f"Basic {login}"}


def proxy_for(url: str, settings: HttpSettings) -> Proxy | None:
    """The proxy for `url`, None for a straight connection. Raises ConfigError for one that cannot be used.

    This machine itself is never asked through a proxy: plain http would show the key to it.
    """
    host = host_of(url)
    if settings.proxy_mode == "none" or is_loopback(host):
        return None
    if settings.proxy_mode == "custom":
        return read_proxy(settings.proxy_url)
    found = getproxies()
    text = found.get("https") or found.get("all")
    return read_proxy(text) if text and not _is_excepted(url, host, found) else None


def _is_excepted(url: str, host: str, found: Mapping[str, str]) -> bool:
    """Whether the system wants a straight connection; the environment's exceptions may name a port."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    return bool(proxy_bypass(f"{host}:{port}" if "no" in found else host))


def read_proxy(text: str) -> Proxy:
    """The proxy that `text` (a URL, or host:port) names. Raises ConfigError with a sentence for the user."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
    except ValueError:
        raise ConfigError(f"This is not a proxy address: it should look {_EXAMPLE}.") from None
    if parts.scheme.startswith("socks"):
        raise ConfigError(
            f"SOCKS proxies cannot be used; set an HTTP proxy in Settings, Network, {_EXAMPLE}."
        )
    host = parts.hostname
    if parts.scheme not in _PORTS or not host or any(c.isspace() for c in text):
        raise ConfigError(f"This is not a proxy address: it should look {_EXAMPLE}.")
    name = f"{f'[{host}]' if ':' in host else host}:{port or _PORTS[parts.scheme]}"
    user = unquote(parts.username) if parts.username is not None else None
    return Proxy(url=f"{parts.scheme}://{name}", name=name, user=user, password=unquote(parts.password or ""))
