"""A chart with what its colours mean beside it: the Spend tab and the Tokens tab."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.history import Series
from aimonitor.domain.money import Money
from aimonitor.insight.history_tokens import TOKENS
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import compact, exact, exact_money, money
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.bar_chart import BarChart
from aimonitor.ui.details.headline import Headline
from aimonitor.ui.details.legend import Legend, LegendRow
from aimonitor.ui.details.notes import Note, Notes
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.details.words import gap_words, partial_words
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3

_GAP_SIGN = "▢"
_PARTIAL_SIGN = "▒"
_SIDE_LETTERS = 36
_SMALL = 0.92
_SWITCH_SHEET = """
QPushButton { padding: 2px 9px; }
QPushButton:checked { background: palette(highlight); border-color: palette(link); }
"""
_AREA_SHEET = """
QScrollArea { background: transparent; border: 1px solid transparent; }
QScrollArea:focus { border-color: palette(link); }
"""
_SCROLLS = Qt.FocusPolicy.StrongFocus
_BUDGET_WORDS = "daily budget"


class SeriesPage(QWidget):
    """One or several series (a switch chooses the currency), or a sentence where there is none."""

    def __init__(self, title: str, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wording = wording
        self._series: tuple[Series, ...] = ()
        self._unit = ""
        self._budget: Money | None = None
        self.chart = BarChart(title, self)
        self.legend = Legend(self)
        self.name = ToneLabel(factor=1.0, bold=True)
        self.range = ToneLabel(Tone.MUTED, factor=_SMALL, wraps=True)
        self.headline = Headline()
        self.notes = Notes()
        self.words = ToneLabel(Tone.MUTED, wraps=True)
        self.switch = QFrame(self)
        self._units = QButtonGroup(self)
        self._units.setExclusive(True)
        self._units.buttonClicked.connect(lambda button: self._choose(button.property("unit")))
        self._build()

    def _build(self) -> None:
        self.switch.setStyleSheet(_SWITCH_SHEET)
        row = QHBoxLayout(self.switch)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addStretch()
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_1, SPACE_1, SPACE_2)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._side())

    def _side(self) -> QScrollArea:
        """The column at the end; it scrolls where the window is low."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, SPACE_1, SPACE_2, 0)
        column.setSpacing(SPACE_2)
        for widget in (self.name, self.range, self.headline, self.switch, self.legend, self.notes):
            column.addWidget(widget)
        column.addStretch()
        area = QScrollArea(self)
        area.setViewport(QWidget())  # paints no ground; to name Qt's own, PySide6 makes all widget classes
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Legend and notes")
        area.setStyleSheet(_AREA_SHEET)
        # a stop for the Tab key only where there is something to scroll to
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.verticalScrollBar().rangeChanged.connect(
            lambda _least, most: area.setFocusPolicy(_SCROLLS if most else Qt.FocusPolicy.NoFocus)
        )
        area.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        area.setFixedWidth(self.fontMetrics().averageCharWidth() * _SIDE_LETTERS)
        # it would paint the ground of the window unless told not to
        inner.setAutoFillBackground(False)
        return area

    def set_heading(self, name: str, days: str) -> None:
        """The provider's name, and the days and their kind in words."""
        self.name.setText(" ".join(name.split()))
        self.range.setText(days)

    def set_wording(self, wording: Wording) -> None:
        """Write figures that way."""
        if (wording.locale, wording.decimals) != (self._wording.locale, self._wording.decimals):
            self._wording = wording
            self._show()

    def set_budget(self, budget: Money | None) -> None:
        """A line for what a day may cost; it is drawn in its own currency only."""
        if budget != self._budget:
            self._budget = budget
            self._show()

    def show_words(self, words: str) -> None:
        """A sentence in place of the chart."""
        self._series = ()
        self.chart.set_series(None)
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)
        for widget in (self.legend, self.notes, self.switch):
            widget.hide()

    def show_series(self, series: tuple[Series, ...]) -> None:
        """Show these; the chosen currency stays where it is still there. `series` is not empty."""
        units = [one.unit for one in series]
        if units != [one.unit for one in self._series]:
            self._fill_switch(units)
        self._series = series
        if self._unit not in units:
            self._unit = "USD" if "USD" in units else units[0]
        self._stack.setCurrentWidget(self.chart)
        self._show()

    def _fill_switch(self, units: list[str]) -> None:
        row = self.switch.layout()
        for button in self._units.buttons():
            self._units.removeButton(button)
            button.deleteLater()
        for place, unit in enumerate(units):
            button = QPushButton(unit)
            button.setCheckable(True)
            button.setProperty("unit", unit)
            button.setAccessibleName(f"Show {unit}")
            self._units.addButton(button)
            if isinstance(row, QHBoxLayout):
                row.insertWidget(place, button)

    def _choose(self, unit: str) -> None:
        self._unit = unit
        self._show()

    def _show(self) -> None:
        one = next((series for series in self._series if series.unit == self._unit), None)
        if one is None:
            return
        for button in self._units.buttons():
            button.setChecked(button.property("unit") == self._unit)
        self.switch.setVisible(len(self._series) > 1)
        self.chart.set_wording(self._wording.locale, self._wording.decimals)
        self.chart.set_series(one)
        self._show_budget(one)
        self.legend.setVisible(True)
        self.legend.set_rows(self._rows(one))
        self.notes.set_notes(
            (
                *(Note(_GAP_SIGN, words) for words in gap_words(one, self._wording.locale)),
                *(Note(_PARTIAL_SIGN, words) for words in partial_words(one, self._wording.locale)),
            )
        )

    def _show_budget(self, series: Series) -> None:
        if self._budget is None or self._budget.currency != series.unit:
            self.chart.set_budget(None)
            return
        words = money(self._budget, self._wording.locale, self._wording.decimals)
        self.chart.set_budget(self._budget.amount, f"{_BUDGET_WORDS}  {words}")

    def _rows(self, series: Series) -> tuple[LegendRow, ...]:
        rows = [
            self._row(label, total, series) for label, total in zip(series.labels, series.totals, strict=True)
        ]
        whole = self._row("total", sum(series.totals, Decimal(0)), series, is_sum=True)
        return (*rows, whole) if len(rows) != 1 else tuple(rows)

    def _row(self, label: str, total: Decimal, series: Series, *, is_sum: bool = False) -> LegendRow:
        locale = self._wording.locale
        if series.unit == TOKENS:
            words, full = compact(total, locale), f"{exact(total, locale)} tokens"
        else:
            amount = Money(amount=total, currency=series.unit)
            words, full = money(amount, locale, self._wording.decimals), exact_money(amount, locale)
        return LegendRow(label=label, total=words, exact=full, is_sum=is_sum)
