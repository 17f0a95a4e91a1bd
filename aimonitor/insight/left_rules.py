"""Points and credits of which only what is left is told: that they are nearly gone, or will be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import FigureStatus, Lasting, ProviderState
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import count_words
from aimonitor.insight.ending_rules import Supply, ending
from aimonitor.insight.left import left_ends
from aimonitor.insight.reading import Reading

_MARGIN = Decimal("1.1")
_NOTHING = Decimal(0)


def left_readings(state: ProviderState, policy: Policy, today: date) -> Iterator[Reading]:
    """What the rules of balances say of each such thing, where what is left is known."""
    told = [window for window in state.windows if window.left is not None]
    if told:
        yield from _low(state, told, policy)
        yield from _endings(state, told, policy, today)


def _low(state: ProviderState, told: Sequence[QuotaWindow], policy: Policy) -> Iterator[Reading]:
    """The threshold for all counts money, and five dollars are not five points: it tells when none is left.

    One that was chosen for this provider counts what its service tells; where that is money too, it is the
    money's.
    """
    rule = policy.of(AlertRule.BALANCE_LOW, state.provider.id)
    if not rule.enabled or rule.threshold is None:
        return
    tells_money = state.balance.status is not FigureStatus.NOT_OFFERED
    is_own = rule.own and rule.threshold != policy.of(AlertRule.BALANCE_LOW).threshold
    threshold = rule.threshold if is_own and not tells_money else _NOTHING
    for window in told:
        yield _reading(state, window, threshold)


def _endings(
    state: ProviderState, told: Sequence[QuotaWindow], policy: Policy, today: date
) -> Iterator[Reading]:
    rule = policy.of(AlertRule.BALANCE_ENDS, state.provider.id)
    if not rule.enabled or rule.threshold is None:
        return
    for window in told:
        ends = left_ends(state, window, today)
        if ends is not None and ends.lasting is not Lasting.TOO_EARLY:
            yield ending(_supply(state, window), ends, int(rule.threshold), today)


def _supply(state: ProviderState, window: QuotaWindow) -> Supply:
    left = window.left or _NOTHING
    words = count_words(left, window.unit)
    return Supply(
        provider=state.provider,
        id=window.id,
        left=left,
        words=words,
        subject=f"{window.name}: at this pace {words}",
        advice="Get more in time.",
    )


def _reading(state: ProviderState, window: QuotaWindow, threshold: Decimal) -> Reading:
    left = window.left or _NOTHING
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
