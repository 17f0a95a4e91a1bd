"""Who answers in the demo: a service for each type of the cast, and what their own books say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from aimonitor.demo import accounts, cast, company
from aimonitor.demo.anthropic import AnthropicKey, AnthropicService
from aimonitor.demo.deepseek import DeepSeekService
from aimonitor.demo.elevenlabs import ElevenLabsService, Subscription
from aimonitor.demo.exchange import Service
from aimonitor.demo.expected import Expected, expected_of
from aimonitor.demo.litellm import BUDGET, LiteLLMService
from aimonitor.demo.openai import OpenAIKey, OpenAIService
from aimonitor.demo.openrouter import OpenRouterService, month_cap
from aimonitor.demo.openrouter_account import RouterAccount, RouterKey, Workspace
from aimonitor.demo.wallet import Wallet
from aimonitor.demo.zai import CodingPlan, ZaiService
from aimonitor.domain.periods import PeriodKind

SPEND_LIMIT_CENTS = 39_000
_DEFAULT_PLACE = "00000000-0000-4000-8000-0000000000a1"
_LAB_PLACE = "00000000-0000-4000-8000-0000000000b2"


class CastServices:
    """The services of the cast since `now`. `good_polls`: see `DemoServers`."""

    def __init__(self, now: datetime, good_polls: int | None) -> None:
        self._router = _router_account()
        self._wallet = Wallet(base=accounts.WALLET)
        self._plan, self._voice = CodingPlan(base=accounts.CODING), Subscription()
        self._cap = month_cap(accounts.SIDE_PROJECT.cost(PeriodKind.THIS_MONTH, now))
        self._good_polls = good_polls

    def by_type(self) -> dict[str, Service]:
        """Each by the type of provider that asks it."""
        return {
            "openai": _openai(self._good_polls),
            "anthropic": AnthropicService(
                {cast.RESEARCH.token: AnthropicKey(account=accounts.RESEARCH, organization="Demo Lab")}
            ),
            "openrouter": OpenRouterService(
                {cast.ROUTER.token: self._router},
                {cast.SIDE_PROJECT.token: _side_project(self._cap)},
            ),
            "deepseek": DeepSeekService({cast.WALLET.token: self._wallet}),
            "litellm": LiteLLMService({cast.GATEWAY.token: accounts.GATEWAY}),
            "zai": ZaiService({cast.CODING.token: self._plan, company.CODING_ANEW.token: None}),
            "elevenlabs": ElevenLabsService({cast.VOICE.token: self._voice}),
        }

    def expected(self, name: str, now: datetime) -> Expected:
        """Their own sums for the provider of that name."""
        sums = expected_of(name, now)
        if name == cast.ROUTER.name:
            bought, used = self._router.credits(now)
            return replace(sums, balance=bought - used)
        if name == cast.WALLET.name:
            return replace(sums, balance=self._wallet.total(now))
        limits = {cast.CODING.name: self._plan.used, cast.VOICE.name: self._voice.used}
        if name in limits:
            return replace(sums, used=limits[name](now))
        caps = {
            cast.SIDE_PROJECT.name: self._cap,
            cast.GATEWAY.name: BUDGET,
            cast.PRODUCTION.name: Decimal(SPEND_LIMIT_CENTS) / 100,
        }
        return replace(sums, cap=caps.get(name))


def _openai(good_polls: int | None) -> OpenAIService:
    return OpenAIService(
        {
            cast.PRODUCTION.token: OpenAIKey(account=accounts.PRODUCTION, limit_cents=SPEND_LIMIT_CENTS),
            cast.STAGING.token: OpenAIKey(account=accounts.STAGING, good_reads=good_polls),
            cast.CHATBOT.token: OpenAIKey(admin=False),
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
