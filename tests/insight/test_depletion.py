from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.state import Depletion, Lasting
from aimonitor.insight.depletion import depletion, first_to_run_out
from tests.insight.facts import TODAY, provider, usd


def before(count: int, amount: str = "2") -> dict[date, Decimal]:
    return {TODAY - n * ONE_DAY: Decimal(amount) for n in range(1, count + 1)}


def lasts(left: str, costs: dict[date, Decimal], spent_today: str | None = None) -> Depletion:
    part = None if spent_today is None else Decimal(spent_today)
    return depletion(provider("A"), usd(left), part, costs, TODAY)


@pytest.mark.parametrize(
    ("left", "spent_today", "days"),
    [
        ("0", None, 0),
        ("-3", "1", 0),  # overdrawn
        ("2", "0", 0),  # the rest of today takes it
        ("2", "2", 1),  # today's share is gone from it already
        ("2", "50", 1),  # above a whole day's pace: nothing more of today is expected
        ("5", None, 2),
    ],
)
def test_the_day_on_which_the_last_of_it_goes(left: str, spent_today: str | None, days: int) -> None:
    found = lasts(left, before(56), spent_today)
    assert found.lasting is Lasting.DAYS
    assert found.earliest == TODAY + days * ONE_DAY


@pytest.mark.parametrize(
    ("left", "known", "amount", "lasting"),
    [
        ("20000", 56, "2", Lasting.OVER_A_YEAR),
        ("20", 56, "0", Lasting.NOT_AT_THIS_PACE),
        ("0", 56, "0", Lasting.NOT_AT_THIS_PACE),
        ("20", 56, "-1", Lasting.NOT_AT_THIS_PACE),
        ("20", 2, "2", Lasting.TOO_EARLY),
        ("0", 0, "2", Lasting.TOO_EARLY),
    ],
)
def test_the_other_answers(left: str, known: int, amount: str, lasting: Lasting) -> None:
    found = lasts(left, before(known, amount))
    assert (found.lasting, found.earliest, found.latest) == (lasting, None, None)
    assert found.wait == max(0, 3 - known)


def test_the_range_widens_with_restless_days_and_holds_the_steady_answer() -> None:
    restless = {day: Decimal(4 if n % 2 else 0) for n, day in enumerate(before(56))}
    steady, wide = lasts("40", before(56)), lasts("40", restless)
    assert steady.earliest is not None
    assert steady.latest is not None
    assert wide.earliest is not None
    assert wide.latest is not None
    assert wide.earliest < steady.earliest <= steady.latest < wide.latest


def test_the_far_end_may_be_open() -> None:
    bursts = {day: Decimal(200 if n in {9, 40} else 0) for n, day in enumerate(before(56))}
    found = lasts("1500", bursts)
    assert found.lasting is Lasting.DAYS
    assert found.latest is None


def test_a_gap_is_not_a_day_without_spend() -> None:
    gappy = {day: cost for n, (day, cost) in enumerate(before(56).items()) if n % 3}
    assert lasts("40", gappy).earliest == lasts("40", before(56)).earliest


def test_the_first_to_run_out_is_told_and_else_what_says_most() -> None:
    year, idle = lasts("20000", before(56)), lasts("20", before(56, "0"))
    early, soon, later = lasts("20", before(1)), lasts("9", before(56)), lasts("90", before(56))
    assert first_to_run_out([early, idle, year, later, soon]) == soon
    assert first_to_run_out([early, idle, year]) == year
    assert first_to_run_out([early, idle]) == idle
    assert first_to_run_out([early]) == early
    assert first_to_run_out([]) is None
