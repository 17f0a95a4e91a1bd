"""Reads ElevenLabs' subscription: characters, which its site calls credits, and places for voices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from aimonitor.domain.money import plain_text
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import AppError, AuthError, WrongKeyError
from aimonitor.net.answer import Answer, Api
from aimonitor.net.judge import default_judge
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.elevenlabs.manifest import MANIFEST
from aimonitor.providers.plans import PlanClient, plan_part
from aimonitor.providers.quotas import Quota, Span, counted_window
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Amount, Currency, Text, WireModel, decode

PATH = "/v1/user/subscription"
_PERIOD = Span(id="period", name="Billing period")
_VOICES = Span(id="voices", name="Voices")
_PROFESSIONAL_VOICES = Span(id="professional_voices", name="Professional voices")
_UNAUTHORIZED = 401
_GOOD = "active"


class _Overage(WireModel):
    amount: Amount
    currency: Currency


class _Subscription(WireModel):
    tier: Text = None
    status: Text = None
    used: Quota = Field(alias="character_count")
    limit: Quota | None = Field(None, alias="character_limit")
    resets_at: ResetTime = Field(None, alias="next_character_count_reset_unix")
    voices: Quota | None = Field(None, alias="voice_slots_used")
    voice_limit: Quota | None = None
    professional_voices: Quota | None = Field(None, alias="professional_voice_slots_used")
    professional_voice_limit: Quota | None = None
    overage: _Overage | None = Field(None, alias="current_overage")


def judge(answer: Answer) -> AppError | None:
    """The error an answer of ElevenLabs stands for: it refuses good keys too, where they may not read."""
    if answer.status != _UNAUTHORIZED:
        return default_judge(answer)
    detail = answer.json.get("detail") if isinstance(answer.json, dict) else None
    if isinstance(detail, dict) and detail.get("status") == "missing_permissions":
        return WrongKeyError(
            "The key is alive, but may not read the subscription. Enable “User: read” on the key, "
            "on the page where it was made.",
            status=answer.status,
        )
    words = "Invalid API key: ElevenLabs rejects it. Was it deleted, or copied in part?"
    return AuthError(words, status=answer.status)


class ElevenLabsClient(PlanClient):
    """One address tells it all."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key in a header of their own."""
        return {"xi-api-key": api_key}

    async def get_usage(self, call: Call) -> UsagePart:
        """Characters of the billing period, which is no calendar month; voices do not begin anew."""
        told = await _read_subscription(call.api)
        return plan_part(call, _windows(told), plan=_plan(told), warnings=tuple(_overage(told.overage)))


async def _read_subscription(api: Api) -> _Subscription:
    """Raises AppError."""
    return decode(_Subscription, await api.get(PATH, judge=judge), "the subscription")


def _windows(told: _Subscription) -> Iterator[QuotaWindow]:
    found = (
        counted_window(_PERIOD, Unit.CHARACTERS, limit=told.limit, used=told.used, resets_at=told.resets_at),
        counted_window(_VOICES, Unit.COUNT, limit=told.voice_limit, used=told.voices),
        counted_window(
            _PROFESSIONAL_VOICES,
            Unit.COUNT,
            limit=told.professional_voice_limit,
            used=told.professional_voices,
        ),
    )
    yield from (window for window in found if window is not None)


def _plan(told: _Subscription) -> str | None:
    if told.tier is None or told.status in (None, _GOOD):
        return told.tier
    return f"{told.tier} ({told.status})"


def _overage(overage: _Overage | None) -> Iterator[str]:
    """It is of a billing period, so it is no month's spend; and it is never converted."""
    if overage is not None and overage.amount > Decimal(0):
        amount = f"{plain_text(overage.amount)} {overage.currency}"
        yield f"Beyond the plan, {amount} has come up in this billing period."
