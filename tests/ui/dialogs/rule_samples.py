"""The rules as a book of alerts tells them: the defaults, and those of p1, which has two of its own."""

from __future__ import annotations

from decimal import Decimal

from aimonitor.domain.alert import AlertBook, AlertRule, RuleChoice
from aimonitor.insight.alert_policy import policy
from aimonitor.monitor.alert_settings import rule_defaults
from aimonitor.settings.settings import Settings

OWN = (
    RuleChoice(provider_id="p1", rule=AlertRule.BALANCE_LOW, threshold=Decimal("12.50")),
    RuleChoice(provider_id="p1", rule=AlertRule.SPIKE, enabled=False),
)


def rules_book(*choices: RuleChoice) -> AlertBook:
    rules = policy(rule_defaults(Settings()), choices or OWN)
    return AlertBook(rules={each: rules.rules(each) for each in ("", "p1", "p2")})
