"""Without an override each service is asked at its own host. No packet leaves: aioresponses answers."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from aiohttp import ClientResponse
from aioresponses import aioresponses
from yarl import URL

from aimonitor.errors import AppError
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.providers.base import Call
from aimonitor.providers.registry import Registry

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)


class Response(ClientResponse):
    """aioresponses 0.7.9 does not know an argument that aiohttp has required since 3.14."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  whatever aiohttp takes
        kwargs.setdefault("stream_writer", Mock(output_size=0))
        super().__init__(*args, **kwargs)


@pytest.fixture
def web() -> Iterator[aioresponses]:
    with aioresponses() as mock:
        yield mock


@pytest.mark.parametrize(
    ("provider_type", "key", "url", "header"),
    [
        (
            "openai",
            "sk-admin-TEST00000001",
            "https://api.openai.com/v1/organization/costs",
            ("Authorization", "Bearer sk-admin-TEST00000001"),
        ),
        (
            "anthropic",
            "sk-ant-admin01-TEST00000001",
            "https://api.anthropic.com/v1/organizations/me",
            ("x-api-key", "sk-ant-admin01-TEST00000001"),
        ),
        (
            "openrouter",
            "sk-or-v1-TEST00000001",
            "https://openrouter.ai/api/v1/key",
            ("Authorization", "Bearer sk-or-v1-TEST00000001"),
        ),
        (
            "deepseek",
            "sk-TEST00000001",
            "https://api.deepseek.com/user/balance",
            ("Authorization", "Bearer sk-TEST00000001"),
        ),
        (
            "moonshot",
            "sk-TEST00000001",
            "https://api.moonshot.ai/v1/users/me/balance",
            ("Authorization", "Bearer sk-TEST00000001"),
        ),
        (
            "siliconflow",
            "sk-TEST00000001",
            "https://api.siliconflow.com/v1/user/info",
            ("Authorization", "Bearer sk-TEST00000001"),
        ),
        (
            "xai",
            "xai-token-TEST0001",
            "https://management-api.x.ai/auth/management-keys/validation",
            ("Authorization", "Bearer xai-token-TEST0001"),
        ),
        (
            "vercel",
            "vck_TEST00000001",
            "https://ai-gateway.vercel.sh/v1/credits",
            ("Authorization", "Bearer vck_TEST00000001"),
        ),
        (
            "zai",
            "TEST00000001",
            "https://api.z.ai/api/monitor/usage/quota/limit",
            ("Authorization", "TEST00000001"),
        ),
        (
            "kimi_code",
            "sk-kimi-TEST00000001",
            "https://api.kimi.com/coding/v1/usages",
            ("Authorization", "Bearer sk-kimi-TEST00000001"),
        ),
        (
            "minimax",
            "sk-cp-TEST00000001",
            "https://api.minimax.io/v1/api/openplatform/coding_plan/remains",
            ("Authorization", "Bearer sk-cp-TEST00000001"),
        ),
        (
            "elevenlabs",
            "sk_TEST00000001",
            "https://api.elevenlabs.io/v1/user/subscription",
            ("xi-api-key", "sk_TEST00000001"),
        ),
        (
            "github_copilot",
            "github_pat_TEST00000001",
            "https://api.github.com/user",
            ("Authorization", "Bearer github_pat_TEST00000001"),
        ),
    ],
)
async def test_a_key_is_checked_at_its_own_service_over_https(
    web: aioresponses, provider_type: str, key: str, url: str, header: tuple[str, str]
) -> None:
    manifest = Registry().manifest(provider_type)
    client = Registry().client(provider_type)
    seen: list[tuple[URL, dict[str, str]]] = []
    for host in manifest.hosts:
        web.get(
            re.compile(rf"^https://{re.escape(host)}/.*$"),
            status=401,
            payload={"error": {"message": "no"}},
            callback=lambda asked, **sent: seen.append((asked, dict(sent["headers"]))),
            repeat=True,
            response_class=Response,
        )
    http = HttpClient(HttpSettings(proxy_mode="none"), now=lambda: NOW, rng=random.Random(1))
    api = http.api(
        provider_id="one",
        base_url=manifest.base_url,
        hosts=manifest.hosts,
        headers=client.headers(key),
        host_gap=manifest.host_gap,
    )
    with pytest.raises(AppError):
        await client.check_key(Call(api=api, now=NOW, since=NOW.date()))
    await http.aclose()
    asked, headers = seen[0]
    assert str(asked.with_query(None)) == url
    assert {name.lower(): value for name, value in headers.items()}[header[0].lower()] == header[1]
    assert {each.scheme for each, _ in seen} == {"https"}
