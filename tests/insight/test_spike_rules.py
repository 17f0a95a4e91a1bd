from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.hours import HourSpend
from aimonitor.insight.alert_rules import readings
from aimonitor.insight.reading import Reading
from tests.insight.facts import NOW, TODAY, day, facts, provider, state, usd
from tests.insight.test_alert_rules import rules

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SPIKE = HourSpend(
    currency="USD",
    hour=NOW.replace(hour=13, minute=0),
    read_at=NOW,
    amount=Decimal("31.2"),
    usual=Decimal("2.1"),
    is_over=True,
)
KEY = "spike:work:USD:hour"


def found(spend: HourSpend, today: str = "5", **switched: bool) -> dict[str, Reading]:
    days = [day(TODAY - n * DAY, usd("4")) for n in range(28, 0, -1)]
    one = state(facts(*days, day(TODAY, usd(today), complete=False)))
    told = readings([one], (), rules(**switched), NOW, {"work": (spend,)})
    return {reading.key: reading for reading in told}


def test_an_hour_that_is_a_spike_says_when_how_much_and_what_is_usual() -> None:
    told = found(SPIKE)[KEY]
    assert (told.holds, told.good, told.covered) == (True, False, False)
    assert told.body == ("$31.20 spent between 13:00 and 14:00 (UTC). An hour like this usually costs $2.10.")
    assert (told.first, told.last, told.severity) == (TODAY, TODAY, Decimal("31.2"))
    assert not found(SPIKE)["spike:work:USD"].holds


def test_only_an_hour_that_is_over_says_that_all_is_well() -> None:
    usual = replace(SPIKE, usual=None)
    assert found(usual)[KEY].good
    growing = found(replace(usual, is_over=False))[KEY]
    assert (growing.holds, growing.good) == (False, False)


def test_an_old_reading_says_nothing_and_neither_fires_nor_clears() -> None:
    assert KEY not in found(replace(SPIKE, read_at=NOW - 2 * HOUR))
    assert KEY in found(replace(SPIKE, read_at=NOW - HOUR))


def test_a_day_that_is_a_spike_speaks_for_its_hours() -> None:
    told = found(SPIKE, today="90")
    assert told["spike:work:USD"].holds
    assert (told[KEY].holds, told[KEY].covered) == (True, True)
    assert not found(replace(SPIKE, currency="EUR"), today="90")["spike:work:EUR:hour"].covered


def test_one_switch_is_for_days_and_hours() -> None:
    assert not [key for key in found(SPIKE, spike=False) if key.startswith("spike")]


def test_where_nothing_is_known_of_hours_only_days_are_told() -> None:
    one = state(facts(day(TODAY, usd("5"), complete=False), provider=provider()))
    keys = [reading.key for reading in readings([one], (), rules(), NOW)]
    assert [key for key in keys if key.startswith("spike")] == ["spike:work:USD"]
