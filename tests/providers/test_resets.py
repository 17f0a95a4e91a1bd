from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.providers.resets import JITTER, read_reset, read_wait, reset_at, settled

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RESET = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (1795357800, RESET),
        (1795357800000, RESET),
        ("1795357800", RESET),
        ("1795357800000", RESET),
        (Decimal("1795357800.25"), RESET + timedelta(milliseconds=250)),
        (1795357800717, RESET + timedelta(milliseconds=717)),
        ("2026-11-22T14:30:00Z", RESET),
        ("2026-11-22T14:30:00.717479433Z", RESET + timedelta(microseconds=717479)),
        ("2026-11-22T15:30:00.000000001+01:00", RESET),
        ("2026-11-22t14:30:00.5z", RESET + timedelta(milliseconds=500)),
        (None, None),
        ("", None),
        (0, None),
    ],
)
def test_a_reset_is_read_in_each_way_that_services_tell_it(told: object, meant: datetime | None) -> None:
    assert read_reset(told) == meant


@pytest.mark.parametrize(
    "told",
    [-1, True, "soon", "2026-11-22T14:30:00", "2026-11-22", "NaN", 10**16, [], {}, "Today", 1.5],
)
def test_what_is_no_reset_is_refused_and_not_guessed(told: object) -> None:
    with pytest.raises(ValueError, match=r"not a|without its offset|Invalid isoformat"):
        read_reset(told)


@given(st.one_of(st.integers(), st.text(), st.decimals(allow_nan=True), st.none()))
def test_whatever_is_told_is_a_time_none_or_refused(told: object) -> None:
    try:
        found = read_reset(told)
    except ValueError:
        return
    assert found is None or found.tzinfo is UTC


def test_seconds_from_now_count_where_no_time_is_told() -> None:
    assert reset_at(None, read_wait(9000), NOW) == RESET
    assert reset_at(None, read_wait("9000.75"), NOW) == RESET
    assert reset_at(RESET, read_wait(1), NOW) == RESET
    assert reset_at(None, read_wait(None), NOW) is None
    assert reset_at(None, read_wait(0), NOW) == NOW


@pytest.mark.parametrize("told", [-1, "soon", 10**12, True])
def test_a_wait_that_cannot_be_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_wait(told)


def window(resets_at: datetime | None, window_id: str = "5h") -> QuotaWindow:
    return QuotaWindow(id=window_id, name=window_id, unit=Unit.PERCENT, resets_at=resets_at)


def test_a_reset_that_trembles_between_reads_stays_where_it_was() -> None:
    first, notes = settled([window(RESET)], {})
    again, notes = settled([window(RESET + timedelta(seconds=3))], notes)
    late, notes = settled([window(RESET - JITTER)], notes)
    assert first == again == late
    assert notes == {"reset:5h": RESET.isoformat()}


def test_the_next_reset_is_another_one() -> None:
    _, notes = settled([window(RESET)], {})
    moved, notes = settled([window(RESET + timedelta(hours=5))], notes)
    assert moved[0].resets_at == RESET + timedelta(hours=5)
    assert settled([window(RESET, "weekly")], notes)[0][0].resets_at == RESET


def test_windows_without_a_reset_and_notes_that_are_damaged_do_no_harm() -> None:
    found, notes = settled([window(None), window(RESET, "weekly")], {"reset:weekly": "?", "reset:5h": ""})
    assert [one.resets_at for one in found] == [None, RESET]
    assert notes == {"reset:weekly": RESET.isoformat()}
