"""What providers call for: balances, limits, spikes, keys, outages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.budget import BudgetState
from aimonitor.domain.hours import HourSpend
from aimonitor.domain.money import Money, amount_in
from aimonitor.domain.notice import Urgency
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import FigureStatus, Lasting, ProviderState
from aimonitor.domain.usage import QuotaWindow
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import money_words, percent_words
from aimonitor.insight.budget_rules import budget_readings
from aimonitor.insight.ending_rules import Supply, ending
from aimonitor.insight.key_rules import key_readings
from aimonitor.insight.left_rules import left_readings
from aimonitor.insight.outages import outage_readings
from aimonitor.insight.outlook import Outlooks, ProviderOutlook
from aimonitor.insight.reading import Reading
from aimonitor.insight.spike_rules import day_readings, hour_readings

_HUNDRED = Decimal(100)
_BALANCE_MARGIN = Decimal("1.1")
_LIMIT_MARGIN = Decimal("0.05")
"""How far on the good side is good: a balance a tenth above, a limit five points below its threshold."""


def readings(
    states: Sequence[ProviderState],
    budgets: Iterable[BudgetState],
    policy: Policy,
    now: datetime,
    hours: Mapping[str, Sequence[HourSpend]] | None = None,
) -> tuple[Reading, ...]:
    """All that the rules have to say of all providers and budgets at `now`. Paused providers say nothing.

    `hours`: what can be said of the newest hour of which providers.
    """
    known = KnownReadings()
    active = [state for state in states if state.provider.enabled]
    found = [*readings_of_all(active, budgets, policy, now)]
    for state in active:
        found += known.of(state, policy, now, (hours or {}).get(state.provider.id, ()))
    return tuple(found)


def readings_of_all(
    active: Sequence[ProviderState], budgets: Iterable[BudgetState], policy: Policy, now: datetime
) -> Iterator[Reading]:
    """What is said of more than one provider, or with an eye on the others."""
    yield from budget_readings(budgets, policy, utc_day(now))
    yield from outage_readings(active, policy, now)


class KnownReadings:
    """What the rules have to say of each provider, worked out anew only where something of it changed.

    They are taken after each poll of any provider, and most of them are as they were.
    """

    def __init__(self) -> None:
        self._outlooks = Outlooks()
        self._known: dict[str, tuple[ProviderState, Policy, date, tuple[Reading, ...]]] = {}

    def of(
        self, state: ProviderState, policy: Policy, now: datetime, hours: Iterable[HourSpend]
    ) -> Iterator[Reading]:
        """Of one that is not paused. `hours`: what can be said of its newest hour."""
        today = utc_day(now)
        known = self._known.get(state.provider.id)
        if known is None or known[0] is not state or known[2] != today or known[1] != policy:
            found = tuple(_readings(state, policy, self._outlooks.of, today))
            known = self._known[state.provider.id] = (state, policy, today, found)
        yield from known[3]
        yield from hour_readings(state, policy, now, hours, known[3])
        yield from key_readings(state, policy, now)

    def keep(self, states: Iterable[ProviderState]) -> None:
        """Forget all but these."""
        states = list(states)
        self._outlooks.keep(states)
        for gone in self._known.keys() - {state.provider.id for state in states}:
            del self._known[gone]


def _readings(
    state: ProviderState,
    policy: Policy,
    outlook_of: Callable[[ProviderState, date], ProviderOutlook],
    today: date,
) -> Iterator[Reading]:
    """What follows from the state and the day alone."""
    yield from _balances(state, policy)
    yield from left_readings(state, policy, today)
    yield from _endings(state, policy, outlook_of, today)
    yield from _limits(state, policy)
    yield from day_readings(state, policy, today)


# --- prepaid money ------------------------------------------------------------------------------


def _balances(state: ProviderState, policy: Policy) -> Iterator[Reading]:
    rule = policy.of(AlertRule.BALANCE_LOW, state.provider.id)
    if not rule.enabled or rule.threshold is None or state.balance.status is not FigureStatus.KNOWN:
        return
    for left in state.balance.totals:
        yield _balance(state, left, rule.threshold)


def _balance(state: ProviderState, left: Money, threshold: Decimal) -> Reading:
    most = "at most " if state.balance.missing else ""
    words = f"{most}{money_words(left)}"
    least = money_words(Money(amount=threshold, currency=left.currency))
    consequence = (
        "Top up before it runs out." if left.amount > 0 else "Requests may be refused until you top up."
    )
    return Reading(
        key=f"{AlertRule.BALANCE_LOW}:{state.provider.id}:{left.currency}",
        owner=state.provider.id,
        rule=AlertRule.BALANCE_LOW,
        severity=2 - left.amount / threshold if threshold > 0 else 1 - left.amount,
        holds=left.amount < threshold,
        good=not most and left.amount >= threshold * _BALANCE_MARGIN,
        title=state.provider.name,
        body=f"The balance is {words}. {consequence}",
        why=f"{words} left, told below {least}",
        urgency=Urgency.NORMAL if left.amount > 0 else Urgency.CRITICAL,
        provider_id=state.provider.id,
    )


def _endings(
    state: ProviderState,
    policy: Policy,
    outlook_of: Callable[[ProviderState, date], ProviderOutlook],
    today: date,
) -> Iterator[Reading]:
    rule = policy.of(AlertRule.BALANCE_ENDS, state.provider.id)
    if not rule.enabled or rule.threshold is None or state.balance.status is not FigureStatus.KNOWN:
        return
    for ends in outlook_of(state, today).depletions:
        if ends.lasting is not Lasting.TOO_EARLY:
            yield ending(_supply(state, ends.currency), ends, int(rule.threshold), today)


def _supply(state: ProviderState, currency: str) -> Supply:
    left = amount_in(state.balance.totals, currency) or Decimal(0)
    words = money_words(Money(amount=left, currency=currency))
    return Supply(
        provider=state.provider,
        id=currency,
        left=left,
        words=words,
        subject=f"At this pace the balance of {words}",
        advice="Top up in time.",
    )


# --- limits of the service ----------------------------------------------------------------------


def _limits(state: ProviderState, policy: Policy) -> Iterator[Reading]:
    high = policy.of(AlertRule.LIMIT_HIGH, state.provider.id)
    full = policy.of(AlertRule.LIMIT_FULL, state.provider.id)
    most = None if full.threshold is None else full.threshold / _HUNDRED
    for window in state.windows:
        fraction = window.used_fraction
        says_full = full.enabled and most is not None and fraction is not None and fraction >= most
        if full.enabled and most is not None:
            yield _limit(state, window, AlertRule.LIMIT_FULL, most)
        if high.enabled and high.threshold is not None:
            yield _limit(state, window, AlertRule.LIMIT_HIGH, high.threshold / _HUNDRED, covered=says_full)


def _limit(
    state: ProviderState, window: QuotaWindow, rule: AlertRule, threshold: Decimal, *, covered: bool = False
) -> Reading:
    fraction = window.used_fraction
    words = "" if fraction is None else percent_words(fraction)
    resets = "" if window.resets_at is None else f" It begins anew at {window.resets_at:%Y-%m-%d %H:%M} UTC."
    return Reading(
        key=f"{rule}:{state.provider.id}:{window.id}",
        owner=state.provider.id,
        rule=rule,
        severity=fraction,
        holds=fraction is not None and fraction >= threshold,
        good=fraction is not None and fraction < threshold - _LIMIT_MARGIN,
        title=state.provider.name,
        body=f"{window.name}: {words} is used.{resets}",
        why=f"{words} used, told from {percent_words(threshold)} on",
        urgency=Urgency.CRITICAL if rule is AlertRule.LIMIT_FULL else Urgency.NORMAL,
        provider_id=state.provider.id,
        period_ends=window.resets_at,
        covered=covered,
    )
