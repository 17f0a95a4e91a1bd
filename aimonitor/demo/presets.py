"""Services of the demo that the app knows by recipes: a gateway's credits, a plan of searches, points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.wallet import Wallet
from aimonitor.demo.year import Account, since_opening, total
from aimonitor.domain.periods import Period, PeriodKind, month_start, utc_day

CREDITS, SEARCHES, POINTS = "/v1/credits", "/usage", "/usage/current_balance"
SEARCH_LIMIT, PAYGO_LIMIT = 1000, 500
MONTHS_POINTS = 1_000_000

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class PresetService:
    """One address that tells all, to keys that are known. `refusal`: the body of its 401."""

    path: str
    keys: Mapping[str, Callable[[datetime], Row]]
    refusal: Row

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The figures, 401 for a key that is not known, 404 for any other address."""
        tell = self.keys.get(asked.bearer)
        if tell is None:
            return Reply(status=401, body=self.refusal)
        if (asked.method, asked.path) != ("GET", self.path):
            return Reply(status=404, body={"error": "Not Found"})
        return Reply(body=tell(now))


def gateway_credits(wallet: Wallet, now: datetime) -> Row:
    """Of Vercel's gateway, as texts: what is left, and what was ever used."""
    used = total(wallet.base.records(since_opening(now), now))
    return {"balance": f"{wallet.total(now):f}", "total_used": f"{used:f}"}


def searches(account: Account, now: datetime) -> tuple[int, int]:
    """Credits of this month: of the plan, and beyond it."""
    month = Period(kind=PeriodKind.CUSTOM, first=month_start(utc_day(now)), last=utc_day(now))
    count = sum(extra.count for record in account.records(month, now) for extra in record.extras)
    return min(count, SEARCH_LIMIT), min(max(count - SEARCH_LIMIT, 0), PAYGO_LIMIT)


def search_plan(account: Account, now: datetime) -> Row:
    """Of Tavily: a plan, pay-as-you-go beside it, and a key without a limit of its own."""
    plan, paygo = searches(account, now)
    return {
        "key": {"usage": plan + paygo, "limit": None},
        "account": {
            "current_plan": "Researcher",
            "plan_usage": plan,
            "plan_limit": SEARCH_LIMIT,
            "paygo_usage": paygo,
            "paygo_limit": PAYGO_LIMIT,
        },
    }


def points_left(account: Account, now: datetime) -> int:
    """Of Poe's points, which come anew each month: one for ten tokens."""
    month = Period(kind=PeriodKind.CUSTOM, first=month_start(utc_day(now)), last=utc_day(now))
    return max(0, MONTHS_POINTS - sum(record.tokens for record in account.records(month, now)) // 10)


def used_of_searches(account: Account, now: datetime) -> Mapping[str, Decimal]:
    """How much of each limit is used, as a share of one."""
    plan, paygo = searches(account, now)
    return {"plan": Decimal(plan) / SEARCH_LIMIT, "paygo": Decimal(paygo) / PAYGO_LIMIT}
