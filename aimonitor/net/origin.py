"""Where a request may go. Light: the window checks what the user types with it."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from aimonitor.errors import ConfigError

_PLAIN = re.compile(r"[!-~]+")
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_EXAMPLE = "such as https://api.example.com"


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine: 127.0.0.0/8, ::1 or localhost."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def check_base_url(text: str) -> str:
    """`text` as a base URL without a trailing slash: https, or http on this machine.

    Raises ConfigError with a sentence for the user.
    """
    parts = _split(text.strip())
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        raise ConfigError("A base URL must not hold a user name or password; the key is added by AIMonitor.")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ConfigError("A base URL ends with its path: leave out the part from “?” or “#” on.")
    if parts.scheme != "https" and not is_loopback(host):
        raise ConfigError("A base URL must begin with https://, so that nobody can read your key on the way.")
    if any(step in {".", ".."} for step in parts.path.split("/")):
        raise ConfigError("A base URL's path must not go up with “..”; write the path out.")
    return f"{parts.scheme}://{_authority(parts)}{parts.path.rstrip('/')}"


def join(base_url: str, path: str) -> str:
    """`path` (from "/" on) below `base_url`. Raises ValueError where it is not such a path."""
    if not path.startswith("/"):
        raise ValueError("a path begins with a slash")
    return base_url.rstrip("/") + path


def same_origin(a: str, b: str) -> bool:
    """Whether two URLs name the same scheme, host and port."""
    return _origin(a) == _origin(b)


def host_of(url: str) -> str:
    """The host of `url` in lower case, "" if it has none."""
    return urlsplit(url).hostname or ""


def shown_host(url: str) -> str:
    """The host of `url` for a sentence, with its port where that is not the usual one."""
    scheme, host, port = _origin(url)
    return host if port == _DEFAULT_PORTS.get(scheme) else f"{host}:{port}"


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(scheme)


def _split(text: str) -> SplitResult:
    if not text:
        raise ConfigError(f"Type a base URL, {_EXAMPLE}, or leave the field as it was.")
    if not _PLAIN.fullmatch(text) or "\\" in text:
        raise ConfigError("A base URL holds no spaces, backslashes or special characters.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"This is not a base URL: it should look {_EXAMPLE}.") from error
    host = parts.hostname or ""
    if parts.scheme not in _DEFAULT_PORTS or port == 0 or not (_HOST.fullmatch(host) or ":" in host):
        raise ConfigError(f"This is not a base URL: it should look {_EXAMPLE}.")
    return parts


def _authority(parts: SplitResult) -> str:
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    return name if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{name}:{parts.port}"
