"""The ElevenLabs of the demo: a plan in characters, nearly used up whatever day it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply

PATH = "/v1/user/subscription"
CHARACTERS = 100_000
_AT_ONCE, _BY_AND_BY = 86_000, 13_000
_ONE_DAY = timedelta(days=1)
_RESET_DAY, _RESET_HOUR = 5, 8


@dataclass(frozen=True, slots=True)
class Subscription:
    """A month's episodes are spoken on the first day of its billing period, corrections until its end."""

    def characters(self, now: datetime) -> int:
        """How many are used in the period that runs at `now`."""
        begin, end = billing_period(now)
        return _AT_ONCE * min(now - begin, _ONE_DAY) // _ONE_DAY + _BY_AND_BY * (now - begin) // (end - begin)

    def used(self, now: datetime) -> Mapping[str, Decimal]:
        """How much of each limit is used, as a share of one."""
        return {
            "period": Decimal(self.characters(now)) / CHARACTERS,
            "voices": Decimal("0.4"),
            "professional_voices": Decimal("0.5"),
        }


def billing_period(now: datetime) -> tuple[datetime, datetime]:
    """Its first moment and that of the next one: the fifth of each month, in the morning."""
    this = now.astimezone(UTC).replace(day=_RESET_DAY, hour=_RESET_HOUR, minute=0, second=0, microsecond=0)
    if now < this:
        return _next_month(this, back=True), this
    return this, _next_month(this)


def _next_month(moment: datetime, *, back: bool = False) -> datetime:
    months = moment.year * 12 + moment.month - 1 + (-1 if back else 1)
    return moment.replace(year=months // 12, month=months % 12 + 1)


@dataclass(frozen=True, slots=True)
class ElevenLabsService:
    """Answers as api.elevenlabs.io does, about the subscription alone."""

    plans: Mapping[str, Subscription]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The subscription; 401 for a key that is not known, 404 for any other address."""
        plan = self.plans.get(asked.headers.get("xi-api-key", ""))
        if plan is None:
            detail = {"status": "invalid_api_key", "message": "Invalid API key"}
            return Reply(status=401, body={"detail": detail})
        if (asked.method, asked.path) != ("GET", PATH):
            return Reply(status=404, body={"detail": "Not Found"})
        return Reply(body=_subscription(plan, now))


def _subscription(plan: Subscription, now: datetime) -> dict[str, object]:
    _, end = billing_period(now)
    return {
        "tier": "creator",
        "status": "active",
        "character_count": plan.characters(now),
        "character_limit": CHARACTERS,
        "max_character_limit_extension": None,
        "can_extend_character_limit": True,
        "allowed_to_extend_character_limit": False,
        "next_character_count_reset_unix": int(end.timestamp()),
        "voice_slots_used": 12,
        "voice_limit": 30,
        "professional_voice_slots_used": 1,
        "professional_voice_limit": 2,
        "currency": "usd",
        "current_overage": {"amount": "0", "currency": "usd"},
        "billing_period": "monthly_period",
        "has_open_invoices": False,
    }
