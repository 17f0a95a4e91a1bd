"""When points run out: at the pace of what was used, which is what they lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.provider import Capability
from aimonitor.domain.state import Lasting, ProviderState
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.insight.left import course, left_ends
from tests.insight.facts import NOW, TODAY, facts, state

ONE = timedelta(days=1)


def of_points(left: str | None, *, days: int = 20, daily: str = "10") -> ProviderState:
    """Points that lost `daily` on each of the days before today, and have `left` now."""
    points = QuotaWindow(
        id="points", name="Points left", unit=Unit.COUNT, left=None if left is None else Decimal(left)
    )
    readings = [(NOW - back * ONE, Decimal(1000) + back * Decimal(daily)) for back in range(days, -1, -1)]
    told = facts(windows=(points,), windows_at=NOW, left=(course("points", readings),) if days else ())
    return state(told, capabilities=frozenset({Capability.LIMITS}))


def test_points_last_as_long_as_a_balance_would_at_that_pace() -> None:
    found = of_points("100")
    ends = left_ends(found, found.windows[0], TODAY)
    assert ends is not None
    assert ends.lasting is Lasting.DAYS
    assert ends.earliest is not None
    assert ends.latest is not None
    assert TODAY + 8 * ONE <= ends.earliest <= TODAY + 10 * ONE <= ends.latest <= TODAY + 12 * ONE


@pytest.mark.parametrize(
    ("found", "lasting"),
    [
        (of_points("100", daily="0"), Lasting.NOT_AT_THIS_PACE),
        (of_points("100000000"), Lasting.OVER_A_YEAR),
        (of_points("100", days=3), Lasting.TOO_EARLY),
    ],
)
def test_where_no_day_can_be_named_it_is_said_why(found: ProviderState, lasting: Lasting) -> None:
    ends = left_ends(found, found.windows[0], TODAY)
    assert ends is not None
    assert (ends.lasting, ends.earliest) == (lasting, None)


def test_without_a_past_or_a_known_amount_nothing_is_said() -> None:
    for found in (of_points("100", days=0), of_points(None)):
        assert left_ends(found, found.windows[0], TODAY) is None


def test_points_that_are_given_anew_are_no_use_below_nothing() -> None:
    readings = [(NOW - back * ONE, Decimal(left)) for back, left in ((3, 10), (2, 4), (1, 1000), (0, 990))]
    assert [day.used for day in course("points", readings).days] == [0, 6, 0, 10]


def test_the_states_days_are_those_that_are_stored() -> None:
    found = of_points("5")
    assert [one.window_id for one in found.left] == ["points"]
    assert left_ends(replace(found, left=()), found.windows[0], TODAY) is None
