"""What needs the user: providers in trouble, and what alerts say now. Pure: no clock, no I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from aimonitor.domain.alert import Alert, AlertBook, AlertRule
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.state import Attention, Health

REASONS = {
    AlertRule.BUDGET_HARD: "budget passed",
    AlertRule.BUDGET_SOFT: "budget passed",
    AlertRule.BALANCE_LOW: "balance low",
    AlertRule.BALANCE_ENDS: "balance runs out",
    AlertRule.LIMIT_FULL: "limit used up",
    AlertRule.KEY_EXPIRES: "key expires",
}
"""The rules that call for the user, the worse first. Keys and outages are a provider's own health."""

_RANKS = {rule: rank for rank, rule in enumerate(REASONS)}


def attention(
    healths: Iterable[Attention], book: AlertBook, active: Collection[str]
) -> tuple[Attention, ...]:
    """Providers in trouble, then what alerts say of those in `active` and of budgets of no provider.

    What is snoozed is not counted: the user knows. Of two that say the same of one thing (a soft and a
    hard limit, a balance that is low and one that runs out), the worse one counts.
    """
    return (*healths, *(_named(alert) for alert in _speaking(book, active)))


def _speaking(book: AlertBook, active: Collection[str]) -> Iterator[Alert]:
    seen: set[tuple[NoticeKind, str]] = set()
    ranked = [alert for alert in book.log if alert.rule in _RANKS and book.holds(alert)]
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
