"""An entry of the log of alerts as it comes back from an export."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from aimonitor.domain.alert import Alert, AlertRule, Delivery, Fate
from aimonitor.monitor.archive_fields import Day, Name, NoticeKindWord, Read, Text, Time, UrgencyWord

RuleWord = Annotated[AlertRule, Field(strict=False)]
FateWord = Annotated[Fate, Field(strict=False)]


class _DeliveryRecord(Read):
    channel: Text
    done: bool
    words: Text


class AlertRecord(Read):
    """What fired; also about a provider that is gone, or about none."""

    raised_at: Time
    provider_id: Name | None
    rule: RuleWord
    kind: NoticeKindWord
    urgency: UrgencyWord
    title: Text
    body: Text
    why: Text
    first: Day | None
    last: Day | None
    fate: FateWord
    deliveries: list[_DeliveryRecord]
    ended_at: Time | None
    key: Text

    def fact(self) -> Alert:
        """As the log keeps it."""
        return Alert(
            key=self.key,
            rule=self.rule,
            kind=self.kind,
            urgency=self.urgency,
            raised_at=self.raised_at,
            title=self.title,
            body=self.body,
            why=self.why,
            provider_id=self.provider_id,
            first=self.first,
            last=self.last,
            fate=self.fate,
            deliveries=tuple(
                Delivery(channel=one.channel, done=one.done, words=one.words) for one in self.deliveries
            ),
            ended_at=self.ended_at,
        )
