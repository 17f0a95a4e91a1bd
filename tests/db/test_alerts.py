from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.db.alert_reading import Memory
from aimonitor.db.alerts import AlertStore
from aimonitor.db.database import Database
from aimonitor.domain.alert import AlertRule, RuleChoice
from aimonitor.insight.alerts import Plan
from tests.db.alert_samples import ALERT, CHOICE, DELIVERED, KEY, KNOWN, alert_plan
from tests.db.samples import NOON, provider

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def store(database: Database) -> AlertStore:
    return AlertStore(database)


async def test_what_is_remembered_and_logged_comes_back_as_it_was(store: AlertStore) -> None:
    made = await store.turn(lambda _memory: alert_plan(), NOON)
    assert made.say == (replace(ALERT, number=1),)
    assert await store.memory() == {KEY: KNOWN}
    assert await store.log() == [replace(ALERT, number=1)]


async def test_the_planner_is_given_what_is_remembered_and_what_it_drops_is_forgotten(
    store: AlertStore,
) -> None:
    await store.turn(lambda _memory: alert_plan(), NOON)
    given: list[Memory] = []

    def forget(memory: Memory) -> Plan:
        given.append(memory)
        return Plan(memory={})

    await store.turn(forget, LATER)
    assert given == [{KEY: KNOWN}]
    assert await store.memory() == {}


async def test_a_planner_that_fails_leaves_nothing_behind(store: AlertStore) -> None:
    await store.turn(lambda _memory: alert_plan(), NOON)
    broken = alert_plan(log=(ALERT, "no alert"), memory={})
    with pytest.raises(AttributeError):
        await store.turn(lambda _memory: broken, LATER)
    assert await store.memory() == {KEY: KNOWN}
    assert len(await store.log()) == 1


async def test_what_is_good_again_ends_in_the_log_but_what_comes_later_does_not(store: AlertStore) -> None:
    await store.turn(lambda _memory: alert_plan(), NOON)
    again = replace(ALERT, raised_at=LATER)
    await store.turn(lambda _memory: alert_plan(ended=(KEY,), log=(again,)), LATER)
    ended = [(one.raised_at, one.ended_at) for one in await store.log()]
    assert ended == [(LATER, None), (NOON, LATER)]


async def test_what_channels_did_is_kept_with_the_entry(store: AlertStore) -> None:
    made = await store.turn(lambda _memory: alert_plan(), NOON)
    await store.note_deliveries(made.say[0].number, DELIVERED)
    assert [one.deliveries for one in await store.log()] == [DELIVERED]


async def test_things_that_are_picked_are_changed_and_counted(store: AlertStore) -> None:
    await store.turn(lambda _memory: alert_plan(), NOON)
    assert await store.change(lambda _memory: ["nobody"], lambda known: known) == 0
    assert await store.change(list, lambda known: replace(known, snooze=None)) == 1
    assert (await store.memory())[KEY].snooze is None


async def test_a_choice_is_kept_changed_and_forgotten_when_it_says_nothing(store: AlertStore) -> None:
    await store.choose(CHOICE)
    other = RuleChoice(provider_id="one", rule=AlertRule.SPIKE, enabled=False)
    await store.choose(other)
    assert await store.choices() == [CHOICE, other]
    await store.choose(replace(CHOICE, threshold=None))
    assert await store.choices() == [other]


async def test_all_that_is_known_of_a_provider_goes_with_it(store: AlertStore, database: Database) -> None:
    await database.save_provider(provider())
    await database.save_provider(provider("two"))
    mine = replace(KNOWN, key="spike:two:USD", owner="two")
    made = alert_plan(memory={KEY: KNOWN, mine.key: mine}, log=(ALERT, replace(ALERT, provider_id="two")))
    await store.turn(lambda _memory: made, NOON)
    await store.choose(CHOICE)
    await database.delete_provider("one")
    assert await store.memory() == {mine.key: mine}
    assert [one.provider_id for one in await store.log()] == ["two"]
    assert await store.choices() == []


async def test_what_was_judged_while_its_provider_was_removed_is_neither_kept_nor_told(
    store: AlertStore, database: Database
) -> None:
    await database.save_provider(provider("two"))
    mine = replace(KNOWN, key="spike:two:USD", owner="two")
    of_all = replace(ALERT, provider_id=None)
    log = (ALERT, replace(ALERT, provider_id="two"), of_all)
    await database.delete_provider("two")
    made = await store.turn(lambda _memory: alert_plan(memory={KEY: KNOWN, mine.key: mine}, log=log), NOON)
    assert [one.provider_id for one in made.say] == ["one", None]
    assert await store.memory() == made.memory == {KEY: KNOWN}
    assert [one.provider_id for one in await store.log()] == [None, "one"]


async def test_the_log_is_thinned_as_events_are(store: AlertStore, database: Database) -> None:
    old = replace(ALERT, raised_at=NOON - timedelta(days=31))
    young = replace(ALERT, raised_at=NOON - timedelta(days=29))
    await store.turn(lambda _memory: alert_plan(log=(old, young)), NOON)
    await database.thin(30)
    assert [one.raised_at for one in await store.log()] == [young.raised_at]


async def test_a_severity_keeps_every_digit(store: AlertStore) -> None:
    exact = replace(KNOWN, severity=Decimal("0.1234567890123456789"))
    await store.turn(lambda _memory: alert_plan(memory={KEY: exact}), NOON)
    assert (await store.memory())[KEY].severity == Decimal("0.1234567890123456789")
