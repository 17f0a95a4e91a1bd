"""The whole of the chosen period above a legend: its figure, and the change against the period before."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from aimonitor.insight.period_figures import PeriodTotal
from aimonitor.qtmodels.figures import Shown, Tone, shown_count, shown_money
from aimonitor.qtmodels.format import span_words
from aimonitor.qtmodels.records import Wording
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.summary_words import change_words

_LARGE, _SMALL = 1.25, 0.92
_READING = Shown(text="…", tone=Tone.MUTED, tooltip="These days are being read.")


class Headline(QWidget):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = ToneLabel(factor=_LARGE, bold=True)
        self.change = ToneLabel(Tone.MUTED, factor=_SMALL, wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.figure)
        column.addWidget(self.change)
        self.hide()

    def show_money(self, total: PeriodTotal, wording: Wording) -> None:
        """The cost of the period; its change says what it is held against."""
        money = total.money
        shown = _READING if money is None else shown_money(money, wording.locale, wording.decimals)
        change = change_words(total.change, wording.locale)
        if change and total.before is not None:
            change += f" against {span_words(total.before.first, total.before.last, wording.locale)}"
        self._show(shown, change)

    def show_tokens(self, total: PeriodTotal, wording: Wording) -> None:
        """The tokens of the period; hidden where nobody adds them up."""
        if total.tokens is not None:
            self._show(shown_count(total.tokens, wording.locale), "")
        else:
            self.hide()

    def _show(self, shown: Shown, change: str) -> None:
        self.figure.setText(shown.text)
        self.figure.set_tone(shown.tone)
        self.setToolTip(plain_tooltip(shown.tooltip))
        self.setAccessibleDescription(shown.tooltip)  # else a screen reader reads the tooltip's marks
        self.figure.setAccessibleDescription(shown.tooltip)
        self.change.setText(change)
        self.change.setVisible(bool(change))
        self.show()
