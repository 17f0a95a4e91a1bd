"""Days and hours that cost far more than usual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from aimonitor.domain.alert import AlertRule
from aimonitor.domain.hours import HourSpend
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from aimonitor.domain.state import FigureStatus, ProviderState
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.amounts import money_words
from aimonitor.insight.forecast import daily_costs
from aimonitor.insight.hours import LONGEST
from aimonitor.insight.reading import Reading
from aimonitor.insight.spikes import day_spike

_HOUR = timedelta(hours=1)


def day_readings(state: ProviderState, policy: Policy, today: date) -> Iterator[Reading]:
    """Today, as far as it is known."""
    if policy.of(AlertRule.SPIKE, state.provider.id).enabled:
        yield from _days(state, today)


def hour_readings(
    state: ProviderState, policy: Policy, now: datetime, hours: Iterable[HourSpend], days: Iterable[Reading]
) -> Iterator[Reading]:
    """The newest hour. Of a day that is a spike already by `days`, its hours say nothing more."""
    if not policy.of(AlertRule.SPIKE, state.provider.id).enabled:
        return
    spent = {one.key for one in days if one.rule is AlertRule.SPIKE and one.holds}
    for one in hours:
        if now - one.read_at <= LONGEST:
            yield _hour(state, one, covered=_key(state, one.currency) in spent)


def _days(state: ProviderState, today: date) -> Iterator[Reading]:
    if state.today.status is FigureStatus.KNOWN:
        for money in state.today.totals:
            yield _day(state, money, today)


def _key(state: ProviderState, currency: str) -> str:
    return f"{AlertRule.SPIKE}:{state.provider.id}:{currency}"


def _day(state: ProviderState, money: Money, today: date) -> Reading:
    found = day_spike(daily_costs(state.days_known, money.currency), today, money.amount)
    usual = None if found is None else money_words(Money(amount=found.usual, currency=money.currency))
    return Reading(
        key=_key(state, money.currency),
        owner=state.provider.id,
        rule=AlertRule.SPIKE,
        severity=money.amount,
        holds=found is not None,
        good=found is None,
        title=state.provider.name,
        body=f"{money_words(money)} spent today (UTC). A day like this usually costs {usual}.",
        why=f"{money_words(money)} against {usual}",
        provider_id=state.provider.id,
        period_ends=day_start(today + ONE_DAY),
        first=today,
        last=today,
    )


def _hour(state: ProviderState, spend: HourSpend, *, covered: bool) -> Reading:
    """An hour that still grows may become one, and does not say that all is well."""
    spent = money_words(Money(amount=spend.amount, currency=spend.currency))
    usual = "" if spend.usual is None else money_words(Money(amount=spend.usual, currency=spend.currency))
    between = f"{spend.hour:%H:%M} and {spend.hour + _HOUR:%H:%M} (UTC)"
    day = utc_day(spend.hour)
    return Reading(
        key=f"{_key(state, spend.currency)}:hour",
        owner=state.provider.id,
        rule=AlertRule.SPIKE,
        severity=spend.amount,
        holds=spend.usual is not None,
        good=spend.usual is None and spend.is_over,
        title=state.provider.name,
        body=f"{spent} spent between {between}. An hour like this usually costs {usual}.",
        why=f"{spent} against {usual}, {day} {spend.hour:%H:%M} UTC",
        provider_id=state.provider.id,
        first=day,
        last=day,
        covered=covered,
    )
