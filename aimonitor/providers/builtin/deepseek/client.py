"""Reads DeepSeek's balance: one row a currency, each in text."""

from __future__ import annotations

from aimonitor.providers.amounts import wallet
from aimonitor.providers.base import BalancePart, Call
from aimonitor.providers.builtin.deepseek.manifest import MANIFEST
from aimonitor.providers.verdict import Verdict
from aimonitor.providers.wallet import WalletClient, used_up
from aimonitor.providers.wire import Amount, Currency, WireModel, decode

PATH = "/user/balance"

judge = Verdict(
    name="DeepSeek",
    refused="Invalid API key: DeepSeek rejects it. Was it deleted? "
    "It takes keys that were made at platform.deepseek.com.",
)


class _Row(WireModel):
    currency: Currency
    total_balance: Amount
    granted_balance: Amount | None = None
    topped_up_balance: Amount | None = None


class _Answer(WireModel):
    is_available: bool
    balance_infos: list[_Row]


class DeepSeekClient(WalletClient):
    """Both currencies stay apart; the total is what may be spent."""

    manifest = MANIFEST

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left, also where DeepSeek says that the account may not call it any more."""
        told = decode(_Answer, await call.api.get(PATH, judge=judge), "the balance")
        balances = tuple(
            balance
            for row in told.balance_infos
            for balance in wallet(
                row.currency, row.total_balance, granted=row.granted_balance, paid=row.topped_up_balance
            )
        )
        stopped = () if told.is_available else (used_up("DeepSeek", call.now),)
        return BalancePart(balances=balances, failures=stopped)
