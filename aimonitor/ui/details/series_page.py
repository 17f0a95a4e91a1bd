"""A chart with what its colours mean beside it: the Spend tab and the Tokens tab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from PySide6.QtWidgets import QPushButton, QWidget

from aimonitor.domain.history import Series
from aimonitor.domain.money import Money, amount_in
from aimonitor.domain.state import FigureStatus
from aimonitor.insight.grouping import Grouping, fitting, grouped
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.insight.period_figures import PeriodTotal
from aimonitor.qtmodels.format import compact, exact, exact_money, money, span_words
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.bar_chart import BarChart
from aimonitor.ui.charts.view import within, without
from aimonitor.ui.charts.words import value_words, whole_label
from aimonitor.ui.details.chart_page import ChartPage
from aimonitor.ui.details.headline import Headline
from aimonitor.ui.details.legend import Legend, LegendRow
from aimonitor.ui.details.notes import Note
from aimonitor.ui.details.switch import Switch
from aimonitor.ui.details.words import gap_words, partial_words

_GAP_SIGN = "▢"
_PARTIAL_SIGN = "▒"
_ODD_SIGN = "≠"
_NEAR_SIGN = "⤢"
_SHORT = 7
_PRECISION = 50
_GROUPINGS = {Grouping.DAY: "Day", Grouping.WEEK: "Week", Grouping.MONTH: "Month"}
_BUDGETS = {
    Grouping.DAY: "daily budget",
    Grouping.WEEK: "weekly budget",
    Grouping.MONTH: "monthly budget",
}
Stacks = Mapping[str, tuple[Series, ...]]
"""The same amounts, stacked in one way or several: `provider`, `model`."""


class SeriesPage(ChartPage):
    """A bar chart with its legend, its grouping, and the way back from a closer look."""

    def __init__(self, title: str, wording: Wording, parent: QWidget | None = None) -> None:
        self.chart = BarChart(title)
        super().__init__(self.chart, wording, parent)
        self._stacks: Stacks = {}
        self._stacked_by = ""
        self._by: Grouping | None = None
        self._budgets: dict[Grouping, dict[str, Money]] = {}
        self._total: PeriodTotal | None = None
        self._hidden: frozenset[str] = frozenset()
        self._remarks: tuple[str, ...] = ()
        self.headline = Headline()
        self.stacking, self.grouping = Switch("Stacked by"), Switch("A bar a")
        self.whole = QPushButton("&Whole period")
        self.legend = Legend(self)
        self.stacking.chosen.connect(self._stack_by)
        self.grouping.chosen.connect(self._group_by)
        self.whole.clicked.connect(lambda: self.chart.set_zoom(None))
        self.chart.zoomed.connect(lambda _zoomed: self.show_chosen())
        self.legend.toggled.connect(self._toggle)
        self.whole.hide()
        side = (self.headline, self.switch, self.stacking, self.grouping, self.legend, self.whole, self.notes)
        self.lay_out(self.name, self.range, *side)
        self._of_chart = tuple(widget for widget in side if widget is not self.headline)

    # --- what is shown --------------------------------------------------------------------------

    def show_stacks(self, stacks: Stacks, remarks: tuple[str, ...] = ()) -> None:
        """Show the same amounts, stacked as the user chose; no stack is empty."""
        self._stacks, self._remarks = stacks, remarks
        if self._stacked_by not in stacks:
            self._stacked_by = next(iter(stacks))
        super().show_series(stacks[self._stacked_by])

    def show_series(self, series: tuple[Series, ...]) -> None:
        """Show these, stacked in one way only."""
        self.show_stacks({"": series})

    def set_total(self, total: PeriodTotal | None) -> None:
        """The figure of the whole period, which the bars are held against."""
        if total != self._total:
            self._total = total
            self.show_chosen()

    def set_budgets(self, budgets: Iterable[Money], by: Grouping) -> None:
        """Lines for what a day, week or month may cost; each drawn in its own currency and grouping only."""
        lines = {one.currency: one for one in budgets}
        if lines != self._budgets.get(by, {}):
            self._budgets[by] = lines
            self.show_chosen()

    def forget_choices(self) -> None:
        """Another provider or other days: no closer look, nothing switched off, the fitting grouping."""
        self._by, self._hidden = None, frozenset()
        self.chart.set_zoom(None)

    def _stack_by(self, way: str) -> None:
        self._stacked_by, self._hidden = way, frozenset()
        super().show_series(self._stacks[way])

    def _group_by(self, by: str) -> None:
        self._by = Grouping(by)
        self.show_chosen()

    def _toggle(self, label: str) -> None:
        self._hidden = self._hidden ^ {label}
        self.show_chosen()

    # --- drawing --------------------------------------------------------------------------------

    def draw(self, series: Series) -> None:
        """The series in the chosen grouping, without the parts that are switched off."""
        by = self._by or fitting(len(series.days))
        bars = grouped(series, by, week_start=self._wording.locale.firstDayOfWeek().value)
        hidden = self._hidden.intersection(series.labels)
        self.chart.set_hidden(hidden)
        self.chart.set_series(bars)
        self._draw_budget(series, by)
        looked_at = within(series, self.chart.zoom)
        self.stacking.offer([(way, f"By {way}") for way in self._stacks if way], self._stacked_by)
        several = len(series.days) > _SHORT
        self.grouping.offer([(one.value, text) for one, text in _GROUPINGS.items()] if several else [], by)
        self.whole.setVisible(self.chart.zoom is not None)
        self.legend.setVisible(True)
        self.legend.set_rows(self._rows(looked_at, hidden))
        self.notes.set_notes(self._notes(looked_at, series))

    def _draw_budget(self, series: Series, by: Grouping) -> None:
        budget = self._budgets.get(by, {}).get(series.unit)
        if budget is None:
            self.chart.set_budget(None)
            return
        words = money(budget, self._wording.locale, self._wording.decimals)
        self.chart.set_budget(budget.amount, f"{_BUDGETS[by]}  {words}")

    def _rows(self, series: Series, hidden: frozenset[str]) -> tuple[LegendRow, ...]:
        can_hide = len(series.labels) > 1
        rows = [
            self._row(label, total, series, can_hide=can_hide, is_hidden=label in hidden)
            for label, total in zip(series.labels, series.totals, strict=True)
        ]
        shown = without(series, hidden)
        with localcontext(prec=_PRECISION):
            whole = self._row(whole_label(hidden), sum(shown.totals, Decimal(0)), series, is_sum=True)
        return (*rows, whole) if len(rows) != 1 else tuple(rows)

    def _row(
        self,
        label: str,
        total: Decimal,
        series: Series,
        *,
        is_sum: bool = False,
        can_hide: bool = False,
        is_hidden: bool = False,
    ) -> LegendRow:
        locale = self._wording.locale
        if series.unit == TOKENS:
            words, full = compact(total, locale), f"{exact(total, locale)} tokens"
        else:
            amount = Money(amount=total, currency=series.unit)
            words, full = money(amount, locale, self._wording.decimals), exact_money(amount, locale)
        return LegendRow(
            label=label, total=words, exact=full, is_sum=is_sum, can_hide=can_hide, is_hidden=is_hidden
        )

    def _notes(self, looked_at: Series, series: Series) -> tuple[Note, ...]:
        locale = self._wording.locale
        zoom = self.chart.zoom
        near = () if zoom is None else (f"{span_words(zoom.first, zoom.last, locale)} only",)
        return (
            *(Note(_NEAR_SIGN, words) for words in near),
            *(Note(_GAP_SIGN, words) for words in gap_words(looked_at, locale)),
            *(Note(_PARTIAL_SIGN, words) for words in partial_words(looked_at, locale)),
            *(Note(_PARTIAL_SIGN, words) for words in self._remarks),
            *(Note(_ODD_SIGN, words) for words in self._odd_words(series)),
        )

    def _odd_words(self, series: Series) -> tuple[str, ...]:
        """Where a service states a figure of its own, the bars need not add up to it."""
        figure = self._total.money if self._total is not None else None
        if series.unit == TOKENS or figure is None or figure.status is not FigureStatus.KNOWN:
            return ()
        with localcontext(prec=_PRECISION):
            summed = sum(series.totals, Decimal(0))
        if amount_in(figure.totals, series.unit) in (summed, None):
            return ()
        words = value_words(summed, series.unit, self._wording.locale, self._wording.decimals)
        return (f"the figure above is stated as such; the bars, read day by day, add up to {words}",)
