"""Names that lead to this machine, for certificates and hosts that need a name."""

from __future__ import annotations

import socket
from typing import Any

import pytest


def lead_here(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let each of `names` be 127.0.0.1."""
    real = socket.getaddrinfo

    def lookup(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401  as the original
        return real("127.0.0.1" if host in names else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
