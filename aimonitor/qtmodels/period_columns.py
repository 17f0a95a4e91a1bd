"""The two columns of the provider table that follow the chosen period."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from aimonitor.domain.state import CountFigure, MoneyFigure, ProviderState
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.qtmodels.figures import Shown, Tone, shown_count, shown_money
from aimonitor.qtmodels.period_words import days_words, heading
from aimonitor.qtmodels.provider_columns import figure_column, sort_money
from aimonitor.qtmodels.records import Column, Wording

READING = "…"
BEING_READ = Shown(text=READING, tone=Tone.MUTED, tooltip="These days are being read.")


def period_columns(figures: PeriodFigures, locale: QLocale) -> dict[str, Column[ProviderState]]:
    """Cost and tokens of the period, by the id of the column that shows them."""
    days = days_words(figures.period, locale)
    return {
        "month": figure_column(
            "month",
            heading(figures.period, locale),
            lambda state, wording: _money(figures.of(state).money, wording),
            lambda state: _sorted_money(figures.of(state).money),
            f"Cost of {days}.",
        ),
        "tokens": figure_column(
            "tokens",
            "Tokens",
            lambda state, wording: _count(figures.of(state).tokens, wording),
            lambda state: _sorted_count(figures.of(state).tokens),
            f"Input and output tokens of {days}.",
        ),
    }


def _money(figure: MoneyFigure | None, wording: Wording) -> Shown:
    return BEING_READ if figure is None else shown_money(figure, wording.locale, wording.decimals)


def _sorted_money(figure: MoneyFigure | None) -> object:
    return None if figure is None else sort_money(figure)


def _count(figure: CountFigure | None, wording: Wording) -> Shown:
    return BEING_READ if figure is None else shown_count(figure, wording.locale)


def _sorted_count(figure: CountFigure | None) -> object:
    return None if figure is None else figure.value
