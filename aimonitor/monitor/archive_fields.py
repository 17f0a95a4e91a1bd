"""The kinds of values in an export, checked as they come back: exact, and in the form in which we write them.

What is wrong is a ValueError of pydantic's, in words for the user.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from aimonitor.domain.archive import DaySpan
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL

_AMOUNT = re.compile(r"-?\d{1,16}(\.\d{1,9})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z")
LARGEST_COUNT = 10**15
_LARGEST_MONEY = Decimal(9_000_000_000)
_LONGEST_CURRENCY = 100


class Read(BaseModel):
    """A record. Fields that a later version adds are passed over."""

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True, extra="ignore")


def _amount(value: object) -> Decimal:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError('an amount is digits in quotes, such as "12.5"')
    return Decimal(value)


def _money(value: object) -> Decimal:
    amount = _amount(value)
    if abs(amount) > _LARGEST_MONEY:
        raise ValueError("the amount is too large")
    return amount


def _day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day looks like 2026-11-01")
    return date.fromisoformat(value)


def _time(value: object) -> datetime:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("a time looks like 2026-11-01T12:30:00Z")
    return datetime.fromisoformat(value.removesuffix("Z")).replace(tzinfo=UTC)


def _seconds(value: object) -> timedelta:
    amount = _amount(value)
    if not 0 <= amount <= LARGEST_COUNT:
        raise ValueError("no such duration")
    return timedelta(microseconds=int(amount.scaleb(6)))


def _interval(value: object) -> timedelta:
    span = _seconds(value)
    if not MIN_INTERVAL <= span <= MAX_INTERVAL:
        raise ValueError("an interval is between 1 minute and 12 hours")
    return span


def _span(value: object) -> DaySpan:
    first, _, last = value.partition("/") if isinstance(value, str) else ("", "", "")
    span = _day(first), _day(last)
    if span[1] < span[0]:
        raise ValueError("the days end before they start")
    return span


def _currency(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_CURRENCY or value != value.upper():
        raise ValueError("a currency is a code in capital letters, such as USD")
    return value


Amount = Annotated[Decimal, BeforeValidator(_amount)]
AmountOfMoney = Annotated[Decimal, BeforeValidator(_money)]
Seconds = Annotated[timedelta, BeforeValidator(_seconds)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]
Day = Annotated[date, BeforeValidator(_day)]
Time = Annotated[datetime, BeforeValidator(_time)]
Span = Annotated[DaySpan, BeforeValidator(_span)]
Text = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(min_length=1, max_length=100_000)]
Currency = Annotated[str, BeforeValidator(_currency)]
Count = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT)]
NoticeKindWord = Annotated[NoticeKind, Field(strict=False)]
UrgencyWord = Annotated[Urgency, Field(strict=False)]
