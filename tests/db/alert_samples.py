"""An invented budget, a choice, and what a plan leaves behind."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from aimonitor.domain.alert import Alert, AlertRule, Delivery, Fate, RuleChoice, Snooze, Snoozing
from aimonitor.domain.alert_memory import Remembered
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.insight.alerts import Plan
from tests.db.samples import NOON, TODAY

BUDGET = Budget(
    id="b1",
    scope=BudgetScope.PROVIDER,
    subject="one",
    period=BudgetPeriod.MONTH,
    currency="USD",
    soft=Decimal("80.5"),
    hard=Decimal(100),
)
CHOICE = RuleChoice(provider_id="one", rule=AlertRule.BALANCE_LOW, enabled=None, threshold=Decimal("12.5"))
KEY = "balance_low:one:USD"
KNOWN = Remembered(
    key=KEY,
    owner="one",
    holds=True,
    severity=Decimal("1.25"),
    said_at=NOON,
    said_severity=Decimal("1.20"),
    period_ends=NOON + timedelta(days=1),
    said_periods=(NOON, NOON + timedelta(days=1)),
    told=True,
    waits=True,
    snooze=Snooze(kind=Snoozing.HOUR, since=NOON, until=NOON + timedelta(hours=1)),
    snoozed_severity=Decimal("1.2"),
    seen_at=NOON,
)
ALERT = Alert(
    key=KEY,
    rule=AlertRule.BALANCE_LOW,
    kind=NoticeKind.BALANCE,
    urgency=Urgency.NORMAL,
    raised_at=NOON,
    title="Provider one",
    body="The balance is $3.75.",
    why="$3.75 left, told below $12.50",
    provider_id="one",
    first=TODAY,
    last=TODAY,
    fate=Fate.TOLD,
)
DELIVERED = (Delivery(channel="desktop", done=True, words="handed to the desktop"),)


def alert_plan(**changes: object) -> Plan:
    fields: dict[str, object] = {"log": (ALERT,), "memory": {KEY: KNOWN}}
    return Plan(**(fields | changes))  # type: ignore[arg-type]
