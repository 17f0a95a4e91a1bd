"""What budgets add to the cards: `of $22.00 daily budget`, `budget $500 passes on 27 Nov`."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.budget import BudgetLevel, BudgetPeriod, BudgetState
from aimonitor.domain.state import Dashboard, FigureStatus
from aimonitor.insight.budget_choice import over_everything
from aimonitor.qtmodels import budget_words as words
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import money, whole_money
from aimonitor.ui.summary_words import CardWords


class BudgetCards:
    """The cards about today and the month, held against the budgets over everything."""

    def __init__(self, board: Dashboard, budgets: tuple[BudgetState, ...], locale: QLocale) -> None:
        self._board = board
        self._budgets = budgets
        self._locale = locale

    def today(self, card: CardWords, decimals: int | None = None) -> CardWords:
        """`card` with the daily budget: amber past its soft limit, red past its hard one."""
        all_found = over_everything(self._budgets, BudgetPeriod.DAY)
        if not all_found:
            return card
        card, found = self._explained(card, all_found), all_found[0]
        if found.amount is None or self._board.today.status is not FigureStatus.KNOWN:
            return card
        note = words.of_words(found, self._locale, decimals)
        card = replace(_noted(card, note, self._board.today.note), tone=words.tone(found))
        limit = money(words.limit_money(found), self._locale, decimals)
        return replace(card, brief=f"at least · budget {limit}") if found.at_least else card

    def pace(self, card: CardWords) -> CardWords:
        """`card` with the monthly budget: when it passes (amber), or when it was passed (red)."""
        all_found = over_everything(self._budgets, BudgetPeriod.MONTH)
        if not all_found:
            return card
        card, found, missing = self._explained(card, all_found), all_found[0], self._board.forecast_note
        comes = words.what_comes(found, self._locale)
        if comes:
            tone = Tone.ERROR if found.level is BudgetLevel.HARD else Tone.WARNING
            brief = words.what_comes(found, self._locale, brief=True)
            return replace(_noted(card, comes, missing, brief), tone=tone)
        is_told = any(one.currency == found.budget.currency for one in self._board.forecast)
        if not is_told or found.level is BudgetLevel.UNKNOWN or found.at_least:
            return card
        return _noted(card, f"within budget {whole_money(words.limit_money(found), self._locale)}", missing)

    def _explained(self, card: CardWords, budgets: tuple[BudgetState, ...]) -> CardWords:
        """The tooltip keeps what the card said before, and tells the whole of each budget."""
        told = [words.budget_line(one, self._locale) for one in budgets]
        lines = [*card.tooltip.split("\n"), card.note, *told]
        return replace(card, tooltip="\n".join(dict.fromkeys(line for line in lines if line)))


def _noted(card: CardWords, note: str, missing: str, brief: str = "") -> CardWords:
    """The card with that line below its figure; in a narrow one without what is missing in it."""
    return replace(card, note=f"{note} · {missing}" if missing else note, brief=note if missing else brief)
