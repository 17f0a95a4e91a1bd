"""Reads OpenRouter with an ordinary key (about itself) or a management key (about the account)."""

from __future__ import annotations

from aimonitor.domain.money import Money
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.errors import WrongKeyError
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.builtin.openrouter.account import AccountRead
from aimonitor.providers.builtin.openrouter.judge import judge
from aimonitor.providers.builtin.openrouter.manifest import MANAGEMENT, MANIFEST, ORDINARY, OWN_FIGURES
from aimonitor.providers.builtin.openrouter.own_key import read_own_key, usage_part
from aimonitor.providers.builtin.openrouter.wire import CreditsAnswer
from aimonitor.providers.wire import decode

CREDITS = "/api/v1/credits"
REFUSED = "credits_refused_on"
"""The note that holds the day on which an ordinary key was refused the balance: not asked again that day."""

_KINDS = {kind.id: kind for kind in MANIFEST.key_kinds}


class OpenRouterClient(ProviderClient):
    """`/key` tells which kind of key it is; the rest follows from that."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """Ask the key about itself: the prefix is the same for both kinds, and models prove nothing."""
        key = await read_own_key(call.api)
        kind = _KINDS[MANAGEMENT if key.is_management else ORDINARY]
        advice = "" if key.is_management else OWN_FIGURES
        return KeyReport(kind=kind.id, can=kind.can, advice=advice, identity=key.label)

    async def get_usage(self, call: Call) -> UsagePart:
        """The account's days, tokens, caps and budgets, or the key's own use and cap."""
        key = await read_own_key(call.api)
        if not key.is_management:
            return usage_part(key, call.now)
        return await AccountRead(call, key).usage()

    async def get_balance(self, call: Call) -> BalancePart:
        """Credits bought less credits used; it may be negative.

        Some ordinary keys may read it: one that is refused is not asked again before tomorrow.
        """
        today = utc_day(call.now).isoformat()
        if call.key_kind != MANAGEMENT and call.notes.get(REFUSED) == today:
            return _not_told(today)
        try:
            told = decode(CreditsAnswer, await call.api.get(CREDITS, judge=judge), "credits").data
        except WrongKeyError:
            if call.key_kind == MANAGEMENT:
                raise
            return _not_told(today)
        left = Money(amount=told.total_credits, currency="USD") - Money(
            amount=told.total_usage, currency="USD"
        )
        return BalancePart(balances=(Balance(role=BalanceRole.TOTAL, money=left),))


def _not_told(today: str) -> BalancePart:
    return BalancePart(balances=(), notes={REFUSED: today})
