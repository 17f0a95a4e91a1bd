from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.alert import AlertRule, RuleChoice
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind
from aimonitor.insight.reading import Reading
from tests.insight.facts import NOW, bad_poll, facts, state
from tests.insight.test_alert_rules import found, rules

KEY = "key_expires:work"
REFUSED = Problem(kind=ProblemKind.AUTH, message="Invalid API key: the service rejects it.")
DOWN = Problem(kind=ProblemKind.SERVICE, message="The service has a fault.")


def keyed(ends: datetime | None, problem: Problem | None = None) -> ProviderState:
    life = KeyLife(expires_at=ends)
    if problem is None:
        return state(facts(key_life=life))
    return state(facts(key_life=life, last_poll=bad_poll(problem)))


def reading(ends: datetime | None, problem: Problem | None = None) -> Reading:
    return found(keyed(ends, problem))[KEY]


ENDS = {
    timedelta(days=30): (False, True, ""),
    timedelta(days=14, hours=12): (False, False, ""),
    timedelta(days=14): (True, False, "The key expires in 14 days. Make a new one and replace it here."),
    timedelta(hours=20): (True, False, "The key expires tomorrow. Make a new one and replace it here."),
    timedelta(hours=3): (True, False, "The key expires today. Make a new one and replace it here."),
    timedelta(0): (True, False, "The key has expired. Make a new one and replace it here."),
}


@pytest.mark.parametrize(("left", "expected"), ENDS.items(), ids=str)
def test_a_key_that_ends_soon_is_told_days_before(left: timedelta, expected: tuple[bool, bool, str]) -> None:
    one = reading(NOW + left)
    assert (one.holds, one.good) == expected[:2]
    assert not one.holds or one.body == expected[2]


def test_it_is_looked_at_again_when_the_days_begin_though_nothing_else_changes() -> None:
    ends = NOW + timedelta(days=20)
    assert reading(ends).due_at == ends - timedelta(days=14)
    assert reading(NOW + timedelta(days=3)).due_at is None


def test_the_days_are_each_providers_own() -> None:
    mine = RuleChoice(provider_id="work", rule=AlertRule.KEY_EXPIRES, threshold=Decimal(2))
    ends = keyed(NOW + timedelta(days=3))
    assert not found(ends, by=rules(mine))[KEY].holds
    off = RuleChoice(provider_id="work", rule=AlertRule.KEY_EXPIRES, enabled=False)
    assert KEY not in found(ends, by=rules(off))


def test_a_key_that_never_ends_is_good_and_one_of_which_nothing_is_told_says_nothing() -> None:
    forever = reading(None)
    assert (forever.holds, forever.good) == (False, True)
    assert KEY not in found(state(facts()))


def test_of_an_expired_key_that_is_refused_the_refusal_speaks_and_says_why() -> None:
    ends = NOW - timedelta(days=1)
    told = found(keyed(ends, REFUSED))
    assert told[KEY].covered
    assert told["needs_you:work"].holds
    assert (
        told["needs_you:work"].why
        == "The key expired on 2026-11-14 (UTC). Make a new one and replace it here."
    )
    assert not reading(ends, DOWN).covered


@pytest.mark.parametrize(
    ("ends", "problem"),
    [(NOW + timedelta(days=1), REFUSED), (None, REFUSED), (NOW - timedelta(days=1), DOWN)],
)
def test_what_has_another_cause_keeps_its_own_words(ends: datetime | None, problem: Problem) -> None:
    assert keyed(ends, problem).problem == problem
