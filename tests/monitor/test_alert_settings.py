from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from aimonitor.domain.alert import RULES, AlertRule, Measure
from aimonitor.domain.notice import NoticeKind
from aimonitor.insight.local_time import Local
from aimonitor.monitor.alert_settings import digest_due, earlier, manners, rule_defaults
from aimonitor.settings.settings import DigestEvery, Settings

SUNDAY, MONDAY = 6, 0


def of(zone: str) -> Local:
    return lambda moment: moment.astimezone(ZoneInfo(zone))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_every_rule_has_a_default_and_each_measure_a_threshold() -> None:
    defaults = {one.rule: one for one in rule_defaults(Settings())}
    assert set(defaults) == set(AlertRule)
    for rule, facts in RULES.items():
        assert (defaults[rule].threshold is not None) is (facts.measure is not Measure.NOTHING)
        assert defaults[rule].enabled
    assert defaults[AlertRule.BALANCE_LOW].threshold == Decimal(5)


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_kind_that_is_off_switches_its_rules_off(kind: NoticeKind) -> None:
    settings = Settings(**{f"notify_{kind.value}": False})  # type: ignore[arg-type]
    off = {one.rule for one in rule_defaults(settings) if not one.enabled}
    assert off == {rule for rule, facts in RULES.items() if facts.kind is kind}
    is_muted = kind in manners(settings, utc("2026-11-15T12:00"), of("UTC")).muted
    assert is_muted is (kind in (NoticeKind.RECOVERED, NoticeKind.PLUGIN))


QUIET = {
    "before": ("2026-11-15T20:59", False),
    "from the minute on": ("2026-11-15T21:00", True),
    "past midnight": ("2026-11-16T03:00", True),
    "up to the minute": ("2026-11-16T05:59", True),
    "after": ("2026-11-16T06:00", False),
    "in summer an hour earlier": ("2026-07-15T20:00", True),
    "the night the clocks go back": ("2026-10-25T05:59", True),
    "and its morning": ("2026-10-25T06:00", False),
    "the night the clocks go forward": ("2026-03-29T04:59", True),
    "and that one's morning": ("2026-03-29T05:00", False),
}


@pytest.mark.parametrize(("now", "is_quiet"), QUIET.values(), ids=QUIET)
def test_quiet_hours_are_those_of_the_users_clock_over_midnight(now: str, is_quiet: bool) -> None:  # noqa: FBT001
    settings = Settings(quiet_from=time(22), quiet_to=time(7), quiet_errors=True)
    found = manners(settings, utc(now), of("Europe/Berlin"))
    assert (found.quiet, found.errors_pass) == (is_quiet, True)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert not manners(Settings(), utc("2026-11-15T03:00"), of("UTC")).quiet


DIGESTS = {
    "each day": (DigestEvery.DAY, MONDAY, "2026-11-18T12:00", "2026-11-18T08:00"),
    "each week, on Monday": (DigestEvery.WEEK, MONDAY, "2026-11-18T12:00", "2026-11-16T08:00"),
    "each week, on Sunday": (DigestEvery.WEEK, SUNDAY, "2026-11-18T12:00", "2026-11-15T08:00"),
    "over the clocks' change": (DigestEvery.WEEK, MONDAY, "2026-10-25T12:00", "2026-10-19T07:00"),
}


@pytest.mark.parametrize(("every", "weekday", "now", "due"), DIGESTS.values(), ids=DIGESTS)
def test_when_the_newest_digest_was_due(every: DigestEvery, weekday: int, now: str, due: str) -> None:
    settings = Settings(digest_every=every)
    assert digest_due(settings, utc(now), of("Europe/Berlin"), weekday) == utc(due)


def test_without_an_hour_or_when_it_is_off_there_is_none() -> None:
    now, here = utc("2026-11-18T12:00"), of("UTC")
    assert digest_due(Settings(digest_at=None), now, here, MONDAY) is None
    assert digest_due(Settings(notify_digest=False), now, here, MONDAY) is None


def test_the_next_look_is_the_earlier_of_both() -> None:
    now, due = utc("2026-11-18T12:00"), utc("2026-11-18T09:00")
    soon = now + timedelta(minutes=5)
    assert earlier(soon, due, now, weekly=False) == soon
    assert earlier(None, due, now, weekly=False) == utc("2026-11-19T08:00")
    assert earlier(None, due, now, weekly=True) == utc("2026-11-25T08:00")
    assert earlier(None, due, utc("2026-11-19T08:30"), weekly=False) == utc("2026-11-19T08:45")
    assert earlier(soon, None, now, weekly=True) == soon
