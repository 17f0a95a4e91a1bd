"""How tests of this room call the client: an invented key, a provider's id, no gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from aimonitor.net.answer import Api, Judge
from aimonitor.net.http import HttpClient

KEY = "sk-admin-TESTonlyTESTonly0123456789"
HEADERS = {"Authorization": f"Bearer {KEY}"}


def api_of(
    client: HttpClient,
    base_url: str,
    *,
    provider_id: str = "p1",
    hosts: Collection[str] = (),
    headers: Mapping[str, str] = HEADERS,
    gap: float = 0,
    judge: Judge | None = None,
    attempts: int = 3,
) -> Api:
    """An `Api` with the invented key."""
    return client.api(
        provider_id=provider_id,
        base_url=base_url,
        hosts=hosts,
        headers=headers,
        host_gap=timedelta(seconds=gap),
        judge=judge,
        attempts=attempts,
    )
