"""A chart with a column at its end: what Spend, Tokens and Year have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from aimonitor.domain.history import Series
from aimonitor.domain.money import shown_order
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.charts.pointed import PointedChart
from aimonitor.ui.details.notes import Notes
from aimonitor.ui.details.switch import Switch
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3

_SIDE_LETTERS = 36
_SMALL = 0.92
_AREA_SHEET = """
QScrollArea { background: transparent; border: 1px solid transparent; }
QScrollArea:focus { border-color: palette(link); }
"""
_SCROLLS = Qt.FocusPolicy.StrongFocus


class ChartPage(QWidget):
    """One or several series (a switch chooses the currency), or a sentence where there is none."""

    def __init__(self, chart: PointedChart, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wording = wording
        self._series: tuple[Series, ...] = ()
        self._unit = ""
        self.name = ToneLabel(factor=1.0, bold=True)
        self.range = ToneLabel(Tone.MUTED, factor=_SMALL, wraps=True)
        self.notes = Notes()
        self.words = ToneLabel(Tone.MUTED, wraps=True)
        self.switch = Switch("Currency")
        self.switch.chosen.connect(self._choose_unit)
        self._chart = chart

    def lay_out(self, *side: QWidget) -> None:
        """Chart and column; `side` are the widgets of the column, from the top."""
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._chart)
        self._stack.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, SPACE_1, SPACE_1, SPACE_2)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._column(side))
        self._of_chart = tuple(widget for widget in side if widget not in (self.name, self.range))

    def _column(self, side: tuple[QWidget, ...]) -> QScrollArea:
        """The column at the end; it scrolls where the window is low."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, SPACE_1, SPACE_2, 0)
        column.setSpacing(SPACE_1 + 1)
        for widget in side:
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
            self.show_chosen()

    def show_words(self, words: str) -> None:
        """A sentence in place of the chart."""
        self._series = ()
        self._chart.set_series(None)
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)
        for widget in self._of_chart:
            widget.hide()

    def show_series(self, series: tuple[Series, ...]) -> None:
        """Show these; the chosen currency stays where it is still there. `series` is not empty."""
        self._series = tuple(sorted(series, key=lambda one: shown_order(one.unit)))
        self._stack.setCurrentWidget(self._chart)
        self.show_chosen()

    @property
    def chosen(self) -> Series | None:
        """The series of the currency that the user chose; else the first."""
        wanted = (series for series in self._series if series.unit == self._unit)
        return next(wanted, next(iter(self._series), None))

    def _choose_unit(self, unit: str) -> None:
        self._unit = unit
        self.show_chosen()

    def show_chosen(self) -> None:
        """Draw the series of the chosen currency."""
        chosen = self.chosen
        if chosen is None:
            return
        self._chart.set_wording(self._wording.locale, self._wording.decimals)
        self.switch.offer([(one.unit, one.unit) for one in self._series], chosen.unit)
        self.draw(chosen)

    def draw(self, series: Series) -> None:
        """Draw `series` and what stands beside it."""
        raise NotImplementedError
