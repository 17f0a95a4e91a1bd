from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from aimonitor.ui.status_bar import StatusBar
from tests.ui.factories import NOW, empty_dashboard, picture_dashboard
from tests.ui.windows import LOCALE, Clock, make_window, show_active

BOARD = picture_dashboard()
LAST = f"Polled 6 providers at {NOW.astimezone():%H:%M:%S}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bar(qtbot: QtBot, clock: Clock) -> StatusBar:
    made = StatusBar(clock, locale=LOCALE)
    qtbot.addWidget(made)
    made.set_dashboard(BOARD, 6)
    return made


def test_it_counts_down_while_the_window_is_in_use(bar: StatusBar, clock: Clock) -> None:
    bar.set_in_use(in_use=True)
    assert bar.left.text() == f"{LAST} · next in 4 min 12 s"
    clock.time += timedelta(seconds=13)
    bar.show_poll()
    assert bar.left.text().endswith("next in 3 min 59 s")
    clock.time += timedelta(minutes=9)
    bar.show_poll()
    assert bar.left.text().endswith("· next now")


def test_without_use_it_names_the_time_and_no_timer_runs(bar: StatusBar) -> None:
    due = BOARD.next_poll_at
    assert due is not None
    assert bar.left.text() == f"{LAST} · next at {due.astimezone():%H:%M:%S}"
    assert not bar.is_counting
    bar.set_in_use(in_use=True)
    assert bar.is_counting
    bar.set_in_use(in_use=False)
    assert not bar.is_counting


def test_pauses_and_being_offline_are_told(bar: StatusBar) -> None:
    bar.set_paused(paused=True, until=NOW + timedelta(hours=1))
    assert bar.left.text().endswith(f"paused until {(NOW + timedelta(hours=1)).astimezone():%H:%M}")
    bar.set_paused(paused=True, until=None)
    assert bar.left.text().endswith("paused until resumed")
    bar.set_paused(paused=False, until=None)
    bar.set_offline(offline=True)
    assert "offline, next at" in bar.left.text()
    bar.set_dashboard(empty_dashboard(), 0)
    assert bar.left.text() == "Not polled yet · offline"


def test_before_anything_is_known_no_poll_is_denied(qtbot: QtBot) -> None:
    bar = StatusBar(lambda: NOW)
    qtbot.addWidget(bar)
    bar.set_in_use(in_use=True)
    assert bar.left.text() == "", "the history is still being read: there may be many"
    bar.set_dashboard(empty_dashboard(), 0)
    assert bar.left.text() == "Not polled yet"


def test_where_the_keys_live_and_how_far_history_reaches(bar: StatusBar) -> None:
    assert bar.right.text() == "history since 26 Aug"
    bar.set_keys("Keys in Secret Service")
    assert bar.right.text() == "Keys in Secret Service · history since 26 Aug"
    bar.set_dashboard(empty_dashboard(), 0)
    assert bar.right.text() == "Keys in Secret Service"


def test_an_old_poll_names_its_day(bar: StatusBar) -> None:
    old = NOW - timedelta(days=2)
    bar.set_dashboard(replace(BOARD, last_poll_at=old), 1)
    assert bar.left.text().startswith(f"Polled 1 provider at 20 Nov {old.astimezone():%H:%M}")


def test_the_window_in_use_counts(qtbot: QtBot) -> None:
    window = make_window(qtbot)
    assert not window.status.is_counting
    show_active(qtbot, window)
    assert window.status.is_counting
    window.hide()
    assert not window.status.is_counting
