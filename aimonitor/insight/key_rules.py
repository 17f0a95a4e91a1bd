"""Keys that end soon, as far as their services tell it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import ProviderState
from aimonitor.errors import ProblemKind
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import days_words
from aimonitor.insight.budget_rules import nearness_of
from aimonitor.insight.reading import Reading

_NO = Decimal(0)


def key_readings(state: ProviderState, policy: Policy, now: datetime) -> Iterator[Reading]:
    """When the provider's key ends. Where nothing is told, nothing is said: neither that it ends nor not."""
    rule = policy.of(AlertRule.KEY_EXPIRES, state.provider.id)
    if rule.enabled and rule.threshold is not None and state.key_life is not None:
        yield _key(state, state.key_life, timedelta(days=int(rule.threshold)), now)


def _key(state: ProviderState, life: KeyLife, within: timedelta, now: datetime) -> Reading:
    """Of a key that is refused already, the refusal speaks."""
    ends = life.expires_at
    left = None if ends is None else ends - now
    holds = left is not None and left <= within
    days = 0 if ends is None else max((utc_day(ends) - utc_day(now)).days, 0)
    when = "has expired" if life.is_over(now) else f"expires {days_words(days)}"
    return Reading(
        key=f"{AlertRule.KEY_EXPIRES}:{state.provider.id}",
        owner=state.provider.id,
        rule=AlertRule.KEY_EXPIRES,
        severity=_NO if left is None else nearness_of(days, within.days),
        holds=holds,
        good=left is None or left > within + timedelta(days=1),
        title=state.provider.name,
        body=f"The key {when}. Make a new one and replace it here.",
        why="" if ends is None else f"ends {ends:%Y-%m-%d %H:%M} UTC",
        provider_id=state.provider.id,
        covered=state.problem is not None and state.problem.kind is ProblemKind.AUTH,
        due_at=None if ends is None or holds else ends - within,
    )
