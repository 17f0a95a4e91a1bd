from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from aimonitor.app.requests import Requests
from aimonitor.errors import AppError
from aimonitor.monitor.service import MonitorService

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 23)


class Asked:
    """A service that only keeps what it was asked, and who heard complaints."""

    def __init__(self) -> None:
        self.service = MonitorService()
        self.complaints: list[str] = []
        self.requests = Requests(self.service, lambda error: self.complaints.append(error.message))
        self.details: list[tuple[str, str]] = []
        self.requests.details_failed.connect(lambda name, words: self.details.append((name, words)))

    @property
    def wishes(self) -> list[tuple[str, tuple[object, ...]]]:
        return [(name, arguments) for _, name, arguments in self.service._waiting]

    def answer(self, error: AppError | None) -> None:
        token = self.service._waiting[-1][0]
        self.service.request_done.emit(token, error)


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    del qtbot
    return Asked()


def test_wishes_are_passed_on_as_they_are(asked: Asked) -> None:
    asked.requests.refresh(None)
    asked.requests.refresh("p1")
    asked.requests.toggle("p1", enabled=False)
    asked.requests.move("p1", 2)
    asked.requests.history("p1", FIRST, LAST)
    asked.requests.polls("p1")
    assert asked.wishes == [
        ("refresh", (None,)),
        ("refresh", ("p1",)),
        ("toggle_provider", ("p1", False)),
        ("move_provider", ("p1", 2)),
        ("load_history", ("p1", FIRST, LAST)),
        ("load_polls", ("p1",)),
    ]


def test_our_own_wish_that_fails_is_complained_about_once(asked: Asked) -> None:
    asked.requests.refresh("p1")
    asked.answer(AppError("Wait a little."))
    asked.answer(AppError("Wait a little."))
    assert asked.complaints == ["Wait a little."]
    asked.requests.refresh("p1")
    asked.answer(None)
    assert asked.complaints == ["Wait a little."]


def test_the_wish_of_a_dialog_is_the_dialogs_own_business(asked: Asked) -> None:
    asked.service.refresh("p1")
    asked.answer(AppError("said in the dialog"))
    assert asked.complaints == []


@pytest.mark.parametrize("what", ["history", "polls"])
def test_details_that_cannot_be_read_are_told_where_they_were_to_stand(asked: Asked, what: str) -> None:
    if what == "history":
        asked.requests.history("p1", FIRST, LAST)
    else:
        asked.requests.polls("p1")
    asked.answer(AppError("The history is locked."))
    assert asked.details == [("p1", "The history is locked.")]
    assert asked.complaints == []


def test_who_asked_to_hear_the_end_hears_it_alone(asked: Asked) -> None:
    heard: list[AppError | None] = []
    for end in (None, AppError("no room")):
        asked.requests.refresh(None)
        asked.requests.then(asked.service._waiting[-1][0], heard.append)
        asked.answer(end)
    assert [error and error.message for error in heard] == [None, "no room"]
    assert asked.complaints == []
