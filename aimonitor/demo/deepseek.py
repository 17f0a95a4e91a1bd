"""The DeepSeek of the demo: a wallet in yuan, which is topped up before it is empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.wallet import Wallet

PATH = "/user/balance"


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
            "granted_balance": f"{wallet.granted:f}",
            "topped_up_balance": f"{wallet.paid(now):f}",
        }
        return Reply(body={"is_available": True, "balance_infos": [row]})


def _refusal(status: int, words: str) -> Reply:
    error = {"message": words, "type": "authentication_error", "param": None, "code": "invalid_request_error"}
    return Reply(status=status, body={"error": error})
