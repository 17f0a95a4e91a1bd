"""The last 30 completed UTC days of the account, by model: the source of tokens, and costs if need be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind
from aimonitor.domain.usage import DayCost, DayTokens, Provenance
from aimonitor.net.answer import Api
from aimonitor.providers.builtin.openrouter.judge import judge
from aimonitor.providers.builtin.openrouter.wire import ZERO, ActivityAnswer, ActivityRow
from aimonitor.providers.wire import decode

PATH = "/api/v1/activity"
DAYS = 30


async def read_activity(api: Api) -> list[ActivityRow]:
    """One row per day, model and endpoint. Raises AppError."""
    # never with date=<today>: that is a 400
    return decode(ActivityAnswer, await api.get(PATH, judge=judge), "activity").data


def window(today: date) -> Period:
    """The days the report is about: a day without rows in it had no use."""
    return Period(kind=PeriodKind.CUSTOM, first=today - DAYS * ONE_DAY, last=today - ONE_DAY)


def day_costs(rows: Sequence[ActivityRow], today: date, since: date) -> Iterator[DayCost]:
    """One fact per row from `since` on, 0 for a day of the window without rows."""
    for row in (*rows, *_idle_days(rows, today)):
        if since <= row.date < today:
            money = Money(amount=row.usage, currency="USD")
            yield DayCost(day=row.date, model=row.model, money=money, provenance=Provenance.REPORTED)


def day_tokens(rows: Sequence[ActivityRow], today: date) -> Iterator[DayTokens]:
    """One fact per row, 0 for a day of the window without rows. Cached tokens are not told."""
    for row in (*rows, *_idle_days(rows, today)):
        if row.date < today:
            yield DayTokens(
                day=row.date,
                model=row.model,
                input_tokens=row.prompt_tokens,
                output_tokens=row.completion_tokens,
                requests=row.requests,
            )


def _idle_days(rows: Iterable[ActivityRow], today: date) -> Iterator[ActivityRow]:
    busy = {row.date for row in rows}
    for day in window(today).days():
        if day not in busy:
            yield ActivityRow(
                date=day.isoformat(), usage=ZERO, requests=0, prompt_tokens=0, completion_tokens=0
            )
