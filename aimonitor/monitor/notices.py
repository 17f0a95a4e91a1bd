"""Which words a poll calls for: the first failure and the recovery, never the repeats in between."""

from __future__ import annotations

from datetime import datetime

from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import Problem
from aimonitor.errors import DatabaseError, ProblemKind
from aimonitor.insight.state import NEEDS_USER

NETWORK_KEY = "network"
_STOPPED = "It is not asked again until you act."
_GOES_ON = "The last good figures stay; it is tried again by itself."


def failure_notice(provider: Provider, problem: Problem, now: datetime, *, stopped: bool) -> Notice:
    """The words for a provider that just began to fail; `stopped`: it is not polled any more."""
    needs_you = problem.kind in NEEDS_USER
    return Notice(
        key=NETWORK_KEY if problem.kind is ProblemKind.NETWORK else f"provider:{provider.id}",
        kind=_kind(problem, needs_you=needs_you),
        title=provider.name,
        body=f"{problem.message} {_STOPPED if stopped else _GOES_ON}",
        urgency=Urgency.CRITICAL if needs_you else Urgency.NORMAL,
        raised_at=now,
        provider_id=provider.id,
    )


def _kind(problem: Problem, *, needs_you: bool) -> NoticeKind:
    if problem.kind is ProblemKind.PLUGIN:
        return NoticeKind.PLUGIN
    return NoticeKind.NEEDS_YOU if needs_you else NoticeKind.FAILED


def recovery_notice(provider: Provider, before: Problem, now: datetime) -> Notice:
    """The words for a provider that answers again."""
    return Notice(
        key=NETWORK_KEY if before.kind is ProblemKind.NETWORK else f"provider:{provider.id}",
        kind=NoticeKind.RECOVERED,
        title=provider.name,
        body="Answers again. The figures are up to date.",
        urgency=Urgency.LOW,
        raised_at=now,
        provider_id=provider.id,
    )


def database_notice(error: DatabaseError, now: datetime) -> Notice:
    """The words for a history that can no longer be written."""
    return Notice(
        key="database",
        kind=NoticeKind.DATABASE,
        title="History is not being kept",
        body=f"{error.message} Live figures are still shown.",
        urgency=Urgency.CRITICAL,
        raised_at=now,
    )
