from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale, Qt

from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.polls import PollsModel, outcome
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.qtmodels.sorted_records import SortedRecords
from tests.ui.histories import poll, polls
from tests.ui.moments import NOW

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def _problem(kind: ProblemKind = ProblemKind.SERVICE, message: str = "It failed.") -> Problem:
    return Problem(kind=kind, message=message)


def _model(*records: PollRecord) -> PollsModel:
    model = PollsModel(Wording(locale=LOCALE, now=NOW))
    model.set_records(records)
    return model


def _cell(model: PollsModel, column: str, role: int = Qt.ItemDataRole.DisplayRole, row: int = 0) -> object:
    return model.index(row, model.column_of(column)).data(role)


@pytest.mark.parametrize("kind", list(ProblemKind))
def test_every_kind_of_problem_has_words(kind: ProblemKind) -> None:
    assert outcome(poll(problem=_problem(kind))) not in {"", "failed"}


def test_outcomes_go_from_good_to_failed() -> None:
    part = PartFailure(part="costs", problem=_problem())
    assert outcome(poll()) == "ok"
    assert outcome(poll(warnings=("w",))) == "ok, with a warning"
    assert outcome(poll(warnings=("w", "v"))) == "ok, with warnings"
    assert outcome(poll(failures=(part,), warnings=("w",))) == "partly read"
    assert outcome(poll(problem=_problem(), failures=(part,))) == "service failed"


def test_a_row_tells_time_length_requests_parts_and_message() -> None:
    good, part, failed, _ = polls()
    model = _model(good, part, failed)
    assert str(_cell(model, "time")).count(":") == 2
    assert (_cell(model, "duration"), _cell(model, "requests")) == ("840 ms", "4")
    assert _cell(model, "parts", row=1) == "costs"
    assert _cell(model, "message", row=1) == "costs: OpenAI asks for a pause. One page was empty."
    assert str(_cell(model, "message", row=2)).startswith("OpenAI asks for a pause. Not before ")
    assert [_cell(model, "outcome", Role.TONE, row) for row in range(3)] == [
        Tone.NORMAL,
        Tone.WARNING,
        Tone.ERROR,
    ]


def test_a_poll_of_another_day_tells_its_day() -> None:
    model = _model(poll(ago=timedelta(days=3)))
    assert "19 Nov" in str(_cell(model, "time"))
    assert "UTC day 19 Nov 2026" in str(_cell(model, "time", Qt.ItemDataRole.ToolTipRole))


def test_messages_are_plain_text_on_one_line() -> None:
    model = _model(poll(problem=_problem(message="<b>no</b>\n<a href=x>")))
    assert _cell(model, "message") == "<b>no</b> <a href=x>"
    assert "&lt;b&gt;no" in str(_cell(model, "message", Qt.ItemDataRole.ToolTipRole))


def test_newest_first_by_time_and_slowest_first_by_length() -> None:
    slow = poll(ago=timedelta(minutes=30), duration=timedelta(seconds=30))
    model = _model(slow, poll())
    view = SortedRecords(model)
    view.sort(model.column_of("time"), Qt.SortOrder.DescendingOrder)
    assert view.index(0, model.column_of("duration")).data() == "840 ms"
    view.sort(model.column_of("duration"), Qt.SortOrder.DescendingOrder)
    assert view.index(0, model.column_of("duration")).data() == "30 s"


def test_a_new_poll_is_one_new_row() -> None:
    older = polls()
    model = _model(*older)
    inserted: list[int] = []
    model.rowsInserted.connect(lambda _parent, first, _last: inserted.append(first))
    model.set_records([poll(ago=timedelta(0)), *older])
    assert len(inserted) == 1
    assert model.records[0].started_at == NOW
