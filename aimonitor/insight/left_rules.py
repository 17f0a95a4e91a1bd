"""When something that is no money is nearly gone: points, credits, of which only what is left is told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import FigureStatus, ProviderState
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import count_words
from aimonitor.insight.reading import Reading

_MARGIN = Decimal("1.1")
_NOTHING = Decimal(0)


def left_readings(state: ProviderState, policy: Policy) -> Iterator[Reading]:
    """What the rule of low balances says of each whose amount is known.

    The threshold for all counts money, and five dollars are not five points: that one tells of them only
    when nothing is left. One that was chosen for this provider counts what its service tells; where
    that is money too, the threshold is the money's.
    """
    rule = policy.of(AlertRule.BALANCE_LOW, state.provider.id)
    if not rule.enabled or rule.threshold is None:
        return
    tells_money = state.balance.status is not FigureStatus.NOT_OFFERED
    is_own = rule.own and rule.threshold != policy.of(AlertRule.BALANCE_LOW).threshold
    threshold = rule.threshold if is_own and not tells_money else _NOTHING
    for window in state.windows:
        if window.left is not None:
            yield _reading(state, window, window.left, threshold)


def _reading(state: ProviderState, window: QuotaWindow, left: Decimal, threshold: Decimal) -> Reading:
    words = count_words(left, window.unit)
    why = (
        f"told below {count_words(threshold, window.unit)}" if threshold > 0 else "told when nothing is left"
    )
    consequence = (
        "Get more before they run out." if left > 0 else "Requests may be refused until there are more."
    )
    return Reading(
        key=f"{AlertRule.BALANCE_LOW}:{state.provider.id}:{window.id}",
        owner=state.provider.id,
        rule=AlertRule.BALANCE_LOW,
        severity=2 - left / threshold if threshold > 0 else 1 - left,
        holds=left < threshold or left <= 0,
        good=left > 0 and left >= threshold * _MARGIN,
        title=state.provider.name,
        body=f"{window.name}: {words}. {consequence}",
        why=f"{words} left, {why}",
        urgency=Urgency.NORMAL if left > 0 else Urgency.CRITICAL,
        provider_id=state.provider.id,
    )
