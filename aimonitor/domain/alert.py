"""Alerts: what can be told, what was told, what the user wants to hear of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from aimonitor.domain.notice import Notice, NoticeKind, Urgency


class AlertRule(StrEnum):
    """Why somebody is spoken to."""

    BUDGET_SOFT = "budget_soft"
    BUDGET_HARD = "budget_hard"
    BUDGET_AHEAD = "budget_ahead"
    BALANCE_LOW = "balance_low"
    BALANCE_ENDS = "balance_ends"
    LIMIT_HIGH = "limit_high"
    LIMIT_FULL = "limit_full"
    SPIKE = "spike"
    NEEDS_YOU = "needs_you"
    FAILING = "failing"
    KEY_EXPIRES = "key_expires"
    DATABASE = "database"
    DIGEST = "digest"


class Measure(StrEnum):
    """What the threshold of a rule counts."""

    NOTHING = ""
    MONEY = "money"
    DAYS = "days"
    PERCENT = "percent"
    MINUTES = "minutes"


class RuleFacts(Struct, frozen=True, kw_only=True):
    """What is fixed about a rule. `per_provider`: it can be switched for one provider alone."""

    kind: NoticeKind
    measure: Measure = Measure.NOTHING
    words: str
    per_provider: bool = True


RULES: dict[AlertRule, RuleFacts] = {
    AlertRule.BUDGET_SOFT: RuleFacts(kind=NoticeKind.BUDGET, words="A soft limit is passed"),
    AlertRule.BUDGET_HARD: RuleFacts(kind=NoticeKind.BUDGET, words="A hard limit is passed"),
    AlertRule.BUDGET_AHEAD: RuleFacts(
        kind=NoticeKind.BUDGET, measure=Measure.DAYS, words="A budget will be passed at this pace"
    ),
    AlertRule.BALANCE_LOW: RuleFacts(
        kind=NoticeKind.BALANCE, measure=Measure.MONEY, words="A balance is low"
    ),
    AlertRule.BALANCE_ENDS: RuleFacts(
        kind=NoticeKind.BALANCE, measure=Measure.DAYS, words="A balance runs out soon"
    ),
    AlertRule.LIMIT_HIGH: RuleFacts(
        kind=NoticeKind.LIMIT, measure=Measure.PERCENT, words="A limit of the service is nearly used up"
    ),
    AlertRule.LIMIT_FULL: RuleFacts(
        kind=NoticeKind.LIMIT, measure=Measure.PERCENT, words="A limit of the service is all but used up"
    ),
    AlertRule.SPIKE: RuleFacts(kind=NoticeKind.SPIKE, words="A day or an hour costs far more than usual"),
    AlertRule.NEEDS_YOU: RuleFacts(
        kind=NoticeKind.NEEDS_YOU, words="A key is refused, or a provider needs you otherwise"
    ),
    AlertRule.FAILING: RuleFacts(
        kind=NoticeKind.FAILED, measure=Measure.MINUTES, words="A provider keeps failing"
    ),
    AlertRule.KEY_EXPIRES: RuleFacts(
        kind=NoticeKind.NEEDS_YOU, measure=Measure.DAYS, words="A key expires soon"
    ),
    AlertRule.DATABASE: RuleFacts(
        kind=NoticeKind.DATABASE, words="History cannot be kept", per_provider=False
    ),
    AlertRule.DIGEST: RuleFacts(kind=NoticeKind.DIGEST, words="The digest", per_provider=False),
}
"""Every rule, in the order in which they are shown."""


class RuleChoice(Struct, frozen=True, kw_only=True):
    """What the user chose for one rule of one provider; what is None follows the settings."""

    provider_id: str
    rule: AlertRule
    enabled: bool | None = None
    threshold: Decimal | None = None


class RuleInForce(Struct, frozen=True, kw_only=True):
    """Whether a rule speaks for a provider, and from which threshold on. `own`: chosen for it alone."""

    rule: AlertRule
    enabled: bool
    threshold: Decimal | None
    own: bool = False


class Snoozing(StrEnum):
    """How long a thing is kept still."""

    HOUR = "1h"
    TOMORROW = "tomorrow"
    CHANGE = "change"


class Snooze(Struct, frozen=True, kw_only=True):
    """Kept still since `since` until `until`; None: until it is good again or much worse."""

    kind: Snoozing
    since: datetime
    until: datetime | None = None


class Fate(StrEnum):
    """What became of the words of an alert."""

    TOLD = "told"
    LISTED = "listed"
    QUIET = "quiet"
    SNOOZED = "snoozed"


class Delivery(Struct, frozen=True, kw_only=True):
    """What a channel did with an alert. `words`: how it was shown, or why it was not."""

    channel: str
    done: bool
    words: str = ""


class Alert(Struct, frozen=True, kw_only=True):
    """One entry of the log: what fired, when, why, what it said. `number` 0: not stored yet.

    `key` names the thing it is about and stays the same when it is told again. `why`: the figures
    behind it. `first` and `last`: the UTC days to look at. `ended_at`: when the thing was good again.
    """

    number: int = 0
    key: str
    rule: AlertRule
    kind: NoticeKind
    urgency: Urgency
    raised_at: datetime
    title: str
    body: str
    why: str = ""
    provider_id: str | None = None
    first: date | None = None
    last: date | None = None
    fate: Fate = Fate.TOLD
    deliveries: tuple[Delivery, ...] = ()
    ended_at: datetime | None = None

    @property
    def notice(self) -> Notice:
        """As the desktop shows it."""
        return Notice(
            key=self.key,
            kind=self.kind,
            title=self.title,
            body=self.body,
            urgency=self.urgency,
            raised_at=self.raised_at,
            provider_id=self.provider_id,
        )


class ChannelState(Struct, frozen=True, kw_only=True):
    """A channel as it is set up. `ready`: it can be told; `words` say how, or why not."""

    name: str
    ready: bool
    words: str


class AlertBook(Struct, frozen=True, kw_only=True):
    """All that an alerts page shows. `log`: newest first. `standing`: keys that hold now.

    `snoozed`: what is kept still, by key. `rules`: those in force, by provider id ("": for all that
    have no choice of their own).
    """

    log: tuple[Alert, ...] = ()
    standing: frozenset[str] = frozenset()
    snoozed: dict[str, Snooze] = field(default_factory=dict)
    rules: dict[str, tuple[RuleInForce, ...]] = field(default_factory=dict)
    channels: tuple[ChannelState, ...] = ()

    def holds(self, alert: Alert) -> bool:
        """Whether what an entry of the log tells is still so."""
        return alert.ended_at is None and alert.key in self.standing
