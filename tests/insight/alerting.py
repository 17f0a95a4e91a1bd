"""A thing that a rule watches, told moment by moment: what is said of it, and what is remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.alert import Alert, AlertRule, Snoozing
from aimonitor.domain.alert_memory import Remembered
from aimonitor.domain.notice import Urgency
from aimonitor.insight.alerts import Manners, Plan, plan, snoozed, unsnoozed
from aimonitor.insight.reading import Reading
from tests.insight.facts import NOW

KEY = "limit_high:work:week"
POLITE = Manners()
QUIET = Manners(quiet=True)


def reading(severity: str | None, **changes: object) -> Reading:
    """A limit that is told from 0.8 on, and well below 0.75."""
    value = None if severity is None else Decimal(severity)
    fields: dict[str, object] = {
        "key": KEY,
        "owner": "work",
        "rule": AlertRule.LIMIT_HIGH,
        "severity": value,
        "holds": value is not None and value >= Decimal("0.8"),
        "good": value is not None and value < Decimal("0.75"),
        "title": "Work",
        "body": f"{severity} is used.",
        "urgency": Urgency.NORMAL,
        "provider_id": "work",
    }
    return Reading(**(fields | changes))  # type: ignore[arg-type]


@dataclass
class Story:
    """Time goes on from `NOW`; each plan is made from what the one before left."""

    memory: Mapping[str, Remembered] = field(default_factory=dict)
    now: datetime = NOW
    manners: Manners = POLITE
    owners: Collection[str] = ("work",)
    said: list[Alert] = field(default_factory=list)
    log: list[Alert] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    last: Plan = field(default_factory=Plan)

    def goes(self, *readings: Reading | str | None, after: timedelta = timedelta(minutes=5)) -> list[str]:
        """The bodies that are said when these are read, `after` the time before."""
        self.now += after
        found = [one if isinstance(one, Reading) else reading(one) for one in readings]
        self.last = plan(self.memory, found, self.now, owners=self.owners, manners=self.manners)
        self.memory = self.last.memory
        self.said += self.last.say
        self.log += self.last.log
        self.ended += self.last.ended
        return [alert.body for alert in self.last.say]

    def snoozes(self, kind: Snoozing, until: datetime | None = None, key: str = KEY) -> None:
        self.memory = {**self.memory, key: snoozed(self.memory[key], kind, until, self.now)}

    def unsnoozes(self, key: str = KEY) -> None:
        self.memory = {**self.memory, key: unsnoozed(self.memory[key])}

    @property
    def fates(self) -> list[str]:
        return [alert.fate.value for alert in self.log]


def met(severity: str = "0.1", **changes: object) -> Story:
    """A thing that was well when it was first seen."""
    story = Story()
    story.goes(reading(severity, **changes))
    return story
