"""Clients before canned answers: each path has a body, whatever is asked of it."""

from __future__ import annotations

from dataclasses import dataclass

from aimonitor.errors import AppError
from aimonitor.net.answer import Answer, Json, Judge, Params
from aimonitor.net.decode import decode
from aimonitor.net.judge import default_judge
from aimonitor.providers.base import Call, KeyReport, ProviderClient
from aimonitor.providers.registry import Registry
from tests.providers.fixture_server import Fixture, fixture, fixture_ids

REGISTRY = Registry()
CLIENTS = [REGISTRY.client(manifest.type) for manifest in REGISTRY.manifests() if manifest.needs_key]
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


@dataclass
class CannedApi:
    """An `Api` that answers each path with a body, and 404 elsewhere."""

    bodies: dict[str, bytes]
    requests: int = 0

    async def get(self, path: str, params: Params | None = None, *, judge: Judge | None = None) -> Json:
        del params
        return self._answer(path, judge)

    async def post(self, path: str, body: Json, *, judge: Judge | None = None) -> Json:
        del body
        return self._answer(path, judge)

    def _answer(self, path: str, judge: Judge | None) -> Json:
        self.requests += 1
        body = self.bodies.get(path)
        answer = Answer(status=404 if body is None else 200, json=decode(body or b"{}"))
        error = (judge(answer) if judge else None) or default_judge(answer)
        if error is not None:
            raise error
        return answer.json


async def either_a_report_or_an_error(client: ProviderClient, call: Call) -> None:
    try:
        report = await client.check_key(call)
    except AppError:
        return
    assert isinstance(report, KeyReport)
    assert report.kind in {kind.id for kind in client.manifest.key_kinds}
    assert report.can <= client.manifest.capabilities
