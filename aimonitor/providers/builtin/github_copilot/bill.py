"""Copilot's bill: the month as GitHub states it, and each day by model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, day_start, month_end, month_start, utc_day
from aimonitor.domain.usage import DayCost, DayQuantity, Provenance, QuotaWindow, Spend, Unit
from aimonitor.errors import AppError, ConfigError
from aimonitor.net.answer import Api
from aimonitor.providers.base import Call
from aimonitor.providers.builtin.github_copilot.judge import judge, judge_billing
from aimonitor.providers.builtin.github_copilot.manifest import MANIFEST, ORGANISATION
from aimonitor.providers.builtin.github_copilot.wire import Item, Usage, User
from aimonitor.providers.quotas import Span, counted_window
from aimonitor.providers.wire import decode

_CREDITS = Span(id="credits", name="AI credits, month")
_LIST_VALUE = Span(id="list_value", name="At list price, month")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(slots=True)
class DayBills:
    """The days that were read, each in full. `broken`: why the rest was not."""

    lines: dict[date, list[Item]] = field(default_factory=dict)
    broken: AppError | None = None


async def bill_path(api: Api, options: Mapping[str, str]) -> str:
    """Where the bill is: of the token's own user, or of an organisation. Raises AppError."""
    organisation = options.get(ORGANISATION, "").strip()
    if not organisation:
        login = decode(User, await api.get("/user", judge=judge), "the user").login
        return f"/users/{login}/settings/billing/ai_credit/usage"
    if not _NAME.fullmatch(organisation):
        raise ConfigError("That is no organisation's name: write it as it stands in its address.")
    return f"/organizations/{organisation}/settings/billing/ai_credit/usage"


async def read_month(api: Api, path: str, today: date) -> list[Item]:
    """The month so far. Raises AppError."""
    asked: dict[str, str | int] = {"year": today.year, "month": today.month}
    return decode(Usage, await api.get(path, asked, judge=judge_billing), "the bill").usage


async def read_days(call: Call, path: str) -> DayBills:
    """Each day since `call.since`, newest first: one request a day, ended by the first that fails."""
    today = utc_day(call.now)
    first = min(max(call.since, today - (MANIFEST.backfill_days - 1) * ONE_DAY), today)
    bills = DayBills()
    for day in reversed(list(Period(kind=PeriodKind.CUSTOM, first=first, last=today).days())):
        asked: dict[str, str | int] = {"year": day.year, "month": day.month, "day": day.day}
        try:
            told = await call.api.get(path, asked, judge=judge_billing)
            bills.lines[day] = decode(Usage, told, "the bill of a day").usage
        except AppError as error:
            bills.broken = error
            break
    return bills


def spend(lines: Sequence[Item], today: date) -> Spend:
    """What is billed of this month. The bill is some hours behind."""
    return Spend(
        period=PeriodKind.THIS_MONTH,
        first=month_start(today),
        money=_dollars(sum((line.net for line in lines), Decimal(0))),
        provenance=Provenance.BILLED,
        complete=False,
        through=today,
    )


def month_windows(lines: Sequence[Item], today: date) -> Iterator[QuotaWindow]:
    """What was consumed, covered by the plan or not: no limit of it is told."""
    resets_at = day_start(month_end(today) + ONE_DAY)
    used = sum((line.credits or Decimal(0) for line in lines), Decimal(0))
    worth = sum((line.gross for line in lines), Decimal(0))
    for where, unit, value in ((_CREDITS, Unit.CREDITS, used), (_LIST_VALUE, Unit.USD, worth)):
        if unit is Unit.CREDITS and lines and all(line.credits is None for line in lines):
            continue  # none is told in a unit that we know as credits: not a zero
        window = counted_window(where, unit, limit=None, used=value, resets_at=resets_at)
        if window is not None:
            yield window


def day_costs(bills: DayBills, today: date) -> Iterator[DayCost]:
    """What is billed, by model. A day without use was a day without spend: one row of 0.

    Not so today: the bill is some hours behind.
    """
    for day, lines in bills.lines.items():
        if day == today and not lines:
            continue
        for line in lines or (None,):
            yield DayCost(
                day=day,
                model=line.model if line is not None else None,
                item=(line.sku or "") if line is not None else "",
                money=_dollars(line.net if line is not None else Decimal(0)),
                provenance=Provenance.BILLED,
                complete=day < today,
            )


def day_credits(bills: DayBills, today: date) -> Iterator[DayQuantity]:
    """Credits consumed, by model."""
    for day, lines in bills.lines.items():
        for line in lines:
            if line.credits is not None:
                yield DayQuantity(
                    day=day,
                    name="AI credits",
                    model=line.model,
                    unit=Unit.CREDITS,
                    quantity=line.credits,
                    complete=day < today,
                )


def _dollars(amount: Decimal) -> Money:
    return Money(amount=amount, currency="USD")
