"""Alerts between values and rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aimonitor.db.columns import (
    Row,
    from_day,
    from_decimal_text,
    from_time,
    from_time_or_none,
    row,
    to_day,
    to_decimal_text,
    to_time,
    to_time_or_none,
)
from aimonitor.domain.alert import Alert, AlertRule, Delivery, Fate, Snooze, Snoozing
from aimonitor.domain.alert_memory import Remembered
from aimonitor.domain.notice import NoticeKind, Urgency

STATE_COLUMNS = (
    "key, owner, holds, severity, said_at, said_severity, period_ends, said_periods, told, waits, "
    "snooze, snoozed_at, snoozed_until, snoozed_severity, seen_at"
)
LOG_COLUMNS = (
    "raised_at, key, rule, kind, urgency, title, body, why, provider_id, first, last, fate, "
    "deliveries, ended_at"
)


def state_row(known: Remembered) -> Row:
    """What is remembered, in the order of `STATE_COLUMNS`."""
    snooze = known.snooze
    return row(
        known.key,
        known.owner,
        known.holds,
        to_decimal_text(known.severity),
        to_time_or_none(known.said_at),
        to_decimal_text(known.said_severity),
        to_time_or_none(known.period_ends),
        _times_text(known.said_periods),
        known.told,
        known.waits,
        None if snooze is None else snooze.kind.value,
        None if snooze is None else to_time(snooze.since),
        None if snooze is None else to_time_or_none(snooze.until),
        to_decimal_text(known.snoozed_severity),
        to_time(known.seen_at),
    )


def remembered(cells: Sequence[Any]) -> Remembered:
    """The value of `state_row`."""
    key, owner, holds, severity, said_at, said_severity, period_ends, periods, *rest = cells
    told, waits, kind, since, until, snoozed_severity, seen_at = rest
    snooze = None
    if kind is not None:
        snooze = Snooze(kind=Snoozing(kind), since=from_time(since), until=from_time_or_none(until))
    return Remembered(
        key=key,
        owner=owner,
        holds=bool(holds),
        severity=from_decimal_text(severity),
        said_at=from_time_or_none(said_at),
        said_severity=from_decimal_text(said_severity),
        period_ends=from_time_or_none(period_ends),
        said_periods=_times(periods),
        told=bool(told),
        waits=bool(waits),
        snooze=snooze,
        snoozed_severity=from_decimal_text(snoozed_severity),
        seen_at=from_time(seen_at),
    )


def log_row(alert: Alert) -> Row:
    """An entry of the log, in the order of `LOG_COLUMNS`."""
    return row(
        to_time(alert.raised_at),
        alert.key,
        alert.rule.value,
        alert.kind.value,
        alert.urgency.value,
        alert.title,
        alert.body,
        alert.why,
        alert.provider_id,
        None if alert.first is None else to_day(alert.first),
        None if alert.last is None else to_day(alert.last),
        alert.fate.value,
        deliveries_text(alert.deliveries),
        to_time_or_none(alert.ended_at),
    )


def logged(cells: Sequence[Any]) -> Alert:
    """The value of a number and `log_row`."""
    number, raised_at, key, rule, kind, urgency, title, body, why, provider_id, first, last, *rest = cells
    fate, deliveries, ended_at = rest
    return Alert(
        number=number,
        key=key,
        rule=AlertRule(rule),
        kind=NoticeKind(kind),
        urgency=Urgency(urgency),
        raised_at=from_time(raised_at),
        title=title,
        body=body,
        why=why,
        provider_id=provider_id,
        first=None if first is None else from_day(first),
        last=None if last is None else from_day(last),
        fate=Fate(fate),
        deliveries=_deliveries(deliveries),
        ended_at=from_time_or_none(ended_at),
    )


def deliveries_text(deliveries: Sequence[Delivery]) -> str | None:
    """What the channels did, as JSON; None for nothing."""
    fields = [{"channel": one.channel, "done": one.done, "words": one.words} for one in deliveries]
    return json.dumps(fields) if fields else None


def _deliveries(stored: str | None) -> tuple[Delivery, ...]:
    fields = json.loads(stored or "[]")
    return tuple(Delivery(channel=one["channel"], done=one["done"], words=one["words"]) for one in fields)


def _times_text(times: Sequence[datetime]) -> str | None:
    return json.dumps([to_time(at) for at in times]) if times else None


def _times(stored: str | None) -> tuple[datetime, ...]:
    return tuple(from_time(at) for at in json.loads(stored or "[]"))
