from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind
from aimonitor.monitor.schedule import next_due, poll_interval

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
FIVE = timedelta(minutes=5)
NONE = timedelta(0)


def provider(interval: timedelta | None = None) -> Provider:
    return Provider(
        id="a", name="A", provider_type="t", api_key_ref="keychain", created_at=NOW, interval=interval
    )


def wait(kind: ProblemKind | None, failures: int = 0, retry_at: datetime | None = None) -> timedelta | None:
    problem = Problem(kind=kind, message="", retry_at=retry_at) if kind else None
    due = next_due(now=NOW, interval=FIVE, problem=problem, failures=failures, rng=random.Random(1))
    return None if due is None else due - NOW


@pytest.mark.parametrize(
    ("own", "minimum", "expected"),
    [
        (None, NONE, FIVE),
        (timedelta(minutes=2), NONE, timedelta(minutes=2)),
        (timedelta(minutes=2), timedelta(minutes=3), timedelta(minutes=3)),
        (timedelta(seconds=1), NONE, timedelta(minutes=1)),
        (timedelta(days=3), NONE, timedelta(hours=12)),
    ],
)
def test_the_interval_stays_within_what_service_and_app_allow(
    own: timedelta | None, minimum: timedelta, expected: timedelta
) -> None:
    assert poll_interval(provider(own), FIVE, minimum) == expected


def test_a_good_poll_is_followed_after_the_interval_and_never_earlier() -> None:
    waits = {
        next_due(now=NOW, interval=FIVE, problem=None, failures=0, rng=random.Random(seed))
        for seed in range(50)
    }
    spread = sorted(due - NOW for due in waits if due is not None)
    assert spread[0] >= FIVE
    assert spread[-1] <= FIVE * 1.1
    assert len(spread) > 10


@pytest.mark.parametrize(
    "kind", [ProblemKind.AUTH, ProblemKind.WRONG_KEY, ProblemKind.KEYCHAIN, ProblemKind.CONFIG]
)
def test_a_refused_key_is_not_asked_again(kind: ProblemKind) -> None:
    assert wait(kind, 1) is None


def test_a_keychain_that_may_yet_open_is_looked_at_ever_more_rarely_whatever_the_service_allows() -> None:
    locked = Problem(kind=ProblemKind.KEYCHAIN, message="")
    waits = [
        next_due(
            now=NOW,
            interval=FIVE,
            problem=locked,
            failures=failures,
            rng=random.Random(1),
            passes=True,
            minimum=timedelta(hours=1),
        )
        for failures in range(1, 12)
    ]
    known = [due - NOW for due in waits if due is not None]
    assert known == sorted(known)
    assert timedelta(minutes=1) <= known[0] <= timedelta(minutes=1.1)
    assert timedelta(minutes=30) <= known[-1] <= timedelta(minutes=33)


def test_failures_back_off_up_to_half_an_hour() -> None:
    waits = [wait(ProblemKind.NETWORK, failures) for failures in range(1, 12)]
    known = [each for each in waits if each is not None]
    assert known == sorted(known)
    assert timedelta(minutes=1) <= known[0] <= timedelta(minutes=1.1)
    assert known[-1] <= timedelta(minutes=33)


def test_a_changed_answer_is_tried_ever_more_rarely_up_to_six_hours() -> None:
    late = wait(ProblemKind.SCHEMA, 50)
    assert late is not None
    assert timedelta(hours=6) <= late <= timedelta(hours=6.6)


def test_a_part_that_was_refused_holds_up_no_other() -> None:
    problem = Problem(kind=ProblemKind.WRONG_KEY, message="")
    due = next_due(now=NOW, interval=FIVE, problem=problem, failures=3, rng=random.Random(1), partly=True)
    assert due is not None
    assert FIVE <= due - NOW <= FIVE * 1.1


def test_the_servers_own_pause_is_never_cut_short() -> None:
    assert wait(ProblemKind.RATE_LIMIT, 1, NOW + timedelta(minutes=50)) == timedelta(minutes=50)
    early = wait(ProblemKind.RATE_LIMIT, 1, NOW + timedelta(seconds=1))
    assert early is not None
    assert early >= timedelta(minutes=1)


def test_a_retry_respects_how_rarely_a_service_wants_to_be_asked() -> None:
    def soonest(kind: ProblemKind) -> timedelta:
        due = next_due(
            now=NOW,
            interval=FIVE,
            problem=Problem(kind=kind, message=""),
            failures=1,
            rng=random.Random(1),
            minimum=FIVE,
        )
        assert due is not None
        return due - NOW

    assert soonest(ProblemKind.SERVICE) >= FIVE
    assert soonest(ProblemKind.NETWORK) < timedelta(minutes=2)
