"""A year of days at one glance: the Year tab."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from aimonitor.domain.history import DayStatus, Series, SeriesDay
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import day_with_year
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.heat_map import HeatMap
from aimonitor.ui.charts.layout import total
from aimonitor.ui.charts.words import value_words
from aimonitor.ui.details.chart_page import ChartPage
from aimonitor.ui.details.notes import Note
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_1

_LARGE = 1.25
_HINT = "Click a day to see it alone."


class YearPage(ChartPage):
    """A heat map, its sum, its most expensive day, and the way to the years before.

    Signals:
        day_chosen(date), step_wanted(int): -1 for the year before, 1 for the next one
    """

    day_chosen = Signal(object)
    step_wanted = Signal(int)

    def __init__(self, wording: Wording, parent: QWidget | None = None) -> None:
        self.chart = HeatMap("Spend of a year by UTC day")
        super().__init__(self.chart, wording, parent)
        self.sum = ToneLabel(factor=_LARGE, bold=True)
        self.hint = ToneLabel(Tone.MUTED, wraps=True)
        self.hint.setText(_HINT)
        self.earlier, self.later = QPushButton("&Earlier"), QPushButton("&Later")
        self.earlier.setAccessibleName("The year before")
        self.later.setAccessibleName("The year after")
        self.earlier.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.later.clicked.connect(lambda: self.step_wanted.emit(1))
        self.chart.day_chosen.connect(self.day_chosen)
        steps = QWidget()
        row = QHBoxLayout(steps)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        row.addWidget(self.earlier)
        row.addWidget(self.later)
        row.addStretch()
        self.lay_out(self.name, self.range, self.sum, self.switch, self.notes, self.hint, steps)
        self._of_chart = (self.sum, self.switch, self.notes, self.hint)

    def set_steps(self, *, later: bool) -> None:
        """Whether there is a year after the one that is shown."""
        self.later.setEnabled(later)

    def draw(self, series: Series) -> None:
        """The year in one currency."""
        self.chart.set_series(series)
        locale, decimals = self._wording.locale, self._wording.decimals
        self.sum.setText(value_words(sum(series.totals, Decimal(0)), series.unit, locale, decimals))
        self.sum.show()
        self.hint.show()
        self.notes.set_notes(tuple(self._notes(series)))

    def _notes(self, series: Series) -> list[Note]:
        known = [day for day in series.days if day.status is not DayStatus.MISSING]
        notes: list[Note] = []
        if known and any(total(day) > 0 for day in known):
            notes.append(Note("▲", self._extreme(max(known, key=total), series.unit)))
        missing = len(series.days) - len(known)
        if missing:
            notes.append(Note("▢", f"no data on {missing} of {len(series.days)} days"))
        return notes

    def _extreme(self, day: SeriesDay, unit: str) -> str:
        locale = self._wording.locale
        amount = value_words(total(day), unit, locale, self._wording.decimals)
        return f"most on {day_with_year(day.day, locale)}: {amount}"
