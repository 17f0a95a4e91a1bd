"""The budgets that a key is under: its own, its user's, its team's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind, utc_day
from aimonitor.domain.usage import EVER, Provenance, QuotaWindow, Spend
from aimonitor.errors import ServiceError, WrongKeyError
from aimonitor.net.answer import Api
from aimonitor.providers.amounts import cap
from aimonitor.providers.builtin.litellm.judge import judge
from aimonitor.providers.builtin.litellm.wire import (
    Budgeted,
    KeyAnswer,
    KeyInfo,
    TeamAnswer,
    TeamInfo,
    UserAnswer,
)
from aimonitor.providers.wire import decode

KEY, USER, TEAM = "/key/info", "/user/info", "/team/info"
_NOT_THERE = 404
_DURATION = re.compile(r"([0-9]{1,5})([smhdw])")
_MONTHLY = ("30d", "1mo")
"""Both begin anew on the first of a month."""
_SPANS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


async def read_key(api: Api) -> KeyAnswer:
    """The key that asks. Raises AppError."""
    return decode(KeyAnswer, await api.get(KEY, judge=judge), "the key")


def spend_of(key: KeyInfo, today: date) -> Spend | None:
    """What the key spent since its budget began anew, or ever; None where it is unknown since when."""
    first = _first(key)
    if first is None:
        return None
    return Spend(
        period=PeriodKind.CUSTOM,
        first=first,
        money=Money(amount=key.spend, currency="USD"),
        provenance=Provenance.REPORTED,
        complete=False,
        through=today,
    )


def _first(key: Budgeted) -> date | None:
    if key.budget_reset_at is None and key.budget_duration is None:
        return EVER
    length = _length(key)
    if key.budget_reset_at is None or length is None:
        return None
    try:
        return utc_day(key.budget_reset_at - length)
    except OverflowError:
        return None


def _length(told: Budgeted) -> timedelta | None:
    """From the last new beginning to the next; None where there is none, and for months that are not told."""
    if told.budget_duration in _MONTHLY and told.budget_reset_at is not None:
        month = _month_before(told.budget_reset_at)
        if month is not None:
            return month
    found = _DURATION.fullmatch(told.budget_duration or "")
    return None if found is None else int(found[1]) * _SPANS[found[2]]


def _month_before(reset: datetime) -> timedelta | None:
    """The calendar month that ends so; None where it ends on no first, or not on the minute.

    Such an end is that of an older proxy, which counts 30 days from when the key was made, or of one
    whose midnight is not that of UTC.
    """
    first = reset.replace(second=0, microsecond=0)
    if first != reset or reset.day != 1 or reset.date() == date.min:
        return None
    return timedelta(days=(reset.date() - timedelta(days=1)).day)


def key_windows(key: KeyInfo) -> Iterator[QuotaWindow]:
    """The key's own budget; none where it has none."""
    yield from _window("key_budget", "budget of this key", key)


async def read_others(api: Api, key: KeyInfo) -> tuple[QuotaWindow, ...]:
    """The budgets of user and team, as far as the key may read them. Raises AppError."""
    try:
        if key.user_id:
            answer = decode(
                UserAnswer, await api.get(USER, {"user_id": key.user_id}, judge=judge), "the user"
            )
            return tuple(_of_user(answer, key))
        if key.team_id:
            told = decode(TeamAnswer, await api.get(TEAM, {"team_id": key.team_id}, judge=judge), "the team")
            return tuple(_of_team(told.team_info, key))
    except WrongKeyError:
        return ()
    except ServiceError as error:
        if error.status != _NOT_THERE:
            raise
    return ()


def _of_user(answer: UserAnswer, key: KeyInfo) -> Iterator[QuotaWindow]:
    """What is of this key's user and team, and nothing that was sent along."""
    if answer.user_info is not None and answer.user_info.user_id == key.user_id:
        yield from _window("user_budget", "budget of the user", answer.user_info)
    for team in answer.teams or ():
        yield from _of_team(team, key)


def _of_team(team: TeamInfo, key: KeyInfo) -> Iterator[QuotaWindow]:
    if team.team_id is not None and team.team_id == key.team_id:
        name = f"budget of team {team.team_alias}" if team.team_alias else "budget of the team"
        yield from _window("team_budget", name, team)


def _window(window_id: str, name: str, told: Budgeted) -> Iterator[QuotaWindow]:
    window = cap(window_id, name, limit=told.max_budget, used=told.spend, resets_at=told.budget_reset_at)
    if window is not None:
        yield window if window.resets_at is None else replace(window, length=_length(told))
