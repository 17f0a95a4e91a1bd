from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.insight.window_pace import Reading, WindowPace, window_pace
from tests.insight.facts import NOW

HOUR = timedelta(hours=1)


def window(fraction: str | None, resets_in: timedelta | None = 2 * HOUR) -> QuotaWindow:
    return QuotaWindow(
        id="five_hours",
        name="5 hours",
        unit=Unit.PERCENT,
        used_fraction=None if fraction is None else Decimal(fraction),
        resets_at=None if resets_in is None else NOW + resets_in,
    )


def reading(hours_ago: float, fraction: str) -> Reading:
    return Reading(at=NOW - timedelta(hours=hours_ago), used_fraction=Decimal(fraction))


def ends(found: WindowPace | None) -> datetime | None:
    assert found is not None
    return found.runs_out_at


@pytest.mark.parametrize(
    ("fraction", "runs_out"),
    [
        ("0", None),
        ("0.3", None),
        ("0.6", None),  # on the very moment of the reset
        ("0.75", HOUR),
        ("1", timedelta(0)),
        ("1.2", timedelta(0)),
    ],
)
def test_the_pace_since_the_start_of_a_window_of_known_length(
    fraction: str, runs_out: timedelta | None
) -> None:
    found = window_pace(window(fraction), NOW, length=5 * HOUR)
    assert ends(found) == (None if runs_out is None else NOW + runs_out)


@pytest.mark.parametrize(
    "unknown",
    [window(None), window("0.5", None), window("0.5", -HOUR), window("0.5", timedelta(0))],
)
def test_without_use_or_a_reset_to_come_nothing_is_known(unknown: QuotaWindow) -> None:
    assert window_pace(unknown, NOW, length=5 * HOUR) is None


def test_a_window_that_has_just_begun_tells_nothing() -> None:
    assert window_pace(window("0.02", timedelta(hours=4, minutes=55)), NOW, length=5 * HOUR) is None
    assert window_pace(window("0.5"), NOW) is None


@pytest.mark.parametrize(
    ("readings", "runs_out"),
    [
        ([reading(1, "0.2")], HOUR),  # 0.4 an hour, 0.4 left
        ([reading(1, "0.5")], None),
        ([reading(1, "0.6")], None),  # no use at all
        ([reading(3, "0.9"), reading(2, "0.1"), reading(1, "0.2")], timedelta(hours=1.6)),  # a reset between
    ],
)
def test_the_pace_of_readings_since_the_last_reset(
    readings: list[Reading], runs_out: timedelta | None
) -> None:
    found = window_pace(window("0.6"), NOW, readings=readings)
    assert ends(found) == (None if runs_out is None else NOW + runs_out)


def test_readings_of_minutes_only_tell_nothing() -> None:
    assert window_pace(window("0.6"), NOW, readings=[reading(0.01, "0.5")]) is None
    assert window_pace(window("0.6"), NOW, readings=[reading(-1, "0.5")]) is None
