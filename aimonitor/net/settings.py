"""How AIMonitor reaches the network, as the user set it. Light: read before the first paint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ProxyMode = Literal["system", "none", "custom"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """Time-outs in seconds, sizes in bytes.

    `total_timeout` is for one request with all its attempts, `connect_timeout` for each
    connection. `max_body` caps an answer after decompression. `proxy_url` may hold a password,
    so it is not in the repr; it counts only where `proxy_mode` is "custom". `revoked`: the path of a
    PEM file with lists of revoked certificates, "" for none.
    """

    proxy_mode: ProxyMode = "system"
    proxy_url: str = field(default="", repr=False)
    total_timeout: float = 30
    connect_timeout: float = 10
    max_body: int = 32 * 1024 * 1024
    revoked: str = ""
