from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.alert import AlertRule, RuleChoice
from aimonitor.domain.hours import HourSpend
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.state import ProviderState
from aimonitor.insight import alert_rules
from aimonitor.insight.alert_policy import Policy
from aimonitor.insight.alert_rules import KnownReadings, readings
from aimonitor.insight.outlook import ProviderOutlook
from aimonitor.insight.reading import Reading
from tests.insight.facts import NOW, TODAY, day, facts, state, usd
from tests.insight.test_alert_rules import prepaid, rules
from tests.insight.test_outlook import left

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OutlookOf = Callable[[ProviderState, date], ProviderOutlook]


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The providers whose readings were worked out, in that order."""
    real, found = alert_rules._readings, list[str]()

    def watched(one: ProviderState, by: Policy, outlook_of: OutlookOf, today: date) -> Iterator[Reading]:
        found.append(one.provider.id)
        return real(one, by, outlook_of, today)

    monkeypatch.setattr(alert_rules, "_readings", watched)
    return found


def anew(one: ProviderState, by: Policy, *hours: HourSpend, after: timedelta = timedelta(0)) -> list[Reading]:
    """As somebody says it who remembers nothing, but for what is said with an eye on all."""
    found = readings([one], (), by, NOW + after, {one.provider.id: hours})
    return [each for each in found if each.rule not in (AlertRule.FAILING, AlertRule.NEEDS_YOU)]


def test_what_is_known_is_what_would_be_found_anew(worked_out: list[str]) -> None:
    known, poor, rich = KnownReadings(), prepaid(usd("3")), prepaid(usd("300"))
    other = rules(RuleChoice(provider_id="work", rule=AlertRule.BALANCE_LOW, threshold=Decimal(400)))
    for one, by, after in (
        (poor, rules(), timedelta(0)),
        (rich, rules(), timedelta(0)),
        (rich, other, timedelta(0)),
        (rich, other, DAY),
        (poor, rules(), DAY),
    ):
        worked_out.clear()
        told = list(known.of(one, by, NOW + after, ()))
        assert worked_out == [one.provider.id]
        assert told == anew(one, by, after=after)
        assert told


def test_what_did_not_change_is_not_worked_out_again(worked_out: list[str]) -> None:
    known, one = KnownReadings(), prepaid(usd("3"))
    first = list(known.of(one, rules(), NOW, ()))
    assert list(known.of(one, rules(), NOW + HOUR, ())) == first
    assert worked_out == [one.provider.id]


def test_time_goes_on_for_keys_and_hours_though_the_state_is_the_same() -> None:
    known = KnownReadings()
    one = replace(
        state(facts(day(TODAY - DAY, usd("2")), balances=left(usd("20")))),
        key_life=KeyLife(expires_at=NOW + timedelta(days=14, hours=12)),
    )
    spend = HourSpend(
        currency="USD", hour=NOW - HOUR, read_at=NOW, amount=Decimal(30), usual=Decimal(2), is_over=True
    )
    for after, hours in ((timedelta(0), (spend,)), (12 * HOUR, (spend,)), (timedelta(0), ())):
        assert list(known.of(one, rules(), NOW + after, hours)) == anew(one, rules(), *hours, after=after)
    keys = [
        next(each for each in known.of(one, rules(), NOW + after, ()) if each.rule is AlertRule.KEY_EXPIRES)
        for after in (timedelta(0), 13 * HOUR)
    ]
    assert [key.holds for key in keys] == [False, True]


def test_whoever_is_gone_is_forgotten() -> None:
    known, one = KnownReadings(), prepaid(usd("3"))
    list(known.of(one, rules(), NOW, ()))
    known.keep([one])
    assert set(known._known) == {one.provider.id}
    known.keep([])
    assert known._known == {}
    assert known._outlooks._known == {}
