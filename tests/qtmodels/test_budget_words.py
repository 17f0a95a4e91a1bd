from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from aimonitor.domain.budget import BudgetPeriod, BudgetState
from aimonitor.domain.state import Health, ProviderState
from aimonitor.insight.budget_choice import passed
from aimonitor.qtmodels import budget_words as words
from aimonitor.qtmodels.budget_columns import BUDGET_COLUMNS, BudgetsModel, limit_column
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.provider_cells import Level, Meter
from aimonitor.qtmodels.provider_columns import PROVIDER_COLUMNS
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import Role, Wording
from tests.ui.budgets import picture_budgets, standing
from tests.ui.factories import NOW, TODAY, picture_states, refused, state, window, with_window

GB = QLocale("en_GB")
WORDING = Wording(locale=GB, now=NOW)
NOV_12, NOV_27 = date(2026, 11, 12), date(2026, 11, 27)
PLAIN = next(column for column in PROVIDER_COLUMNS if column.id == "limit")


COMES = {
    "it holds": (standing(), "", Tone.NORMAL),
    "it passes": (standing(passes_on=NOV_27), "budget $500 passes on 27 Nov", Tone.NORMAL),
    "its soft limit passes": (
        standing(soft="450", passes_on=NOV_27),
        "soft limit $450 passes on 27 Nov",
        Tone.NORMAL,
    ),
    "it passes after its soft limit did": (
        standing(soft="400", passed_on=NOV_12, passes_on=NOV_27),
        "budget $500 passes on 27 Nov",
        Tone.WARNING,
    ),
    "its soft limit is passed": (
        standing(soft="400", passed_on=NOV_12),
        "soft limit $400 passed on 12 Nov",
        Tone.WARNING,
    ),
    "a soft limit is all it has": (
        standing(soft="400", hard=None, passed_on=NOV_12),
        "budget $400 passed on 12 Nov",
        Tone.WARNING,
    ),
    "it is passed": (
        standing("612", soft="400", passed_on=NOV_12),
        "budget $500 passed on 12 Nov",
        Tone.ERROR,
    ),
    "it is passed, nobody knows when": (standing("612"), "budget $500 passed", Tone.ERROR),
    "a day's passes": (
        standing("9", period=BudgetPeriod.DAY, passes_on=TODAY),
        "budget $500 passes today",
        Tone.NORMAL,
    ),
    "a day's is passed": (
        standing("612", period=BudgetPeriod.DAY, passed_on=TODAY),
        "budget $500 passed today",
        Tone.ERROR,
    ),
    "nothing is known": (standing(None), "", Tone.NORMAL),
}


@pytest.mark.parametrize(("budget", "told", "tone"), COMES.values(), ids=COMES)
def test_what_comes_of_a_budget(budget: BudgetState, told: str, tone: Tone) -> None:
    assert words.what_comes(budget, GB) == told
    assert words.tone(budget) is tone


def test_a_meter_is_amber_where_its_words_say_that_the_limit_passes() -> None:
    assert words.meter(standing(passes_on=NOV_27)).level is Level.WARNING
    assert words.meter(standing()).level is Level.OK


def test_a_narrow_card_leaves_the_word_budget_out() -> None:
    assert words.what_comes(standing(passes_on=NOV_27), GB, brief=True) == "$500 passes on 27 Nov"


def test_what_was_spent_of_it() -> None:
    assert words.spent_words(standing("241.07", hard="390"), GB) == "$241 of $390"
    assert words.spent_words(standing(at_least=True), GB) == "at least $412 of $500"
    assert words.spent_words(standing(None), GB) == "limit $500, spend unknown"
    assert words.spent_words(standing("0"), GB) == "$0.00 of $500"
    assert words.meter_words(standing("241.07", hard="390"), GB) == "$241 of $390 budget"
    assert (
        words.meter_words(standing("4.5", hard="22", period=BudgetPeriod.DAY), GB)
        == "$4.50 of $22 daily budget"
    )
    assert (
        words.meter_words(standing(None, period=BudgetPeriod.WEEK), GB) == "weekly budget $500, spend unknown"
    )
    assert words.of_words(standing(hard="22", period=BudgetPeriod.DAY), GB) == "of $22.00 daily budget"
    assert (
        words.of_words(standing(hard="22", currency="CNY"), GB, 0).replace("\u00a0", " ")
        == "of ¥ 22 monthly budget"
    )


def test_one_line_tells_all_of_it() -> None:
    assert words.budget_line(standing(passes_on=NOV_27), GB) == (
        "Everything, monthly budget: $412 of $500; budget $500 passes on 27 Nov"
    )


def test_a_name_from_outside_stays_on_one_line() -> None:
    assert "\n" not in words.budget_line(standing(label="Two\nlines"), GB)
    assert (
        words.passed_line((standing("900", label="Two\nlines"),), GB)
        == "Monthly budget $500 passed: Two lines"
    )


def test_the_tray_names_the_worst_that_is_passed() -> None:
    soft, hard = standing(soft="400"), standing("30", hard="22", period=BudgetPeriod.DAY)
    assert (
        words.passed_line(passed((standing(), soft, hard)), GB) == "Daily budget $22 passed: Everything (+1)"
    )
    assert words.passed_line(passed((soft,)), GB) == "Monthly soft limit $400 passed: Everything"
    assert words.passed_line(passed((standing(), standing(None))), GB) == ""


# --- in the provider table ----------------------------------------------------------------------


def shown(one: ProviderState, *budgets: BudgetState) -> tuple[str, Meter, Tone]:
    column = limit_column(PLAIN, budgets)
    meter = column.answer(Role.VALUE, one, WORDING)
    assert isinstance(meter, Meter)
    return column.text(one, WORDING), meter, column.tone(one, WORDING)


def of_p0(spent: str | None = "241.07", *, soft: str | None = None, hard: str = "390") -> BudgetState:
    return standing(spent, soft=soft, hard=hard, provider_id="p0", label="OpenAI — production")


METERS = {
    "under": (of_p0(), "$241 of $390 budget", Level.OK),
    "nearly full": (of_p0(hard="242"), "$241 of $242 budget", Level.OK),
    "past soft": (of_p0(soft="200"), "$241 of $390 budget", Level.WARNING),
    "past hard": (of_p0(hard="200"), "$241 of $200 budget", Level.ERROR),
}


@pytest.mark.parametrize(("budget", "text", "level"), METERS.values(), ids=METERS)
def test_the_meter_of_a_budget(budget: BudgetState, text: str, level: Level) -> None:
    told, meter, tone = shown(state(), budget)
    assert (told, meter.level, tone) == (text, level, Tone.NORMAL)
    assert meter.fraction == float(min(budget.fraction or Decimal(0), Decimal(1)))


def test_the_limit_that_presses_more_is_shown_and_the_tooltip_has_both() -> None:
    one = with_window(state(), replace(window("95", "100", "weekly limit"), used_fraction=Decimal("0.95")))
    text, meter, _ = shown(one, of_p0())
    assert text == "$95 of $100 weekly limit"
    assert meter.level is Level.ERROR
    column = limit_column(PLAIN, (of_p0(),))
    assert column.tooltip(one, WORDING).split("\n") == [
        "OpenAI — production, monthly budget: $241 of $390",
        "$95 of $100 weekly limit",
    ]
    assert column.sort(one) == Decimal("0.95")
    assert shown(one, of_p0(hard="200"))[0] == "$241 of $200 budget"


def test_anothers_budget_and_one_over_everything_are_not_a_providers_own() -> None:
    text, meter, _ = shown(state(), standing("9", hard="9", provider_id="p7"), standing())
    assert (text, meter.fraction) == ("no limit reported", None)


def test_trouble_is_told_before_a_budget_and_an_old_figure_is_muted() -> None:
    stale = picture_states()[4]
    text, meter, tone = shown(stale, standing("1", hard="10", provider_id="p4"))
    assert text.startswith("stale: offline")
    assert (meter.fraction, meter.level, tone) == (0.1, Level.OLD, Tone.MUTED)
    text, meter, _ = shown(refused(0), of_p0(None))
    assert text.startswith("key refused")
    assert meter.fraction is None
    paused = replace(state(), health=Health.PAUSED)
    assert shown(paused, of_p0())[0] == "paused"


def test_a_table_that_learns_of_budgets_shows_them_and_forgets_them(qtbot: QtBot) -> None:
    del qtbot
    model = ProvidersModel(WORDING)
    model.set_records(picture_states())
    place = model.column_of("limit")
    before = [model.index(row, place).data() for row in range(2)]
    changed: list[int] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first.column()))
    model.set_budgets((of_p0(soft="200"),))
    assert model.index(0, place).data() == "$241 of $390 budget"
    assert model.index(0, place).data(Role.VALUE).level is Level.WARNING
    assert model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) == "Limit: $241 of $390 budget"
    assert changed == [place]
    model.set_budgets(())
    assert [model.index(row, place).data() for row in range(2)] == before


# --- the table of budgets -----------------------------------------------------------------------


def test_the_table_of_budgets(qtbot: QtBot) -> None:
    del qtbot
    model = BudgetsModel(WORDING)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_records((*picture_budgets(), standing(None, soft="30", hard=None, currency="EUR")))
    rows = [
        [str(model.index(row, place).data()) for place in range(len(BUDGET_COLUMNS))]
        for row in range(model.rowCount())
    ]
    assert rows == [
        ["OpenAI — production", "month", "$241 of $390", "—", "within"],
        ["Claude API — research", "month", "$133 of $145", "$116.00", "soft limit $116 passed"],
        ["Everything", "day", "$18 of $22", "—", "within"],
        ["Everything", "month", "$412 of $500", "—", "budget $500 passes on 27 Nov"],
        ["Everything", "month", "limit €30, spend unknown", "€30.00", "unknown"],
    ]
    tones = [model.index(row, 4).data(Role.TONE) for row in range(5)]
    assert tones == [Tone.NORMAL, Tone.WARNING, Tone.NORMAL, Tone.WARNING, Tone.MUTED]
    assert model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole) == "no soft limit"
    assert "62" in str(model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole))
    assert tester.model() is model
