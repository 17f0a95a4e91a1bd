"""Facts as the records of an export: the same names and values in CSV and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aimonitor.domain.alert import Alert, Delivery
from aimonitor.domain.archive import ArchiveKind, BalanceReading, Contents, DayFact, DaySpan, LoggedPoll
from aimonitor.domain.money import plain_text
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import DayCost, DayTokens, Problem

Record = dict[str, Any]
"""Texts, whole numbers, true, false and None (unknown); lists of texts or of records in polls."""

_WHO = ("provider_id", "provider", "provider_type")
_COUNTS = ("input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "requests")
COLUMNS: dict[ArchiveKind, tuple[str, ...]] = {
    ArchiveKind.DAYS: (
        "day",
        *_WHO,
        "model",
        "item",
        "currency",
        "cost",
        "provenance",
        *_COUNTS,
        "complete",
        "quantity",
        "unit",
    ),
    ArchiveKind.BALANCES: ("taken_at", *_WHO, "role", "currency", "balance", "provenance"),
    ArchiveKind.POLLS: (
        "started_at",
        *_WHO,
        "taken_at",
        "duration",
        "requests",
        "problem",
        "failures",
        "warnings",
        "cost_days",
        "token_days",
        "quantity_days",
    ),
    ArchiveKind.EVENTS: ("raised_at", *_WHO, "kind", "urgency", "title", "body", "key"),
    ArchiveKind.ALERTS: (
        "raised_at",
        *_WHO,
        "rule",
        "kind",
        "urgency",
        "title",
        "body",
        "why",
        "first",
        "last",
        "fate",
        "deliveries",
        "ended_at",
        "key",
    ),
}
_MICROSECOND = timedelta(microseconds=1)


def records(kind: ArchiveKind, contents: Contents) -> Iterator[Record]:
    """All records of a kind, each with all of its columns in their order."""
    yield from _MAKERS[kind](contents)


def provider_record(provider: Provider) -> Record:
    """A provider without its key, and without where the key is."""
    return {
        "id": provider.id,
        "name": provider.name,
        "provider_type": provider.provider_type,
        "enabled": provider.enabled,
        "created_at": instant(provider.created_at),
        "options": dict(provider.options),
        "key_kind": provider.key_kind,
        "interval": None if provider.interval is None else seconds(provider.interval),
    }


def instant(at: datetime | None) -> str | None:
    """An aware time as RFC 3339 in UTC, to the microsecond."""
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def seconds(span: timedelta) -> str:
    """A duration in seconds, as exact digits."""
    return plain_text(Decimal(span // _MICROSECOND).scaleb(-6))


def _days(contents: Contents) -> Iterator[Record]:
    for provider in contents.providers:
        who = _who(provider)
        for fact in contents.days(provider):
            if not isinstance(fact, DayTokens) or _says_something(fact):
                yield _day(fact, who)


def _says_something(tokens: DayTokens) -> bool:
    return any(getattr(tokens, name) is not None for name in _COUNTS)


def _day(fact: DayFact, who: Record) -> Record:
    made: Record = dict.fromkeys(COLUMNS[ArchiveKind.DAYS])
    made.update(who)
    made.update(day=fact.day.isoformat(), model=fact.model, complete=fact.complete)
    if isinstance(fact, DayCost):
        made.update(
            item=fact.item or None,
            currency=fact.money.currency,
            cost=plain_text(fact.money.amount),
            provenance=fact.provenance.value,
        )
    elif isinstance(fact, DayTokens):
        made.update((name, getattr(fact, name)) for name in _COUNTS)
    else:
        made.update(item=fact.name, quantity=plain_text(fact.quantity), unit=fact.unit.value)
    return made


def _balances(contents: Contents) -> Iterator[Record]:
    for provider in contents.providers:
        who = _who(provider)
        for reading in contents.balances(provider):
            yield _balance(reading, who)


def _balance(reading: BalanceReading, who: Record) -> Record:
    balance = reading.balance
    return {
        "taken_at": instant(reading.taken_at),
        **who,
        "role": balance.role.value,
        "currency": balance.money.currency,
        "balance": plain_text(balance.money.amount),
        "provenance": balance.provenance.value,
    }


def _polls(contents: Contents) -> Iterator[Record]:
    for provider in contents.providers:
        who = _who(provider)
        for logged in contents.polls(provider):
            yield _poll(logged, who)


def _poll(logged: LoggedPoll, who: Record) -> Record:
    poll = logged.poll
    return {
        "started_at": instant(poll.started_at),
        **who,
        "taken_at": instant(logged.taken_at),
        "duration": seconds(poll.duration),
        "requests": poll.requests,
        "problem": None if poll.problem is None else _problem(poll.problem),
        "failures": [{"part": one.part, **_problem(one.problem)} for one in poll.failures],
        "warnings": list(poll.warnings),
        "cost_days": _spans(logged.cost_days),
        "token_days": _spans(logged.token_days),
        "quantity_days": _spans(logged.quantity_days),
    }


def _problem(problem: Problem) -> Record:
    return {
        "kind": problem.kind.value,
        "message": problem.message,
        "retry_at": instant(problem.retry_at),
        "repair": None if problem.repair is None else problem.repair.value,
    }


def _spans(spans: tuple[DaySpan, ...]) -> list[str]:
    return [f"{first.isoformat()}/{last.isoformat()}" for first, last in spans]


def _events(contents: Contents) -> Iterator[Record]:
    known = {provider.id: _who(provider) for provider in contents.providers}
    for notice in contents.events():
        yield _event(notice, known.get(notice.provider_id or "", _nobody(notice)))


def _alerts(contents: Contents) -> Iterator[Record]:
    known = {provider.id: _who(provider) for provider in contents.providers}
    for alert in contents.alerts():
        yield _alert(alert, known.get(alert.provider_id or "", _nobody(alert)))


def _alert(alert: Alert, who: Record) -> Record:
    return {
        "raised_at": instant(alert.raised_at),
        **who,
        "rule": alert.rule.value,
        "kind": alert.kind.value,
        "urgency": alert.urgency.value,
        "title": alert.title,
        "body": alert.body,
        "why": alert.why,
        "first": None if alert.first is None else alert.first.isoformat(),
        "last": None if alert.last is None else alert.last.isoformat(),
        "fate": alert.fate.value,
        "deliveries": list(map(_delivery, alert.deliveries)),
        "ended_at": instant(alert.ended_at),
        "key": alert.key,
    }


def _delivery(one: Delivery) -> Record:
    return {"channel": one.channel, "done": one.done, "words": one.words}


def _nobody(told: Notice | Alert) -> Record:
    return {"provider_id": told.provider_id, "provider": None, "provider_type": None}


def _event(notice: Notice, who: Record) -> Record:
    return {
        "raised_at": instant(notice.raised_at),
        **who,
        "kind": notice.kind.value,
        "urgency": notice.urgency.value,
        "title": notice.title,
        "body": notice.body,
        "key": notice.key,
    }


def _who(provider: Provider) -> Record:
    return {
        "provider_id": provider.id,
        "provider": provider.name,
        "provider_type": provider.provider_type,
    }


_MAKERS: dict[ArchiveKind, Callable[[Contents], Iterator[Record]]] = {
    ArchiveKind.DAYS: _days,
    ArchiveKind.BALANCES: _balances,
    ArchiveKind.POLLS: _polls,
    ArchiveKind.EVENTS: _events,
    ArchiveKind.ALERTS: _alerts,
}
