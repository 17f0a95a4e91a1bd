from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aimonitor.domain.alert import AlertRule, Fate, Snoozing
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.insight.alerts import AGAIN_AFTER, FORGET_AFTER, TOGETHER_KEY, Manners
from tests.insight.alerting import KEY, POLITE, QUIET, Story, met, reading
from tests.insight.facts import NOW

SIX_HOURS = AGAIN_AFTER
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTES = timedelta(minutes=5)


# --- one crossing, one word ---------------------------------------------------------------------

CROSSINGS = {
    "once for one crossing": (["0.79", "0.81", "0.82", "0.83"], ["0.81"]),
    "at the threshold itself": (["0.80"], ["0.80"]),
    "a missing value neither fires nor clears": ([None, "0.81", None, None, "0.81"], ["0.81"]),
    "a flaky read between two good ones repeats nothing": (["0.81", None, "0.82", None, "0.81"], ["0.81"]),
    "a little better is not good": (["0.81", "0.76", "0.81"], ["0.81"]),
    "at the margin it is not good yet": (["0.81", "0.75", "0.81"], ["0.81"]),
    "good re-arms": (["0.81", "0.74", "0.82"], ["0.81", "0.82"]),
    "swinging around the threshold is one crossing": (["0.8", "0.79"] * 6, ["0.8"]),
    "far worse within six hours is no news": (["0.81", "2.0"], ["0.81"]),
}


@pytest.mark.parametrize(("read", "said"), CROSSINGS.values(), ids=CROSSINGS)
def test_a_thing_is_told_once_for_each_crossing(read: list[str | None], said: list[str]) -> None:
    story = met()
    for one in read:
        story.goes(one)
    assert [alert.body for alert in story.said] == [f"{one} is used." for one in said]


AGAIN = {
    "six hours and a tenth worse": (SIX_HOURS, "0.891", True),
    "six hours and a little worse": (SIX_HOURS, "0.89", False),
    "a tenth worse but too soon": (SIX_HOURS - timedelta(seconds=1), "0.95", False),
    "a day and no worse": (DAY, "0.81", False),
}


@pytest.mark.parametrize(("after", "severity", "is_told"), AGAIN.values(), ids=AGAIN)
def test_it_is_told_again_only_when_later_and_worse(after: timedelta, severity: str, is_told: bool) -> None:  # noqa: FBT001
    story = met()
    story.goes("0.81")
    assert bool(story.goes(severity, after=after)) is is_told


def test_worse_is_measured_from_what_was_told_last() -> None:
    story = met("0.1")
    assert story.goes("1.00")
    assert story.goes("1.10", after=SIX_HOURS)
    assert not story.goes("1.20", after=SIX_HOURS)
    assert story.goes("1.21", after=SIX_HOURS)


def test_what_holds_at_first_sight_is_listed_and_not_shouted() -> None:
    story = Story()
    assert story.goes("0.9") == []
    assert story.fates == ["listed"]
    assert story.goes("0.9") == []
    assert story.goes("0.99", after=SIX_HOURS) == ["0.99 is used."]


def test_a_first_sight_that_is_missing_is_none_at_all() -> None:
    story = Story()
    story.goes(None)
    assert story.memory == {}
    story.goes("0.9")
    assert story.fates == ["listed"]


def test_news_is_told_at_first_sight_too() -> None:
    assert Story().goes(reading("1", is_news=True)) == ["1 is used."]


def test_a_restart_repeats_nothing() -> None:
    story = met()
    story.goes("0.9")
    restarted = Story(memory=story.memory, now=story.now)
    assert restarted.goes("0.9", after=DAY) == []
    assert restarted.goes("0.1") == []
    assert restarted.goes("0.9") == ["0.9 is used."]


def test_what_is_good_again_is_said_to_have_ended_once() -> None:
    story = met()
    story.goes("0.9")
    story.goes("0.1")
    story.goes("0.1")
    assert story.ended == [KEY]


def test_a_covered_thing_is_noted_without_a_word() -> None:
    story = met()
    assert story.goes(reading("0.9", covered=True)) == []
    assert story.log == []
    assert story.goes("0.9") == []
    story.goes("0.1")
    assert story.goes("0.9") == ["0.9 is used."]


def test_a_recovery_is_told_where_the_rule_has_words_for_it() -> None:
    story = met("0.1", recovery="Well again.")
    story.goes(reading("0.9", recovery="Well again."))
    assert story.goes(reading("0.1", recovery="Well again.")) == ["Well again."]
    assert (story.said[-1].kind, story.said[-1].urgency) == (NoticeKind.RECOVERED, Urgency.LOW)
    assert story.goes(reading("0.1", recovery="Well again.")) == []


def test_one_provider_recovers_in_one_word_though_two_things_ended() -> None:
    story = Story(owners=("work",))
    both = ("one", "two")
    story.goes(*(reading("0.1", key=key) for key in both))
    story.goes(*(reading("0.9", key=key) for key in both))
    assert story.goes(*(reading("0.1", key=key, recovery="Well again.") for key in both)) == ["Well again."]


@pytest.mark.parametrize("kind", [NoticeKind.RECOVERED, NoticeKind.PLUGIN])
def test_a_muted_kind_is_not_told(kind: NoticeKind) -> None:
    story = met("0.1", recovery="Well again.")
    story.manners = Manners(muted=frozenset({kind}))
    said = story.goes(reading("0.9", kind=NoticeKind.PLUGIN)) + story.goes(
        reading("0.1", recovery="Well again.")
    )
    assert said == {NoticeKind.RECOVERED: ["0.9 is used."], NoticeKind.PLUGIN: []}[kind]


# --- periods ------------------------------------------------------------------------------------


def at(severity: str, ends: datetime) -> object:
    return reading(severity, period_ends=ends)


NOON = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
JITTERS = [timedelta(0), timedelta(seconds=-7), timedelta(minutes=29), timedelta(minutes=-29)]


@pytest.mark.parametrize("jitter", JITTERS, ids=str)
def test_a_reset_that_is_told_a_little_differently_is_the_same_period(jitter: timedelta) -> None:
    story = met("0.1", period_ends=NOON)
    assert story.goes(reading("0.9", period_ends=NOON))
    assert not story.goes(reading("0.9", period_ends=NOON + jitter), after=HOUR)
    assert not story.goes(reading("0.9", period_ends=NOON), after=HOUR)


def test_a_reset_that_slides_ahead_of_every_read_begins_no_period() -> None:
    story = met("0.1", period_ends=NOW + 5 * HOUR)
    story.goes(reading("0.9", period_ends=NOW + 5 * HOUR))
    for _ in range(30):
        ends = story.now + HOUR + 5 * HOUR
        assert not story.goes(reading("0.9", period_ends=ends), after=HOUR)


def test_a_new_period_is_a_new_crossing_also_where_nobody_saw_it_begin() -> None:
    story = met("0.1", period_ends=NOON)
    story.goes(reading("0.9", period_ends=NOON))
    later = NOON + 5 * HOUR
    assert story.goes(reading("0.85", period_ends=later), after=NOON + HOUR - story.now) == ["0.85 is used."]
    assert story.ended == [KEY]


def test_a_period_that_is_not_told_for_a_while_is_still_the_same() -> None:
    story = met("0.1", period_ends=NOON)
    story.goes(reading("0.9", period_ends=NOON))
    assert not story.goes("0.9")
    assert not story.goes(reading("0.9", period_ends=NOON))


MONTHS = {
    "month end": ("2026-11-30", "2026-12-01", "2027-01-01"),
    "leap day": ("2028-02-29", "2028-03-01", "2028-04-01"),
    "february without one": ("2027-02-28", "2027-03-01", "2027-04-01"),
    "new year": ("2026-12-31", "2027-01-01", "2027-02-01"),
}


@pytest.mark.parametrize(("day", "ends", "following"), MONTHS.values(), ids=MONTHS)
def test_a_months_budget_begins_anew_with_the_month(day: str, ends: str, following: str) -> None:
    first, second = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (ends, following))
    story = Story(now=datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC))
    story.goes(reading("0.1", period_ends=first))
    assert story.goes(reading("0.9", period_ends=first))
    assert not story.goes(reading("0.95", period_ends=first))
    assert story.goes(reading("0.81", period_ends=second), after=12 * HOUR)


# --- clocks that jump ---------------------------------------------------------------------------


def test_a_clock_that_jumps_ahead_repeats_nothing_that_is_no_worse() -> None:
    story = met()
    story.goes("0.9")
    assert not story.goes("0.9", after=timedelta(days=40))


def test_a_clock_that_jumps_ahead_and_back_repeats_nothing() -> None:
    tonight, tomorrow = NOON, NOON + DAY
    story = met("0.1", period_ends=tonight)
    assert story.goes(reading("0.9", period_ends=tonight))
    assert not story.goes(reading("0.0", period_ends=tomorrow), after=DAY)
    assert not story.goes(reading("0.9", period_ends=tonight), after=-DAY)
    assert story.goes(reading("0.85", period_ends=tomorrow), after=DAY) == ["0.85 is used."]


def test_a_clock_that_was_set_back_does_not_silence_for_ever() -> None:
    story = met()
    story.goes("0.9")
    story.goes("0.9", after=timedelta(days=-365))
    assert not story.goes("1.5", after=HOUR)
    assert story.goes("1.5", after=6 * HOUR)


def test_a_snooze_is_no_longer_after_the_clock_was_set_back() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    assert not story.goes("0.9", after=timedelta(days=-30))
    assert story.goes("0.9", after=HOUR) == ["0.9 is used."]


# --- who it belongs to --------------------------------------------------------------------------


def test_a_renamed_provider_keeps_its_things() -> None:
    story = met()
    story.goes("0.9")
    assert not story.goes(reading("0.9", title="Another name"))


def test_a_removed_provider_takes_its_things_along_and_one_that_comes_back_starts_anew() -> None:
    story = met()
    story.goes("0.9")
    story.owners = ()
    story.goes()
    assert (dict(story.memory), story.ended) == ({}, [KEY])
    story.owners = ("work",)
    story.goes("0.9")
    assert story.fates == ["told", "listed"]


def test_what_belongs_to_the_app_stays_whoever_is_there() -> None:
    story = met("0.1", owner="")
    story.owners = ()
    assert story.goes(reading("0.9", owner="")) == ["0.9 is used."]


def test_two_currencies_of_one_provider_are_two_things() -> None:
    story = Story()
    usd, eur = "balance_low:work:USD", "balance_low:work:EUR"
    story.goes(reading("0.1", key=usd), reading("0.1", key=eur))
    assert story.goes(reading("0.9", key=usd), reading("0.1", key=eur)) == ["0.9 is used."]
    assert story.goes(reading("0.9", key=usd), reading("0.8", key=eur)) == ["0.8 is used."]


def test_what_nobody_reads_any_more_is_forgotten_after_two_months_and_not_before() -> None:
    story = met()
    story.goes(after=FORGET_AFTER)
    assert KEY in story.memory
    story.goes(after=HOUR)
    assert KEY not in story.memory


def test_what_is_read_now_and_then_is_remembered_for_ever() -> None:
    story = met()
    story.goes("0.9")
    for _ in range(20):
        assert not story.goes("0.9", after=timedelta(days=30))


# --- snoozed ------------------------------------------------------------------------------------


def test_an_hour_of_peace_and_then_once_more_if_it_still_holds() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    assert story.goes("0.9", after=HOUR - timedelta(seconds=1)) == []
    assert story.last.look_at == story.now + timedelta(seconds=1)
    assert story.goes("0.9", after=timedelta(seconds=1)) == ["0.9 is used."]
    assert story.goes("0.9", after=HOUR) == []


def test_what_is_good_before_the_hour_is_over_is_not_told() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    story.goes("0.1")
    assert story.goes("0.1", after=HOUR) == []
    assert story.memory[KEY].snooze is None


def test_a_crossing_while_it_is_snoozed_waits_for_the_end() -> None:
    story = met()
    story.snoozes(Snoozing.TOMORROW, story.now + 9 * HOUR)
    assert story.goes("0.9") == []
    assert story.fates == ["snoozed"]
    assert story.goes("0.9", after=9 * HOUR) == ["0.9 is used."]


def test_a_missing_value_at_the_end_of_a_snooze_waits_for_the_next_that_is_known() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    assert story.goes(None, after=2 * HOUR) == []
    assert story.goes("0.9") == ["0.9 is used."]


def test_until_it_changes_means_good_again_or_much_worse() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.CHANGE)
    assert story.goes("0.95", after=DAY) == []
    assert story.goes("0.99", after=DAY) == ["0.99 is used."]
    story.snoozes(Snoozing.CHANGE)
    story.goes("0.1")
    assert story.memory[KEY].snooze is None
    assert story.goes("0.9") == ["0.9 is used."]


def test_unsnoozed_it_speaks_at_the_next_crossing_and_not_at_once() -> None:
    story = met()
    story.goes("0.9")
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    story.unsnoozes()
    assert story.goes("0.9", after=2 * HOUR) == []
    story.goes("0.1")
    assert story.goes("0.9") == ["0.9 is used."]


def test_others_are_told_while_one_is_snoozed() -> None:
    story = Story()
    story.goes(reading("0.1"), reading("0.1", key="other"))
    story.snoozes(Snoozing.HOUR, story.now + HOUR)
    assert story.goes(reading("0.9"), reading("0.8", key="other")) == ["0.8 is used."]


# --- quiet hours --------------------------------------------------------------------------------


def test_nothing_is_said_in_quiet_hours_and_afterwards_what_still_holds() -> None:
    story = met()
    story.manners = QUIET
    assert story.goes("0.9") == []
    assert story.fates == ["quiet"]
    assert story.goes("0.9", after=HOUR) == []
    story.manners = POLITE
    assert story.goes("0.9") == ["0.9 is used."]
    assert story.goes("0.9") == []


def test_what_was_good_again_before_the_end_is_only_listed() -> None:
    story = met()
    story.manners = QUIET
    story.goes("0.9")
    story.goes("0.1")
    story.manners = POLITE
    assert story.goes("0.1") == []
    assert story.fates == ["quiet"]


def test_several_things_are_told_in_one_message_worst_first() -> None:
    story = Story(owners=("work", "home"))
    keys = {"a": Urgency.LOW, "b": Urgency.CRITICAL, "c": Urgency.NORMAL}
    story.goes(*(reading("0.1", key=key) for key in keys))
    story.manners = QUIET
    bad = [reading("0.9", key=key, title=key, body="bad", urgency=urgency) for key, urgency in keys.items()]
    assert story.goes(*bad) == []
    story.manners = POLITE
    assert story.goes(*bad) == ["b: bad\nc: bad\na: bad"]
    (told,) = story.said
    assert (told.key, told.urgency, told.provider_id) == (TOGETHER_KEY, Urgency.CRITICAL, "work")
    assert story.goes(*bad) == []


PASSING = {
    "chosen and needed": (True, AlertRule.NEEDS_YOU, True),
    "chosen and not needed": (True, AlertRule.LIMIT_FULL, False),
    "needed and not chosen": (False, AlertRule.NEEDS_YOU, False),
    "a history that cannot be kept": (True, AlertRule.DATABASE, True),
}


@pytest.mark.parametrize(("chosen", "rule", "passes"), PASSING.values(), ids=PASSING)
def test_what_needs_the_user_passes_if_so_chosen(chosen: bool, rule: AlertRule, passes: bool) -> None:  # noqa: FBT001
    story = met("0.1", rule=rule)
    story.manners = Manners(quiet=True, errors_pass=chosen)
    assert bool(story.goes(reading("0.9", rule=rule))) is passes


def test_a_recovery_of_what_was_never_told_is_not_told() -> None:
    story = met("0.1", recovery="Well again.")
    story.manners = QUIET
    story.goes(reading("0.9", recovery="Well again."))
    story.manners = POLITE
    assert story.goes(reading("0.1", recovery="Well again.")) == []


# --- when to look again -------------------------------------------------------------------------


def test_the_next_look_is_when_time_alone_changes_something() -> None:
    story = met()
    assert story.last.look_at is None
    soon, later = story.now + HOUR, story.now + 2 * HOUR
    story.goes(reading(None, due_at=later), reading(None, key="other", due_at=soon))
    assert story.last.look_at == soon
    story.goes(reading(None, due_at=later), after=3 * HOUR)
    assert story.last.look_at is None


# --- whatever comes -----------------------------------------------------------------------------

READS = st.one_of(st.none(), st.decimals(min_value=0, max_value=2, places=2).map(str))


@given(st.lists(st.tuples(READS, st.integers(min_value=0, max_value=20), st.booleans()), max_size=60))
def test_never_twice_without_a_good_reading_or_six_hours_and_a_tenth(
    steps: list[tuple[str | None, int, bool]],
) -> None:
    story = met()
    told: tuple[datetime, Decimal] | None = None
    for severity, hours, quiet in steps:
        story.manners = QUIET if quiet else POLITE
        before = len(story.log)
        story.goes(severity, after=hours * HOUR)
        for alert in story.log[before:]:
            assert severity is not None
            assert alert.fate is not Fate.LISTED
            if told is not None and alert.fate is not Fate.TOLD:
                assert story.now - told[0] >= SIX_HOURS
                assert Decimal(severity) >= told[1] * Decimal("1.1")
            told = (story.now, Decimal(severity))
        if severity is not None and Decimal(severity) < Decimal("0.75"):
            told = None


@given(st.lists(READS, max_size=30), st.integers(min_value=0, max_value=29))
def test_where_the_app_is_restarted_makes_no_difference(reads: list[str | None], restart: int) -> None:
    through, broken = met(), met()
    for place, one in enumerate(reads):
        if place == restart:
            broken = Story(memory=dict(broken.memory), now=broken.now)
        assert through.goes(one) == broken.goes(one)
    assert through.memory == broken.memory


def test_a_reading_makes_the_entry_of_the_log() -> None:
    alert = replace(reading("0.9"), why="because").alert(NOW, Fate.TOLD)
    assert (alert.kind, alert.why, alert.provider_id, alert.number) == (
        NoticeKind.LIMIT,
        "because",
        "work",
        0,
    )
