"""The clients that need a key, a key for each, and what their services answer when all is well."""

from __future__ import annotations

from aimonitor.providers.registry import Registry
from tests.providers.fixture_server import Fixture, fixture, fixture_ids

REGISTRY = Registry()
KEYS = {
    "openai": "sk-admin-TEST0000",
    "anthropic": "sk-ant-admin01-TEST0000",
    "openrouter": "sk-or-v1-TEST0000",
    "deepseek": "sk-TEST00000000",
    "moonshot": "sk-TEST00000000",
    "siliconflow": "sk-TEST00000000",
    "xai": "xai-token-TEST00000000",
    "litellm": "sk-TEST00000000",
    "newapi": "sk-TEST00000000",
    "vercel": "vck_TEST00000000",
    "zai": "TEST00000000.abcdef",
    "kimi_code": "sk-kimi-TEST0000",
    "minimax": "sk-cp-TEST0000",
    "elevenlabs": "sk_TEST00000000",
    "github_copilot": "github_pat_TEST0000",
    "poe": "TEST00000000",
    "novita": "sk_TEST00000000",
    "venice": "VENICE-ADMIN-KEY-TEST0000",
    "tavily": "tvly-TEST00000000",
    "stability": "sk-TEST00000000",
    "fal": "TEST0000:TEST0001",
    "stepfun": "TEST00000000",
    "featherless": "rc_TEST00000000",
    "cloudflare": "TEST00000000",
}


def is_good(found: Fixture) -> bool:
    """Not so a failure that comes with the status of a success."""
    return found.entry["status"] == 200 and "error" not in found.entry.get("expect", {})


GOOD = {name: [found for found in map(fixture, fixture_ids(name)) if is_good(found)] for name in KEYS}
