"""What stands between the user and fresh figures: providers that need them, and long failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.reading import Reading
from aimonitor.insight.state import NEEDS_USER

NETWORK_KEY = f"{AlertRule.FAILING}:network"
DATABASE_KEY = f"{AlertRule.DATABASE}"
_ANSWERS_AGAIN = "Answers again. The figures are up to date."
_YES, _NO = Decimal(1), Decimal(0)
_SEVERAL = 2


def outage_readings(active: Sequence[ProviderState], policy: Policy, now: datetime) -> Iterator[Reading]:
    """How providers stand; a network that is lost is one thing, whoever misses it."""
    polled = [state for state in active if state.last_poll is not None]
    offline = len(polled) >= _SEVERAL and all(_kind(state) is ProblemKind.NETWORK for state in polled)
    rule = policy.of(AlertRule.FAILING)
    if rule.enabled and polled:
        yield _network(polled, _minutes(rule.threshold), now, offline=offline)
    for state in polled:
        if policy.of(AlertRule.NEEDS_YOU, state.provider.id).enabled:
            yield _needs_you(state)
        mine = policy.of(AlertRule.FAILING, state.provider.id)
        if mine.enabled:
            yield _failing(state, _minutes(mine.threshold), now, offline=offline)


def database_reading(words: str | None) -> Reading:
    """Whether history is kept; `words` say why not. None: it is."""
    return Reading(
        key=DATABASE_KEY,
        owner="",
        rule=AlertRule.DATABASE,
        severity=_NO if words is None else _YES,
        holds=words is not None,
        good=words is None,
        title="History is not being kept",
        body=f"{words or ''} Live figures are still shown.",
        why=words or "",
        urgency=Urgency.CRITICAL,
        is_news=True,
    )


def _needs_you(state: ProviderState) -> Reading:
    """A service that does not answer says nothing about the key: neither refused nor fine."""
    problem = state.problem
    mine = problem is not None and problem.kind in NEEDS_USER
    words = problem.message if problem is not None else ""
    return Reading(
        key=f"{AlertRule.NEEDS_YOU}:{state.provider.id}",
        owner=state.provider.id,
        rule=AlertRule.NEEDS_YOU,
        severity=_NO if problem is None else _YES if mine else None,
        holds=mine,
        good=problem is None,
        title=state.provider.name,
        body=f"{words} {_consequence(state)}".rstrip(),
        why=words,
        urgency=Urgency.CRITICAL,
        provider_id=state.provider.id,
        recovery=_ANSWERS_AGAIN,
    )


def _consequence(state: ProviderState) -> str:
    if state.next_poll_at is None:
        return "It is not asked again until you act."
    return "The last good figures stay; it is tried again by itself."


def _failing(state: ProviderState, after: timedelta, now: datetime, *, offline: bool) -> Reading:
    problem, since = state.problem, state.failing_since
    mine = problem is not None and problem.kind not in NEEDS_USER and not offline
    lasts = mine and since is not None and now - since >= after
    words = problem.message if problem is not None else ""
    return Reading(
        key=f"{AlertRule.FAILING}:{state.provider.id}",
        owner=state.provider.id,
        rule=AlertRule.FAILING,
        severity=_NO if problem is None else _YES if lasts else None,
        holds=lasts,
        good=problem is None,
        title=state.provider.name,
        body=f"Failing since {_clock(since)}. {words} {_consequence(state)}",
        why=f"failing since {_clock(since)}: {words}",
        kind=_notice_kind(problem),
        provider_id=state.provider.id,
        recovery=_ANSWERS_AGAIN,
        due_at=since + after if mine and since is not None and not lasts else None,
    )


def _network(states: Sequence[ProviderState], after: timedelta, now: datetime, *, offline: bool) -> Reading:
    since = max((s.failing_since for s in states if s.failing_since is not None), default=None)
    lasts = offline and since is not None and now - since >= after
    is_good = any(state.problem is None for state in states)
    return Reading(
        key=NETWORK_KEY,
        owner="",
        rule=AlertRule.FAILING,
        severity=_NO if is_good else _YES if lasts else None,
        holds=lasts,
        good=is_good,
        title="No network",
        body=f"None of your {len(states)} providers can be reached since {_clock(since)}. "
        "The last good figures stay; they are tried again by themselves.",
        why=f"no answer from any provider since {_clock(since)}",
        recovery="The network is back. The figures are being read again.",
        due_at=since + after if offline and since is not None and not lasts else None,
    )


def _kind(state: ProviderState) -> ProblemKind | None:
    return None if state.problem is None else state.problem.kind


def _notice_kind(problem: Problem | None) -> NoticeKind:
    plugin = problem is not None and problem.kind is ProblemKind.PLUGIN
    return NoticeKind.PLUGIN if plugin else NoticeKind.FAILED


def _minutes(threshold: Decimal | None) -> timedelta:
    return timedelta(minutes=int(threshold or 0))


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
