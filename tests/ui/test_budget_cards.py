from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from aimonitor.domain.budget import BudgetPeriod, BudgetState
from aimonitor.domain.state import FigureStatus, MoneyFigure
from aimonitor.qtmodels.figures import Tone
from aimonitor.ui.summary import SummaryCards
from tests.ui.budgets import picture_budgets, standing
from tests.ui.factories import picture_dashboard

GB = QLocale("en_GB")
BOARD = picture_dashboard()
DAY, NOV_27, NOV_12 = BudgetPeriod.DAY, date(2026, 11, 27), date(2026, 11, 12)


@pytest.fixture
def cards(qtbot: QtBot) -> SummaryCards:
    made = SummaryCards(locale=GB)
    qtbot.addWidget(made)
    made.resize(1600, 90)
    made.set_dashboard(BOARD)
    return made


def today(cards: SummaryCards) -> tuple[str, Tone]:
    return cards.today.face.note._whole, cards.today.face.value._tone


def pace(cards: SummaryCards) -> tuple[str, Tone]:
    return cards.pace.face.note._whole, cards.pace.face.value._tone


def test_the_budgets_of_the_picture(cards: SummaryCards) -> None:
    cards.set_budgets(picture_budgets())
    assert today(cards) == ("of $22.00 daily budget", Tone.NORMAL)
    assert pace(cards) == ("budget $500 passes on 27 Nov", Tone.WARNING)
    assert cards.pace.face.note._tone is Tone.WARNING
    assert cards.pace.accessibleDescription() == "budget $500 passes on 27 Nov"
    assert "likely range by 30 Nov" in cards.pace.toolTip()
    assert "Everything, daily budget: $18 of $22" in cards.today.toolTip()


TODAY = {
    "past the soft limit": (standing("18.20", soft="15", hard="22", period=DAY), Tone.WARNING),
    "past the hard limit": (standing("18.20", soft="9", hard="15", period=DAY), Tone.ERROR),
    "under both": (standing("18.20", soft="20", hard="22", period=DAY), Tone.NORMAL),
}


@pytest.mark.parametrize(("budget", "tone"), TODAY.values(), ids=TODAY)
def test_today_is_amber_past_soft_and_red_past_hard(
    cards: SummaryCards, budget: BudgetState, tone: Tone
) -> None:
    cards.set_budgets((budget,))
    assert today(cards)[1] is tone
    assert pace(cards) == ("likely range by 30 Nov", Tone.NORMAL)


def test_a_passed_month_is_red_and_names_the_day(cards: SummaryCards) -> None:
    cards.set_budgets((standing("512", passed_on=NOV_12),))
    assert pace(cards) == ("budget $500 passed on 12 Nov", Tone.ERROR)


def test_a_month_that_holds_says_so(cards: SummaryCards) -> None:
    cards.set_budgets((standing(hard="900"),))
    assert pace(cards) == ("within budget $900", Tone.NORMAL)


def test_a_month_of_which_a_part_is_unknown_is_not_called_within(cards: SummaryCards) -> None:
    for budget in (standing(hard="900", at_least=True), standing(None, hard="900")):
        cards.set_budgets((budget,))
        assert pace(cards) == ("likely range by 30 Nov", Tone.NORMAL)
        assert "monthly budget" in cards.pace.toolTip()


def test_a_forecast_in_another_currency_tells_nothing_of_a_budget(cards: SummaryCards) -> None:
    cards.set_budgets((standing("20", hard="900", currency="EUR"),))
    assert pace(cards) == ("likely range by 30 Nov", Tone.NORMAL)


def test_of_two_currencies_the_one_that_presses_is_shown_and_the_tooltip_tells_both(
    cards: SummaryCards,
) -> None:
    euros = standing("9", hard="8", period=DAY, currency="EUR", passed_on=NOV_27)
    cards.set_budgets((*picture_budgets(), euros))
    assert today(cards) == ("of €8.00 daily budget", Tone.ERROR)
    assert "Everything, daily budget: €9 of €8; budget €8 passed today" in cards.today.toolTip()
    assert "Everything, daily budget: $18 of $22" in cards.today.toolTip()


def test_an_unknown_today_is_not_held_against_a_budget(cards: SummaryCards) -> None:
    cards.set_dashboard(replace(BOARD, today=MoneyFigure(status=FigureStatus.UNKNOWN)))
    cards.set_budgets((standing(None, hard="22", period=DAY),))
    assert today(cards) == ("not reported yet", Tone.NORMAL)
    assert "limit $22, spend unknown" in cards.today.toolTip()


def test_sums_are_still_not_silently_short(cards: SummaryCards) -> None:
    short = replace(BOARD.today, note="without 1 provider")
    cards.set_dashboard(replace(BOARD, today=short, forecast_note="without 2 providers"))
    cards.set_budgets(picture_budgets())
    assert today(cards)[0] == "of $22.00 daily budget · without 1 provider"
    assert pace(cards)[0] == "budget $500 passes on 27 Nov · without 2 providers"
    cards.resize(900, 90)
    cards.show()
    assert cards.pace.face.note.text() == "budget $500 passes on 27 Nov"
    assert "without 2 providers" in cards.pace.toolTip()


def test_a_narrow_card_says_that_more_may_have_been_spent_today(cards: SummaryCards) -> None:
    cards.set_dashboard(replace(BOARD, today=replace(BOARD.today, note="without 1 provider")))
    cards.set_budgets(tuple(replace(one, at_least=True) for one in picture_budgets()))
    cards.resize(900, 90)
    cards.show()
    assert cards.today.face.note.text() == "at least · budget $22.00"


def test_without_budgets_the_cards_are_as_before(cards: SummaryCards) -> None:
    before = (today(cards), pace(cards))
    cards.set_budgets(picture_budgets())
    cards.set_budgets(())
    assert (today(cards), pace(cards)) == before
    cards.set_budgets(picture_budgets()[:2])
    assert (today(cards), pace(cards)) == before


def test_decimals_are_the_users(cards: SummaryCards) -> None:
    cards.set_budgets(picture_budgets())
    cards.set_decimals(0)
    assert today(cards)[0] == "of $22 daily budget"
