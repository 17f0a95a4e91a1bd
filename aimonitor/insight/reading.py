"""A reading: how one thing stands that a rule watches."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.alert import RULES, Alert, AlertRule, Fate
from aimonitor.domain.notice import NoticeKind, Urgency


class Reading(Struct, frozen=True, kw_only=True):
    """How the thing of that key stands now, and the words for it.

    `key` is made of ids, never of names. `severity` grows as it gets worse; None: it is not known now,
    which says neither yes nor no. `holds`: the threshold is passed. `good`: it is well on the good side;
    between both nothing changes. `period_ends`: when the period that it counts in ends; a later one
    begins anew. `covered`: a worse thing speaks for it. `is_news`: told even where it is so at first sight.
    `recovery`: what is said when it is good again, "" for nothing. `due_at`: when it comes to hold if
    nothing changes.
    """

    key: str
    owner: str
    rule: AlertRule
    severity: Decimal | None
    holds: bool = False
    good: bool = False
    title: str = ""
    body: str = ""
    why: str = ""
    urgency: Urgency = Urgency.NORMAL
    kind: NoticeKind | None = None
    provider_id: str | None = None
    period_ends: datetime | None = None
    first: date | None = None
    last: date | None = None
    covered: bool = False
    is_news: bool = False
    recovery: str = ""
    due_at: datetime | None = None

    def alert(self, now: datetime, fate: Fate) -> Alert:
        """The entry of the log for it."""
        return Alert(
            key=self.key,
            rule=self.rule,
            kind=self.kind or RULES[self.rule].kind,
            urgency=self.urgency,
            raised_at=now,
            title=self.title,
            body=self.body,
            why=self.why,
            provider_id=self.provider_id,
            first=self.first,
            last=self.last,
            fate=fate,
        )
