"""The tabs, and what goes into each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from aimonitor.domain.history import History
from aimonitor.domain.periods import Period
from aimonitor.domain.state import PollRecord, ProviderState
from aimonitor.insight.period_figures import PeriodTotal
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.qtmodels.format import dated_span, span_words
from aimonitor.qtmodels.limits import LimitsModel
from aimonitor.qtmodels.models import ModelsModel, says_something
from aimonitor.qtmodels.polls import PollsModel
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.delegates.meter import MeterDelegate
from aimonitor.ui.details import words
from aimonitor.ui.details.alerts_part import AlertsPart
from aimonitor.ui.details.series_page import SeriesPage
from aimonitor.ui.details.table_page import TablePage
from aimonitor.ui.details.year_page import YearPage

_METER_LETTERS = 26


class DetailPages(QTabWidget):
    """Spend, Tokens, Year, Models, Limits and alerts, Polls and errors; for all providers the first four."""

    def __init__(
        self,
        wording: Wording,
        manifest_of: Callable[[str], ProviderManifest | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wording = wording
        self._manifest_of = manifest_of
        self._history: History | None = None
        self._total: PeriodTotal | None = None
        self._has_polls = False
        self.spend = SeriesPage("Spend per UTC day", wording)
        self.tokens = SeriesPage("Tokens per UTC day", wording)
        self.year = YearPage(wording)
        self.models = TablePage("Models", ModelsModel(wording))
        self.limits = TablePage("Limits", LimitsModel(wording))
        self.alerts = AlertsPart(wording)
        self.limits.add_beside(self.alerts)
        self.alerts.filled.connect(self.limits.set_beside)
        self.polls = TablePage("Polls", PollsModel(wording))
        self._build()
        self.forget_history()
        self.forget_year()
        self.forget_polls()

    def _build(self) -> None:
        self.setDocumentMode(True)
        pages = {
            "Spend": self.spend,
            "Tokens": self.tokens,
            "Year": self.year,
            "Models": self.models,
            "Limits and alerts": self.limits,
            "Polls and errors": self.polls,
        }
        for title, page in pages.items():
            self.addTab(page, title)
        self.setAccessibleName("Details")
        self.models.stretch("model")
        self.models.sort_by("cost", Qt.SortOrder.DescendingOrder)
        self.limits.stretch("name")
        self.limits.sort_by("meter", Qt.SortOrder.DescendingOrder)
        table, column = self.limits.table, self.limits.model.column_of("meter")
        table.setItemDelegateForColumn(column, MeterDelegate(table))
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.4))
        header = table.horizontalHeader()
        header.setSectionResizeMode(column, header.ResizeMode.Interactive)
        header.resizeSection(column, self.fontMetrics().averageCharWidth() * _METER_LETTERS)
        self.polls.stretch("message")
        self.polls.sort_by("time", Qt.SortOrder.DescendingOrder)

    # --- what is shown --------------------------------------------------------------------------

    def show_state(self, state: ProviderState, days: Period, wording: Wording) -> None:
        """What is known without reading history: names, limits, the next poll."""
        self._reword(wording)
        span = _span(days.first, days.last, wording)
        name = one_line(state.provider.name)
        self._show_own_tabs(shown=True)
        self.spend.set_heading(name, f"{span}, by model, UTC days")
        self.tokens.set_heading(name, f"{span}, by kind, UTC days")
        self.limits.show_records(state.windows, words.no_limits_words(state))
        self.limits.hide_column("scope", hidden=not any(window.scope for window in state.windows))
        told = (words.balance_words(state.balances, wording), words.key_words(state.key_life, wording))
        self.limits.set_note(" ".join(filter(None, (_left_note(state, wording), *told))))
        self.alerts.show_provider(state.provider.id)
        self.polls.set_note(words.polls_note(state, wording))
        if self._history is not None:
            self.show_history(state, self._history)

    def show_everyone(self, days: Period, wording: Wording, name: str = words.EVERYONE) -> None:
        """No provider is selected: sums over several, and no tabs that only one can have."""
        self._reword(wording)
        self._several = name
        self._show_own_tabs(shown=False)
        span = _span(days.first, days.last, wording)
        self.spend.set_heading(name, f"{span}, UTC days")
        self.tokens.set_heading(name, f"{span}, by provider, UTC days")
        if self._history is not None:
            self.show_history(None, self._history)

    def _show_own_tabs(self, *, shown: bool) -> None:
        for page in (self.limits, self.polls):
            self.setTabVisible(self.indexOf(page), shown)

    def show_history(self, state: ProviderState | None, history: History) -> None:
        """The series and models of `history`; `state` None: of all providers."""
        self._history = history
        if history.spend:
            self._show_spend(history)
        else:
            self.spend.show_words(self._nothing(state, words.no_spend_words, "cost"))
        if history.tokens is not None:
            self.tokens.show_series((history.tokens,))
        else:
            self.tokens.show_words(self._nothing(state, words.no_tokens_words, "tokens"))
        self._show_models(history)

    def _show_spend(self, history: History) -> None:
        if not history.spend_by_model:
            self.spend.show_series(history.spend)
            return
        stacks = {"provider": history.spend, "model": history.spend_by_model}
        self.spend.show_stacks(stacks, words.begin_words(history.begins, self._wording.locale))

    def _nothing(
        self,
        state: ProviderState | None,
        why: Callable[[ProviderState, ProviderManifest | None], str],
        what: str,
    ) -> str:
        if state is None:
            return f"No {what} of any provider is known for these days."
        return why(state, self._manifest_of(state.provider.provider_type))

    def _show_models(self, history: History) -> None:
        shown = [usage for usage in history.models if says_something(usage)]
        self.models.show_records(shown, words.NO_MODELS)
        told = any(usage.cache_write_tokens is not None for usage in shown)
        self.models.hide_column("cache_write", hidden=not told)
        self.models.set_note(words.models_note(history, self._wording.locale))

    def show_total(self, total: PeriodTotal) -> None:
        """The figure of the whole period, and its change: what card and table say too."""
        self._total = total
        self.spend.headline.show_money(total, self._wording)
        self.spend.set_total(total)
        self.tokens.headline.show_tokens(total, self._wording)

    def show_polls(self, records: Iterable[PollRecord]) -> None:
        """The newest polls."""
        self._has_polls = True
        self.polls.show_records(records, words.NO_POLLS)

    def show_year(self, state: ProviderState | None, history: History, *, has_later: bool) -> None:
        """The days of a year."""
        self._several = words.EVERYONE
        self._has_year = True
        name = one_line(state.provider.name) if state is not None else self._several
        span = _span(history.first, history.last, self._wording)
        self.year.set_heading(name, f"{span}, UTC days")
        self.year.set_steps(later=has_later)
        if history.spend:
            self.year.show_series(history.spend)
        else:
            self.year.show_words(self._nothing(state, words.no_spend_words, "cost"))

    def show_failure(self, why: str) -> None:
        """A sentence where there would be days or polls."""
        if self._history is None:
            for page in (self.spend, self.tokens, self.models):
                page.show_words(why)
        if not self._has_year:
            self.year.show_words(why)
        if not self._has_polls:
            self.polls.show_words(why)

    def forget_history(self) -> None:
        """Other days are being read."""
        self._history = None
        self.models.set_note("")
        for page in (self.spend, self.tokens, self.models):
            page.show_words(words.READING)
        for chart in (self.spend, self.tokens):
            chart.forget_choices()

    def forget_year(self) -> None:
        """Another year is being read."""
        self._has_year = False
        self.year.show_words(words.READING)

    def forget_polls(self) -> None:
        """Other polls are being read."""
        self._has_polls = False
        self.polls.show_words(words.READING_POLLS)

    def _reword(self, wording: Wording) -> None:
        before, self._wording = self._wording, wording
        self.spend.set_wording(wording)
        self.tokens.set_wording(wording)
        self.year.set_wording(wording)
        if (before.locale, before.decimals) != (wording.locale, wording.decimals):
            self.models.model.set_wording(wording)
            if self._total is not None:
                self.show_total(self._total)
        elif before.now.astimezone().date() == wording.now.astimezone().date():
            return
        # times of another day are written with their day
        self.limits.model.set_wording(wording)
        self.alerts.set_wording(wording)
        self.polls.model.set_wording(wording)


def _span(first: date, last: date, wording: Wording) -> str:
    """The days, with their year where it is not this one."""
    words = span_words if last.year == wording.now.year else dated_span
    return words(first, last, wording.locale)


def _left_note(state: ProviderState, wording: Wording) -> str:
    if not state.left:
        return ""
    from aimonitor.qtmodels.outlook_words import left_ahead  # noqa: PLC0415  few services tell it

    return left_ahead(state, wording).replace("\n", " ")
