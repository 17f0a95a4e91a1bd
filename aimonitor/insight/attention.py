"""What needs the user: providers in trouble, and what alerts say now. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aimonitor.domain.alert import Alert, AlertBook, AlertRule
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.state import Attention, Health

if TYPE_CHECKING:
    from aimonitor.insight.alert_policy import Policy
    from aimonitor.insight.alerts import Plan

REASONS = {
    AlertRule.BUDGET_HARD: "budget passed",
    AlertRule.BUDGET_SOFT: "soft limit passed",
    AlertRule.BALANCE_LOW: "balance low",
    AlertRule.BALANCE_ENDS: "balance runs out",
    AlertRule.LIMIT_FULL: "limit all but used up",
    AlertRule.KEY_EXPIRES: "key expires",
}
"""The rules that call for the user, the worse first. Keys and outages are a provider's own health."""

_RANKS = {rule: rank for rank, rule in enumerate(REASONS)}


def attention(
    healths: Iterable[Attention], book: AlertBook, active: Collection[str]
) -> tuple[Attention, ...]:
    """Providers in trouble, then what alerts say of those in `active` and of budgets of no provider.

    What is snoozed is not counted, nor what the user switched off since: the user knows. Of two that say
    the same of one thing (a soft and a hard limit, a balance that is low and one that runs out, a key that
    expires and one that is refused), the worse one counts.
    """
    healths = tuple(healths)
    refused = {one.provider_id for one in healths if one.needs_you}
    told = (alert for alert in _speaking(book, active) if not _is_said(alert, refused))
    return (*healths, *map(_named, told))


def book_after(made: Plan, log: Sequence[Alert], rules: Policy, now: datetime) -> AlertBook:
    """The book as it will be once `made` is kept; `log`: what fired before, newest first."""
    ended = set(made.ended)
    before = (replace(one, ended_at=one.ended_at or now) if one.key in ended else one for one in log)
    owners = {known.owner for known in made.memory.values()}
    return AlertBook(
        log=(*reversed(made.log), *before),
        standing=frozenset(key for key, known in made.memory.items() if known.holds),
        snoozed={key: known.snooze for key, known in made.memory.items() if known.snooze is not None},
        rules={owner: rules.rules(owner) for owner in (*owners, "")},
    )


def _is_said(alert: Alert, refused: Collection[str]) -> bool:
    return alert.rule is AlertRule.KEY_EXPIRES and alert.provider_id in refused


def _is_on(book: AlertBook, alert: Alert) -> bool:
    """Whether its rule is in force; where nothing is said of the rule, it is."""
    for owner in (alert.provider_id or "", ""):
        for rule in book.rules.get(owner, ()):
            if rule.rule is alert.rule:
                return rule.enabled
    return True


def _speaking(book: AlertBook, active: Collection[str]) -> Iterator[Alert]:
    seen: set[tuple[NoticeKind, str]] = set()
    ranked = [one for one in book.log if one.rule in _RANKS and book.holds(one) and _is_on(book, one)]
    for alert in sorted(ranked, key=lambda one: (_RANKS[one.rule], one.title.casefold(), one.key)):
        thing = (alert.kind, alert.key.partition(":")[2])
        is_active = alert.provider_id is None or alert.provider_id in active
        if is_active and thing not in seen and alert.key not in book.snoozed:
            seen.add(thing)
            yield alert


def _named(alert: Alert) -> Attention:
    return Attention(
        provider_id=alert.provider_id or "",
        provider_name=alert.title,
        health=Health.OK,
        words=REASONS[alert.rule],
        urgent=alert.urgency is Urgency.CRITICAL,
    )
