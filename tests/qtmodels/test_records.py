from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from aimonitor.qtmodels.records import ANSWERED, RIGHT, Column, RecordModel, Role, Wording

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Fruit:
    key: str
    weight: int
    since: datetime = NOW


COLUMNS: tuple[Column[Fruit], ...] = (
    Column(id="key", title="Key", text=lambda fruit, _: fruit.key, sort=lambda fruit: fruit.key),
    Column(
        id="weight",
        title="Weight",
        text=lambda fruit, _: f"{fruit.weight // 10} dag",
        sort=lambda fruit: fruit.weight,
        tooltip=lambda fruit, _: f"<{fruit.weight} g>",
        align=RIGHT,
        hint="How heavy",
    ),
    Column(
        id="age",
        title="Age",
        text=lambda fruit, wording: f"{(wording.now - fruit.since).days} d",
        sort=lambda fruit: fruit.since,
        accessible=lambda fruit, wording: f"{(wording.now - fruit.since).days} days old",
    ),
)


@pytest.fixture
def model(qtbot: QtBot) -> RecordModel[Fruit]:
    del qtbot
    made = RecordModel(COLUMNS, lambda fruit: fruit.key, Wording(locale=QLocale.c(), now=NOW))
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal, made
    )
    for key, weight in (("apple", 150), ("pear", 180), ("plum", 30)):
        made.upsert(Fruit(key, weight))
    return made


def changes(model: RecordModel[Fruit]) -> list[tuple[int, int, set[int]]]:
    """What changes from now on, for someone who has looked at all of it."""
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            for role in ANSWERED:
                model.index(row, column).data(role)
    seen: list[tuple[int, int, set[int]]] = []

    def note(top: QModelIndex, bottom: QModelIndex, roles: list[Any]) -> None:
        assert top == bottom
        seen.append((top.row(), top.column(), {int(role) for role in roles}))

    model.dataChanged.connect(note)
    return seen


def keys(model: RecordModel[Fruit]) -> list[str]:
    return [model.index(row, 0).data(Role.KEY) for row in range(model.rowCount())]


def test_a_change_names_the_cells_and_roles_that_differ(model: RecordModel[Fruit]) -> None:
    seen = changes(model)
    model.upsert(Fruit("pear", 185))
    assert seen == [(1, 1, {Qt.ItemDataRole.ToolTipRole, Role.SORT})]
    seen.clear()
    model.upsert(Fruit("pear", 195))
    assert seen == [
        (
            1,
            1,
            {
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.AccessibleTextRole,
                Qt.ItemDataRole.ToolTipRole,
                Role.SORT,
            },
        )
    ]


def test_nothing_is_worked_out_before_it_is_asked_for_and_then_once(qtbot: QtBot) -> None:
    del qtbot
    asked: list[str] = []

    def text(fruit: Fruit, _wording: Wording) -> str:
        asked.append(fruit.key)
        return fruit.key

    column = Column(id="key", title="Key", text=text, sort=lambda fruit: fruit.key)
    model = RecordModel((column,), lambda fruit: fruit.key, Wording(locale=QLocale.c(), now=NOW))
    model.set_records([Fruit("apple", 150), Fruit("pear", 180)])
    assert asked == []
    assert [model.index(1, 0).data() for _ in range(2)] == ["pear", "pear"]
    assert asked == ["pear"]


def test_a_row_that_nobody_looked_at_yet_tells_of_a_change(qtbot: QtBot) -> None:
    del qtbot
    model = RecordModel(COLUMNS, lambda fruit: fruit.key, Wording(locale=QLocale.c(), now=NOW))
    model.upsert(Fruit("apple", 150))
    seen: list[int] = []
    model.dataChanged.connect(lambda top, _bottom, _roles: seen.append(top.column()))
    model.upsert(Fruit("apple", 160))
    assert seen == [1]


def test_the_same_record_again_changes_nothing(model: RecordModel[Fruit]) -> None:
    seen = changes(model)
    model.upsert(Fruit("pear", 180))
    assert seen == []


def test_a_new_moment_changes_the_ages_only(model: RecordModel[Fruit]) -> None:
    seen = changes(model)
    model.set_wording(replace(model.wording, now=NOW + timedelta(days=2)))
    assert [(row, column) for row, column, _ in seen] == [(0, 2), (1, 2), (2, 2)]
    assert model.index(0, 2).data() == "2 d"
    assert model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "2 days old"


def test_rows_are_removed_and_found_again(model: RecordModel[Fruit]) -> None:
    model.remove("apple")
    model.remove("unheard of")
    assert keys(model) == ["pear", "plum"]
    assert model.row_of("plum") == 1
    assert model.record("apple") is None
    assert model.record("plum") == Fruit("plum", 30)


def test_reordering_keeps_whoever_follows_a_row(model: RecordModel[Fruit]) -> None:
    followed = model.index(0, 0)
    persistent = [model.index(row, 0).data(Role.KEY) for row in range(3)]
    assert persistent == ["apple", "pear", "plum"]
    with_moves: list[int] = []
    model.rowsMoved.connect(lambda *_: with_moves.append(1))
    model.reorder(["plum", "apple", "pear", "plum"])
    assert keys(model) == ["plum", "apple", "pear"]
    assert len(with_moves) == 1
    assert followed.isValid()


def test_exactly_these_records_without_a_reset(model: RecordModel[Fruit]) -> None:
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.set_records([Fruit("plum", 31), Fruit("fig", 20), Fruit("apple", 150)])
    assert model.records == (Fruit("plum", 31), Fruit("fig", 20), Fruit("apple", 150))
    assert resets == []


def test_cells_answer_by_role(model: RecordModel[Fruit]) -> None:
    cell = model.index(0, 1)
    assert cell.data() == "15 dag"
    assert cell.data(Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;150 g&gt;</qt>"
    assert model.sort_value(0, 1) == 150
    assert model.index(0, 0).data(Role.VALUE) is None
    assert model.data(QModelIndex()) is None


def test_headers_are_aligned_as_their_columns(model: RecordModel[Fruit]) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(1, horizontal) == "Weight"
    assert model.headerData(1, horizontal, Qt.ItemDataRole.TextAlignmentRole) == RIGHT
    assert model.headerData(1, horizontal, Qt.ItemDataRole.ToolTipRole) == "<qt>How heavy</qt>"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(9, horizontal) is None
    assert model.column_of("age") == 2
    with pytest.raises(KeyError):
        model.column_of("colour")


def test_any_order_is_reached_and_one_that_moved_far_is_one_move(model: RecordModel[Fruit]) -> None:
    names = [f"fruit {number:02}" for number in range(12)]
    model.set_records([Fruit(name, 1) for name in names])
    moves: list[int] = []
    model.rowsMoved.connect(lambda *_: moves.append(1))
    model.reorder([*names[1:], names[0]])
    assert keys(model) == [*names[1:], names[0]]
    assert len(moves) == 1
    shuffler = random.Random(7)
    for _ in range(200):
        shuffler.shuffle(names)
        model.reorder(names)
        assert keys(model) == names
        assert [model.row_of(name) for name in names] == list(range(12))
