"""Reads SiliconFlow's balance; the region tells its currency, for the answer does not."""

from __future__ import annotations

from collections.abc import Iterator

from aimonitor.providers.amounts import wallet
from aimonitor.providers.base import BalancePart, Call
from aimonitor.providers.builtin.siliconflow.manifest import MANIFEST
from aimonitor.providers.verdict import Verdict
from aimonitor.providers.wallet import WalletClient
from aimonitor.providers.wire import Amount, Text, WireModel, decode

PATH = "/v1/user/info"
_FINE = "normal"

judge = Verdict(
    name="SiliconFlow",
    refused="Invalid API key: SiliconFlow rejects it. The key is wrong, or of the other region: "
    "China and the rest of the world have accounts of their own.",
    good={"code": (20000,), "status": (True,)},
)


class _Data(WireModel):
    """The account. `balance` is what was granted; name, picture and address are not read."""

    balance: Amount | None = None
    chargeBalance: Amount | None = None  # noqa: N815 SiliconFlow's own name
    totalBalance: Amount  # noqa: N815 as above
    status: Text = None


class _Answer(WireModel):
    data: _Data


class SiliconFlowClient(WalletClient):
    """Amounts are text; the total is what may be spent."""

    manifest = MANIFEST

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left, and a word where the account is not in its normal state."""
        told = decode(_Answer, await call.api.get(PATH, judge=judge), "the balance").data
        currency = self.currency(call)
        balances = wallet(currency, told.totalBalance, granted=told.balance, paid=told.chargeBalance)
        return BalancePart(balances=tuple(balances), warnings=tuple(_state(told.status)))


def _state(status: str | None) -> Iterator[str]:
    if status is not None and status != _FINE:
        yield f"SiliconFlow says that this account is not in its normal state but “{status}”."
