"""When a provider is polled next: pure functions."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL, Provider
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(minutes=30)
LONGEST_PATIENCE = timedelta(hours=6)
STAGGER = timedelta(milliseconds=250)
CROWD = 10
"""So many polls at once are a crowd."""

WAITS_FOR_USER = frozenset(
    {ProblemKind.AUTH, ProblemKind.WRONG_KEY, ProblemKind.KEYCHAIN, ProblemKind.CONFIG}
)
"""After these nothing is asked again until the key or the settings change, or the user asks.

But for a keychain that may yet start, open or answer.
"""

SENT_NOTHING = frozenset({ProblemKind.NETWORK, ProblemKind.KEYCHAIN})
"""With these a service was not reached: how rarely it wants to be asked says nothing."""

_BREATH = 0.005
_PATIENT = frozenset({ProblemKind.BILLING, ProblemKind.SCHEMA, ProblemKind.PLUGIN})


def breath(starts: int) -> float:
    """Seconds between the starts of so many polls that are due at once: in a crowd the window may draw."""
    return _BREATH if starts > CROWD else 0.0


def poll_interval(provider: Provider, default: timedelta, minimum: timedelta) -> timedelta:
    """The provider's own interval or the global one, never below what the service allows."""
    wanted = provider.interval or default
    return min(max(wanted, minimum, MIN_INTERVAL), MAX_INTERVAL)


def next_due(
    *,
    now: datetime,
    interval: timedelta,
    problem: Problem | None,
    failures: int,
    rng: random.Random,
    partly: bool = False,
    passes: bool = False,
    minimum: timedelta = timedelta(0),
    not_before: datetime | None = None,
) -> datetime | None:
    """The time of the next poll; None: not before the user acts.

    `failures`: how many polls in a row failed, this one included. `partly`: other parts were read,
    and go on being read. `passes`: the problem may end without the user. `minimum`: how rarely the
    service wants to be asked; a retry respects it too, unless nothing reached the service. A
    server's own pause (`problem.retry_at`, `not_before`) is never cut short.
    """
    wait = _wait(interval, problem, failures, partly=partly, passes=passes)
    if wait is None:
        return None
    if problem is None or problem.kind not in SENT_NOTHING:
        wait = max(wait, minimum)
    due = now + wait * (1 + rng.random() / 10)
    pauses = (problem.retry_at if problem else None, not_before)
    return max([due, *(pause for pause in pauses if pause is not None)])


def _wait(
    interval: timedelta, problem: Problem | None, failures: int, *, partly: bool, passes: bool
) -> timedelta | None:
    if problem is None or (partly and problem.kind in WAITS_FOR_USER | _PATIENT):
        return interval
    if problem.kind in WAITS_FOR_USER and not passes:
        return None
    doublings = min(failures, 10)
    if problem.kind in _PATIENT:
        return min(interval * (1 << doublings), max(LONGEST_PATIENCE, interval))
    return min(min(interval, FIRST_RETRY) * (1 << max(0, doublings - 1)), max(LONGEST_RETRY, interval))
