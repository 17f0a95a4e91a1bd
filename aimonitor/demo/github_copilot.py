"""The GitHub Copilot of the demo: AI credits by model, of which the plan includes the month's first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.year import Account
from aimonitor.domain.periods import Period, PeriodKind, month_end, month_start

LOGIN = "demo-octo"
USER, BILL = "/user", f"/users/{LOGIN}/settings/billing/ai_credit/usage"
INCLUDED = Decimal(5)
"""Dollars at list price that a month includes."""
_A_CREDIT = Decimal("0.01")
_ZERO = Decimal(0)

Row = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one model used on one day: dollars at list price, and what of them is billed."""

    day: date
    model: str
    gross: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The use of `base`, of which each month's first is covered by the plan."""

    base: Account

    def month(self, day: date, now: datetime) -> Iterator[Line]:
        """The lines of the month of `day`, up to that day, oldest first."""
        left = INCLUDED
        for record in self.base.records(
            Period(kind=PeriodKind.CUSTOM, first=month_start(day), last=day), now
        ):
            for model in record.models:
                covered = min(left, model.cost)
                left -= covered
                if model.cost:
                    net = model.cost - covered
                    yield Line(day=record.day, model=model.plan.title, gross=model.cost, net=net)

    def day(self, day: date, now: datetime) -> list[Line]:
        """The lines of one day."""
        return [line for line in self.month(day, now) if line.day == day]

    def net(self, day: date, now: datetime) -> Decimal:
        """What is billed of the month up to that day."""
        return sum((line.net for line in self.month(day, now)), _ZERO)


@dataclass(frozen=True, slots=True)
class CopilotService:
    """Answers as api.github.com does to a token that may read its user's plan."""

    bills: Mapping[str, Bill]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """User and bill; 401 for a token that is not known, 404 for any other address."""
        bill = self.bills.get(asked.bearer)
        if bill is None:
            return _refusal(401, "Bad credentials")
        if (asked.method, asked.path) == ("GET", USER):
            return Reply(body={"login": LOGIN, "id": 1, "type": "User"})
        if (asked.method, asked.path) != ("GET", BILL):
            return _refusal(404, "Not Found")
        return _bill(asked, bill, now)


def _bill(asked: Asked, bill: Bill, now: datetime) -> Reply:
    year, month, day = (asked.one(name) for name in ("year", "month", "day"))
    try:
        first = date(int(year or ""), int(month or ""), int(day or 1))
    except ValueError:
        return _refusal(400, "Invalid time period")
    lines = bill.day(first, now) if day is not None else list(bill.month(month_end(first), now))
    names = list(dict.fromkeys(line.model for line in lines))
    items = [_item(name, [line for line in lines if line.model == name]) for name in names]
    span = {"year": first.year, "month": first.month} | ({} if day is None else {"day": first.day})
    return Reply(body={"timePeriod": span, "user": LOGIN, "usageItems": items})


def _item(name: str, lines: list[Line]) -> Row:
    gross = sum((line.gross for line in lines), _ZERO)
    net = sum((line.net for line in lines), _ZERO)
    return {
        "product": "Copilot",
        "sku": "Copilot AI Credits",
        "model": name,
        "unitType": "ai-credits",
        "pricePerUnit": _A_CREDIT,
        "grossQuantity": gross / _A_CREDIT,
        "grossAmount": gross,
        "discountQuantity": (gross - net) / _A_CREDIT,
        "discountAmount": gross - net,
        "netQuantity": net / _A_CREDIT,
        "netAmount": net,
    }


def _refusal(status: int, words: str) -> Reply:
    body = {"message": words, "documentation_url": "https://api.github.com/rest", "status": str(status)}
    return Reply(status=status, body=body)
