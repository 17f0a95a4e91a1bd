"""Reads the credits of Vercel AI Gateway. Its report of costs is billed per query, and never asked for."""

from __future__ import annotations

from aimonitor.domain.periods import utc_day
from aimonitor.providers.amounts import since_ever, wallet
from aimonitor.providers.base import BalancePart, Call, UsagePart
from aimonitor.providers.builtin.vercel.manifest import MANIFEST
from aimonitor.providers.verdict import Verdict
from aimonitor.providers.wallet import WalletClient, used_up
from aimonitor.providers.wire import Amount, WireModel, decode

PATH = "/v1/credits"

judge = Verdict(
    name="Vercel AI Gateway",
    refused="Invalid API key: Vercel AI Gateway rejects it. It takes AI Gateway keys, not tokens of a "
    "Vercel account.",
)


class _Credits(WireModel):
    """Dollars, as text. `total_used` is of all time, and of the whole team."""

    balance: Amount
    total_used: Amount


class VercelClient(WalletClient):
    """One small answer holds all there is."""

    manifest = MANIFEST

    async def get_usage(self, call: Call) -> UsagePart:
        """What was ever used, which is no month's figure, and what is left."""
        told = await _credits(call)
        spend = since_ever(told.total_used, "USD", utc_day(call.now))
        return UsagePart(spends=(spend,), windows=(), balance=_balance(told, call))

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left. With nothing left the gateway answers no model request."""
        return _balance(await _credits(call), call)


async def _credits(call: Call) -> _Credits:
    return decode(_Credits, await call.api.get(PATH, judge=judge), "credits")


def _balance(told: _Credits, call: Call) -> BalancePart:
    stopped = (used_up("Vercel AI Gateway", call.now),) if told.balance <= 0 else ()
    return BalancePart(balances=tuple(wallet("USD", told.balance)), failures=stopped)
