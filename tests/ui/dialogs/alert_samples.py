"""Books of alerts as the alerts page is given them."""

from __future__ import annotations

from datetime import timedelta

from aimonitor.domain.alert import (
    Alert,
    AlertBook,
    AlertRule,
    Delivery,
    Fate,
    Snooze,
    Snoozing,
)
from aimonitor.domain.notice import NoticeKind, Urgency
from tests.ui.factories import NOW, TODAY

LOW, KEY, SPIKE, DIGEST = "balance_low:p1:USD", "needs_you:p2", "spike:p1:USD", "digest"

TOLD = Delivery(channel="desktop", done=True, words="handed to the desktop")
MISSED = Delivery(channel="webhook", done=False, words="hooks.example.com does not answer.")


def alert(number: int, key: str, **changes: object) -> Alert:
    """A low balance of p1, an hour ago for each number that it is below 100."""
    fields: dict[str, object] = {
        "number": number,
        "key": key,
        "rule": AlertRule.BALANCE_LOW,
        "kind": NoticeKind.BALANCE,
        "urgency": Urgency.NORMAL,
        "raised_at": NOW - timedelta(hours=100 - number),
        "title": "Work",
        "body": "The balance is $4.20. Top up before it runs out.",
        "why": "$4.20 left, told below $5.00",
        "provider_id": "p1",
        "deliveries": (TOLD,),
    }
    return Alert(**(fields | changes))  # type: ignore[arg-type]


LOG = (
    alert(99, LOW),
    alert(
        98,
        KEY,
        rule=AlertRule.NEEDS_YOU,
        urgency=Urgency.CRITICAL,
        title="Claude API — research",
        body="The key was refused. Replace it.",
        why="",
        provider_id="p2",
        deliveries=(TOLD, MISSED),
    ),
    alert(
        80,
        SPIKE,
        rule=AlertRule.SPIKE,
        body="$31.00 spent today (UTC). A day like this usually costs $8.10.",
        why="$31.00 against $8.10",
        first=TODAY - timedelta(days=1),
        last=TODAY - timedelta(days=1),
        ended_at=NOW - timedelta(hours=3),
    ),
    alert(
        60,
        DIGEST,
        rule=AlertRule.DIGEST,
        title="This week",
        body="Spent: $120.00\nThe month at this pace: $410 ± 30\nBalances: $211.00",
        why="",
        provider_id=None,
    ),
    alert(50, LOW, fate=Fate.LISTED, deliveries=(), ended_at=NOW - timedelta(hours=40)),
)
BOOK = AlertBook(log=LOG, standing=frozenset({LOW, KEY}))
EMPTY = AlertBook()


def asleep(kind: Snoozing = Snoozing.HOUR) -> AlertBook:
    """The low balance keeps still."""
    until = None if kind is Snoozing.CHANGE else NOW + timedelta(hours=1)
    snooze = Snooze(kind=kind, since=NOW, until=until)
    return AlertBook(log=LOG, standing=BOOK.standing, snoozed={LOW: snooze})


def many() -> AlertBook:
    """A log that is longer than its window."""
    older = [
        alert(number, f"limit_high:p3:{number}", title="Codex", body=f"Weekly: {number + 40} % is used.")
        for number in range(49, 1, -1)
    ]
    return AlertBook(log=(*LOG, *older), standing=BOOK.standing)
