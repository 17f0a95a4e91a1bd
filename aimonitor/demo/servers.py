"""The demo's HTTP server: one port on loopback, one path prefix a service."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from aimonitor.demo import accounts, cast
from aimonitor.demo.anthropic import AnthropicKey, AnthropicService
from aimonitor.demo.deepseek import DeepSeekService, Wallet
from aimonitor.demo.elevenlabs import ElevenLabsService, Subscription
from aimonitor.demo.exchange import Asked, Reply, Service
from aimonitor.demo.expected import Expected, expected_of
from aimonitor.demo.litellm import BUDGET, LiteLLMService
from aimonitor.demo.openai import OpenAIKey, OpenAIService
from aimonitor.demo.openrouter import OpenRouterService, month_cap
from aimonitor.demo.openrouter_account import RouterAccount, RouterKey, Workspace
from aimonitor.demo.zai import Plan, ZaiService
from aimonitor.domain.periods import PeriodKind

if TYPE_CHECKING:
    from aiohttp import web

SPEND_LIMIT_CENTS = 39_000
_HOST = "127.0.0.1"
_DEFAULT_PLACE = "00000000-0000-4000-8000-0000000000a1"
_LAB_PLACE = "00000000-0000-4000-8000-0000000000b2"


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class DemoServers:
    """The services of the demo, answering for all of the cast.

    `now`: the clock all answers follow. `good_polls`: how often the staging organization is read
    in full before its service falls ill; None: never. `port`: 0 takes a free one.
    """

    def __init__(
        self, *, now: Callable[[], datetime] = _wall_clock, good_polls: int | None = 1, port: int = 0
    ) -> None:
        self._now = now
        self._good_polls = good_polls
        self._port = port
        self._runner: web.AppRunner | None = None
        self._services: dict[str, Service] = {}
        self._router = _router_account()
        self._wallet = Wallet(base=accounts.WALLET)
        self._plan, self._voice = Plan(base=accounts.CODING), Subscription()
        self._cap = Decimal(0)

    @property
    def base_urls(self) -> Mapping[str, str]:
        """Base URL by provider type. Raises RuntimeError while the servers are not running."""
        if self._runner is None:
            msg = "the demo servers are not running"
            raise RuntimeError(msg)
        return {name: f"http://{_HOST}:{self._port}/{name}" for name in self._services}

    async def start(self) -> None:
        """Listen on loopback. Raises OSError when the port is taken."""
        from aiohttp import web  # noqa: PLC0415 it costs a third of a second, and only the demo pays

        self._services = self._make_services()
        app = web.Application()
        app.router.add_route("*", "/{service}/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, _HOST, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port and every connection; harmless when not running."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def expected(self, name: str) -> Expected:
        """The server's own sums for the provider of that name, at this moment."""
        now = self._now()
        sums = expected_of(name, now)
        if name == cast.ROUTER.name:
            bought, used = self._router.credits(now)
            return dataclasses.replace(sums, balance=bought - used)
        if name == cast.WALLET.name:
            return dataclasses.replace(sums, balance=self._wallet.total(now))
        limits = {cast.CODING.name: self._plan.used, cast.VOICE.name: self._voice.used}
        if name in limits:
            return dataclasses.replace(sums, used=limits[name](now))
        caps = {
            cast.SIDE_PROJECT.name: self._cap,
            cast.GATEWAY.name: BUDGET,
            cast.PRODUCTION.name: Decimal(SPEND_LIMIT_CENTS) / 100,
        }
        return dataclasses.replace(sums, cap=caps.get(name))

    def _make_services(self) -> dict[str, Service]:
        self._cap = month_cap(accounts.SIDE_PROJECT.cost(PeriodKind.THIS_MONTH, self._now()))
        return {
            "openai": _openai(self._good_polls),
            "anthropic": AnthropicService(
                {cast.RESEARCH.key.reveal(): AnthropicKey(account=accounts.RESEARCH, organization="Demo Lab")}
            ),
            "openrouter": OpenRouterService(
                {cast.ROUTER.key.reveal(): self._router},
                {cast.SIDE_PROJECT.key.reveal(): _side_project(self._cap)},
            ),
            "deepseek": DeepSeekService({cast.WALLET.key.reveal(): self._wallet}),
            "litellm": LiteLLMService({cast.GATEWAY.key.reveal(): accounts.GATEWAY}),
            "zai": ZaiService({cast.CODING.key.reveal(): self._plan}),
            "elevenlabs": ElevenLabsService({cast.VOICE.key.reveal(): self._voice}),
        }

    async def _handle(self, request: web.Request) -> web.Response:
        from aiohttp import web  # noqa: PLC0415 as in start

        service = self._services.get(request.match_info["service"])
        asked = Asked(
            method=request.method,
            path="/" + request.match_info["path"],
            query={name: tuple(request.query.getall(name)) for name in request.query},
            headers={name.lower(): value for name, value in request.headers.items()},
            body=_json_body(await request.read()),
        )
        unknown = Reply(status=404, body={"error": {"code": 404, "message": "Not found"}})
        reply = unknown if service is None else service.answer(asked, self._now())
        return web.Response(
            status=reply.status, text=reply.text(), headers=reply.headers, content_type="application/json"
        )


def _json_body(data: bytes) -> object:
    try:
        return json.loads(data, parse_float=Decimal) if data else None
    except ValueError:
        return None


def _openai(good_polls: int | None) -> OpenAIService:
    return OpenAIService(
        {
            cast.PRODUCTION.key.reveal(): OpenAIKey(
                account=accounts.PRODUCTION, limit_cents=SPEND_LIMIT_CENTS
            ),
            cast.STAGING.key.reveal(): OpenAIKey(account=accounts.STAGING, good_reads=good_polls),
            cast.CHATBOT.key.reveal(): OpenAIKey(admin=False),
        }
    )


def _router_account() -> RouterAccount:
    models = [plan.id for plan in accounts.ROUTER.models]
    return RouterAccount(
        base=accounts.ROUTER,
        workspaces=(
            Workspace(id=_DEFAULT_PLACE, slug="default", name="Default", budget=Decimal(60), reset="monthly"),
            Workspace(id=_LAB_PLACE, slug="lab", name="Lab"),
        ),
        keys=(
            RouterKey(name="Website", workspace=_DEFAULT_PLACE, models=frozenset(models[:1])),
            RouterKey(
                name="Nightly jobs",
                workspace=_DEFAULT_PLACE,
                models=frozenset(models[1:2]),
                cap=Decimal(5),
                reset="weekly",
            ),
            RouterKey(
                name="Lab notebooks",
                workspace=_LAB_PLACE,
                models=frozenset(models[2:]),
                cap=Decimal(15),
                reset="monthly",
            ),
        ),
    )


def _side_project(cap: Decimal) -> tuple[RouterAccount, RouterKey]:
    models = frozenset(plan.id for plan in accounts.SIDE_PROJECT.models)
    key = RouterKey(name="Side project", workspace=_DEFAULT_PLACE, models=models, cap=cap, reset="monthly")
    return RouterAccount(base=accounts.SIDE_PROJECT, keys=(key,), workspaces=()), key
