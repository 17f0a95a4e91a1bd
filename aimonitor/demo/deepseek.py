"""The DeepSeek of the demo: a wallet in yuan, which is topped up before it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import Account, since_opening

PATH = "/user/balance"
GRANTED = Decimal(10)
FIRST_TOP_UP, TOP_UP, TOP_UP_BELOW = Decimal(200), Decimal(200), Decimal(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """CNY. `base` is what is used, at prices in yuan; what was granted is never used up here."""

    base: Account

    def paid(self, now: datetime) -> Decimal:
        """What is left of the money that was paid in. Topped up on the morning after it ran low."""
        left = FIRST_TOP_UP
        for record in self.base.records(since_opening(now), now):
            if left < TOP_UP_BELOW:
                left += TOP_UP
            left -= record.cost
        return left

    def total(self, now: datetime) -> Decimal:
        """All that may be spent."""
        return self.paid(now) + GRANTED


@dataclass(frozen=True, slots=True)
class DeepSeekService:
    """Answers as api.deepseek.com does: one address, amounts as text."""

    wallets: Mapping[str, Wallet]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The balance, 401 for a key that is not known, 404 for any other address."""
        wallet = self.wallets.get(asked.bearer)
        if wallet is None:
            tail = asked.bearer[-4:]
            return _refusal(401, f"Authentication Fails, Your api key: ****{tail} is invalid")
        if (asked.method, asked.path) != ("GET", PATH):
            return _refusal(404, "Not Found")
        row = {
            "currency": "CNY",
            "total_balance": f"{wallet.total(now):f}",
            "granted_balance": f"{GRANTED:f}",
            "topped_up_balance": f"{wallet.paid(now):f}",
        }
        return Reply(body={"is_available": True, "balance_infos": [row]})


def _refusal(status: int, words: str) -> Reply:
    error = {"message": words, "type": "authentication_error", "param": None, "code": "invalid_request_error"}
    return Reply(status=status, body={"error": error})
