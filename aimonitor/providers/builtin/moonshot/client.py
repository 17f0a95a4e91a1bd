"""Reads Moonshot's balance; the region tells its currency, for the answer does not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from aimonitor.domain.money import plain_text
from aimonitor.providers.amounts import wallet
from aimonitor.providers.base import BalancePart, Call
from aimonitor.providers.builtin.moonshot.manifest import MANIFEST
from aimonitor.providers.verdict import Verdict
from aimonitor.providers.wallet import WalletClient, used_up
from aimonitor.providers.wire import Amount, WireModel, decode

PATH = "/v1/users/me/balance"

judge = Verdict(
    name="Moonshot",
    refused="Invalid API key: Moonshot rejects it. The key is wrong, or of the other region, "
    "or it is a key of Kimi Code, which is another service.",
    good={"code": (0,), "status": (True,)},
)


class _Data(WireModel):
    available_balance: Amount
    voucher_balance: Amount | None = None
    cash_balance: Amount | None = None


class _Answer(WireModel):
    code: int
    data: _Data


class MoonshotClient(WalletClient):
    """Vouchers are granted, cash is paid; below zero, cash is a debt that the total does not hold."""

    manifest = MANIFEST

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left, also where it is nothing and Moonshot serves no more."""
        told = decode(_Answer, await call.api.get(PATH, judge=judge), "the balance").data
        currency = self.currency(call)
        balances = wallet(
            currency, told.available_balance, granted=told.voucher_balance, paid=told.cash_balance
        )
        return BalancePart(
            balances=tuple(balances),
            warnings=tuple(_debt(told.cash_balance, currency)),
            failures=(used_up("Moonshot", call.now),) if told.available_balance <= 0 else (),
        )


def _debt(cash: Decimal | None, currency: str) -> Iterator[str]:
    if cash is not None and cash < 0:
        owed = plain_text(-cash)
        yield f"The account is in debt by {owed} {currency}. The balance is that of the vouchers alone."
