"""What the settings say about alerts, in the planner's terms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.alert import RULES, AlertRule, RuleInForce
from aimonitor.domain.notice import NoticeKind
from aimonitor.insight.alerts import Manners
from aimonitor.insight.local_time import Local, last_time
from aimonitor.settings.settings import DigestEvery, Settings

_THRESHOLDS = {
    AlertRule.BUDGET_AHEAD: "alert_budget_days",
    AlertRule.BALANCE_LOW: "alert_balance",
    AlertRule.BALANCE_ENDS: "alert_balance_days",
    AlertRule.LIMIT_HIGH: "alert_limit",
    AlertRule.LIMIT_FULL: "alert_limit_full",
    AlertRule.FAILING: "alert_failing",
    AlertRule.KEY_EXPIRES: "alert_key_days",
}

_SHIFT = timedelta(hours=1)


def system_time(at: datetime) -> datetime:
    """The machine's local time at that moment."""
    return at.astimezone()


def rule_defaults(settings: Settings) -> Iterator[RuleInForce]:
    """Each rule as it is where a provider has no choice of its own."""
    for rule, facts in RULES.items():
        name = _THRESHOLDS.get(rule)
        yield RuleInForce(
            rule=rule,
            enabled=settings.notifies(facts.kind),
            threshold=None if name is None else Decimal(getattr(settings, name)),
        )


def manners(settings: Settings, now: datetime, local: Local) -> Manners:
    """How the user wants to be spoken to now."""
    muted = (kind for kind in (NoticeKind.RECOVERED, NoticeKind.PLUGIN) if not settings.notifies(kind))
    return Manners(
        quiet=settings.is_quiet(local(now).time()),
        errors_pass=settings.quiet_errors,
        muted=frozenset(muted),
    )


def digest_due(settings: Settings, now: datetime, local: Local, first_weekday: int) -> datetime | None:
    """When the newest digest was due; None: none is wanted."""
    if not settings.notify_digest or settings.digest_at is None:
        return None
    weekday = first_weekday if settings.digest_every is DigestEvery.WEEK else None
    return last_time(now, settings.digest_at, local, weekday)


def earlier(
    look_at: datetime | None, due: datetime | None, now: datetime, *, weekly: bool
) -> datetime | None:
    """When to look again: for the planner, or for the next digest, whose time may shift with the clocks."""
    if due is None:
        return look_at
    following = max(due + timedelta(days=7 if weekly else 1) - _SHIFT, now + _SHIFT / 4)
    return following if look_at is None else min(look_at, following)
