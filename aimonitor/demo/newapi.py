"""The New API gateway of the demo: a key without a quota, whose rest is below zero and means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import Account, since_opening, total

STATUS, USE = "/api/status", "/api/usage/token/"
PER_DOLLAR = 500_000


def points(account: Account, now: datetime) -> int:
    """What the key ever used, in the gateway's points."""
    return int(total(account.records(since_opening(now), now)) * PER_DOLLAR)


@dataclass(frozen=True, slots=True)
class NewApiService:
    """Answers as a gateway of the New API family does to relay keys."""

    keys: Mapping[str, Account]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The rate for everybody, its use for a key that is known; 401 in Chinese, 404 elsewhere."""
        if (asked.method, asked.path) == ("GET", STATUS):
            data = {
                "system_name": "New API",
                "version": "v1.0.0",
                "quota_per_unit": PER_DOLLAR,
                "quota_display_type": "USD",
                "display_in_currency": True,
            }
            return Reply(body={"success": True, "message": "", "data": data})
        account = self.keys.get(asked.bearer)
        if account is None:
            return Reply(status=401, body={"success": False, "message": "无效的令牌"})
        if (asked.method, asked.path) != ("GET", USE):
            return Reply(status=404, body={"success": False, "message": "Not Found"})
        used = points(account, now)
        key = {
            "object": "token_usage",
            "name": "unlimited",
            "total_granted": 0,
            "total_used": used,
            "total_available": -used,
            "unlimited_quota": True,
            "model_limits": {},
            "model_limits_enabled": False,
            "expires_at": 0,
        }
        return Reply(body={"code": True, "message": "ok", "data": key})
