from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import ProviderState
from aimonitor.ui.older_days import OlderDays
from tests.ui.factories import picture_states


@pytest.fixture
def line(qtbot: QtBot) -> OlderDays:
    made = OlderDays()
    qtbot.addWidget(made)
    return made


def states(*older: tuple[int, int] | None) -> list[ProviderState]:
    return [replace(one, older_days=days) for one, days in zip(picture_states(), older, strict=False)]


def test_it_shows_while_old_days_are_read_and_not_else(line: OlderDays) -> None:
    (reading,) = states((62, 180))
    line.set_state(replace(reading, older_days=None))
    assert not line.isVisible()
    line.set_state(reading)
    assert line.isVisible()
    assert line.words.text() == "Reading older days: 62 of 180"
    assert (line.bar.value(), line.bar.maximum()) == (62, 180)
    line.set_state(replace(reading, older_days=None))
    assert not line.isVisible()


def test_several_providers_are_one_line_and_each_is_in_the_tooltip(line: OlderDays) -> None:
    one, other = states((62, 180), (29, 180))
    line.set_state(one)
    line.set_state(other)
    assert line.words.text() == "Reading older days: 91 of 360"
    assert all(state.provider.name in line.words.toolTip() for state in (one, other))
    line.forget(one.provider.id)
    assert line.words.text() == "Reading older days: 29 of 180"


def test_its_button_stops_each_of_them(line: OlderDays) -> None:
    told: list[str] = []
    line.stop_wanted.connect(told.append)
    both = states((62, 180), (29, 180))
    for state in both:
        line.set_state(state)
    line.stop.click()
    assert told == [state.provider.id for state in both]
