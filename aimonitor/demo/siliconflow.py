"""The SiliconFlow of the demo: a wallet whose amounts are text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.wallet import Wallet

PATH = "/v1/user/info"


@dataclass(frozen=True, slots=True)
class SiliconFlowService:
    """Answers as api.siliconflow.com does: what is called `balance` is what was granted."""

    wallets: Mapping[str, Wallet]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The account, 401 with a bare text for a key that is not known, 404 for any other address."""
        wallet = self.wallets.get(asked.bearer)
        if wallet is None:
            return Reply(status=401, body="Invalid token")
        if (asked.method, asked.path) != ("GET", PATH):
            return Reply(status=404, body="404 page not found")
        data = {
            "id": "user_demo",
            "name": "",
            "image": "",
            "email": "",
            "isAdmin": False,
            "balance": f"{wallet.granted:f}",
            "status": "normal",
            "introduction": "",
            "role": "",
            "chargeBalance": f"{wallet.paid(now):f}",
            "totalBalance": f"{wallet.total(now):f}",
        }
        return Reply(body={"code": 20000, "message": "OK", "status": True, "data": data})
