"""What the servers' own books say: the sums that every reader must come to, to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from aimonitor.demo import accounts, cast
from aimonitor.demo.year import Account, DayRecord, total
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, period, utc_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """USD and tokens of one provider as its service tells them at one moment; None: it does not tell.

    `month` is the sum of what is told of this month: without days that the service cannot answer
    for and, at Anthropic, without the running day. `used`: which share of each limit of a plan is used.
    """

    today: Decimal | None = None
    month: Decimal | None = None
    tokens_today: int | None = None
    tokens_month: int | None = None
    balance: Decimal | None = None
    cap: Decimal | None = None
    used: Mapping[str, Decimal] | None = None


_ACCOUNTS = {
    cast.PRODUCTION.name: accounts.PRODUCTION,
    cast.STAGING.name: accounts.STAGING,
    cast.RESEARCH.name: accounts.RESEARCH,
    cast.ROUTER.name: accounts.ROUTER,
    cast.SIDE_PROJECT.name: accounts.SIDE_PROJECT,
    cast.GATEWAY.name: accounts.GATEWAY,
}


def account_of(name: str) -> Account | None:
    """The account behind a provider of the cast; None where its key reads none."""
    return _ACCOUNTS.get(name)


def day_costs(name: str, now: datetime, first: date, last: date) -> dict[date, Decimal]:
    """USD of each day between the two that the service tells, zero included.

    Raises KeyError for a provider whose key reads no account.
    """
    account = _ACCOUNTS[name]
    today = utc_day(now)
    newest = today - ONE_DAY if name == cast.RESEARCH.name else today
    if newest < first:
        return {}
    span = Period(kind=PeriodKind.CUSTOM, first=first, last=min(last, newest))
    told = (record for record in account.records(span, now) if not account.is_gap(record.day))
    return {record.day: record.cost for record in told}


def month_records(account: Account, now: datetime) -> Iterable[DayRecord]:
    """The records of this month up to now."""
    return account.records(period(PeriodKind.THIS_MONTH, utc_day(now)), now)


def expected_of(name: str, now: datetime) -> Expected:
    """The sums for one provider of the cast, without balance, cap and limits."""
    account = _ACCOUNTS.get(name)
    if account is None:
        return Expected()
    today = utc_day(now)
    costs = day_costs(name, now, today.replace(day=1), today)
    if name == cast.SIDE_PROJECT.name:
        return Expected(today=costs[today], month=total(month_records(account, now)))
    tokens = {record.day: record.tokens for record in month_records(account, now)}
    if name == cast.ROUTER.name:
        tokens.pop(today)
    return Expected(
        today=costs.get(today),
        month=sum(costs.values(), Decimal(0)) if costs else None,
        tokens_today=tokens.get(today),
        tokens_month=sum(tokens.values()) if tokens else None,
    )
