from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester

from aimonitor.domain.money import Money
from aimonitor.domain.state import ModelUsage
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.models import ModelsModel, says_something
from aimonitor.qtmodels.records import Role, Wording
from aimonitor.qtmodels.sorted_records import SortedRecords
from tests.ui.moments import NOW

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
DESCENDING, ASCENDING = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def _usage(
    model: str | None = "m", cost: str | None = None, currency: str = "USD", **counts: int
) -> ModelUsage:
    money = None if cost is None else (Money(amount=Decimal(cost), currency=currency),)
    return ModelUsage(model=model, cost=money, **counts)


def _model(*usages: ModelUsage) -> ModelsModel:
    model = ModelsModel(Wording(locale=LOCALE, now=NOW))
    model.set_records(usages)
    return model


def _cell(model: ModelsModel, column: str, role: int = Qt.ItemDataRole.DisplayRole, row: int = 0) -> object:
    return model.index(row, model.column_of(column)).data(role)


def test_unknown_and_zero_are_not_the_same() -> None:
    model = _model(_usage("a", "0", input_tokens=0), _usage("b"))
    assert (_cell(model, "input"), _cell(model, "cost")) == ("0", "$0.00")
    assert (_cell(model, "input", row=1), _cell(model, "cost", row=1)) == ("unknown", "unknown")
    assert _cell(model, "cost", Role.TONE, row=1) == Tone.MUTED
    assert _cell(model, "cost", Role.SORT, row=1) is None


def test_nothing_billed_is_a_zero() -> None:
    model = _model(ModelUsage(model="a", cost=()))
    assert _cell(model, "cost") == "0.00"
    assert "Nothing was billed." in str(_cell(model, "cost", Qt.ItemDataRole.ToolTipRole))


def test_counts_are_short_and_their_tooltip_is_exact() -> None:
    model = _model(_usage("a", "10.37525377", input_tokens=48_211_457))
    assert _cell(model, "input") == "48.2 M"
    assert "48,211,457 input tokens" in str(_cell(model, "input", Qt.ItemDataRole.ToolTipRole))
    assert "$10.37525377" in str(_cell(model, "cost", Qt.ItemDataRole.ToolTipRole))
    assert _cell(model, "input", Qt.ItemDataRole.AccessibleTextRole) == "Input: 48.2 M"


def test_two_currencies_stand_side_by_side() -> None:
    cost = (Money(amount=Decimal(3), currency="CNY"), Money(amount=Decimal(2), currency="USD"))
    assert "\u00b7" in str(_cell(_model(ModelUsage(model="a", cost=cost)), "cost"))


def test_hostile_names_are_plain_text() -> None:
    model = _model(_usage("<b>bold</b>\n<img src=x>"))
    assert _cell(model, "model") == "<b>bold</b> <img src=x>"
    assert "&lt;b&gt;bold" in str(_cell(model, "model", Qt.ItemDataRole.ToolTipRole))


def test_what_belongs_to_no_model_says_so_and_is_not_a_model_of_that_name() -> None:
    model = _model(_usage(None, "1"), _usage("", "2"))
    assert model.rowCount() == 2
    assert _cell(model, "model") == "not attributed"


@pytest.mark.parametrize("order", [DESCENDING, ASCENDING])
def test_unknown_costs_come_last_whichever_way_they_are_sorted(order: Qt.SortOrder) -> None:
    model = _model(_usage("a"), _usage("b", "2"), _usage("c", "10"), _usage("d", "-1"))
    view = SortedRecords(model)
    view.sort(model.column_of("cost"), order)
    names = [view.index(row, 0).data() for row in range(view.rowCount())]
    known = ["d", "b", "c"] if order == ASCENDING else ["c", "b", "d"]
    assert names == [*known, "a"]


def test_currencies_are_not_compared() -> None:
    model = _model(_usage("yuan", "900", "CNY"), _usage("dollar", "5"))
    view = SortedRecords(model)
    view.sort(model.column_of("cost"), ASCENDING)
    assert [view.index(row, 0).data() for row in range(2)] == ["dollar", "yuan"]


def test_new_figures_change_only_their_cells() -> None:
    model = _model(*(_usage(f"m{place}", "1", input_tokens=5) for place in range(30)))
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda index: changed.append((index.row(), index.column())))
    model.set_records([_usage(f"m{place}", "1", input_tokens=5 + (place == 7)) for place in range(30)])
    assert changed == [(7, model.column_of("input"))]


def test_it_is_a_sound_model() -> None:
    model = _model(_usage("a", "1"), _usage("b"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_records([_usage("c"), _usage("a", "2")])
    assert tester.model() is model


@pytest.mark.parametrize(
    ("usage", "says"),
    [
        (_usage(None, "0"), False),
        (ModelUsage(model=None, cost=()), False),
        (_usage(None, "0", requests=1), True),
        (_usage(None, "-1"), True),
        (_usage(None), True),
        (_usage("a", "0"), True),
    ],
)
def test_a_row_that_only_marks_a_read_day_says_nothing(usage: ModelUsage, says: bool) -> None:  # noqa: FBT001
    assert says_something(usage) is says
