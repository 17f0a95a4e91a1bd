"""How far the reading of old days is, in the status bar, with a button that ends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from aimonitor.domain.state import ProviderState
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_2

_BAR = (72, 6)


class OlderDays(QWidget):
    """One line for all providers whose old days are being read; hidden while there are none.

    Signals:
        stop_wanted(str provider id): once for each of them
    """

    stop_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: dict[str, tuple[str, int, int]] = {}
        self.words = ToneLabel(Tone.MUTED)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(*_BAR)
        self.stop = QToolButton()
        self.stop.setText("Stop")
        self.stop.setToolTip("Read no more old days for now. What was read is kept; the rest is read later.")
        self.stop.setAccessibleName("Stop reading older days")
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        row.setSpacing(SPACE_2)
        for part in (self.bar, self.words, self.stop):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def set_state(self, state: ProviderState) -> None:
        """Hear of one provider."""
        if state.older_days is None:
            self.forget(state.provider.id)
        else:
            self._reading[state.provider.id] = (one_line(state.provider.name), *state.older_days)
            self._draw()

    def forget(self, provider_id: str) -> None:
        """It reads no old days any more, or is gone."""
        if self._reading.pop(provider_id, None) is not None:
            self._draw()

    def _draw(self) -> None:
        done = sum(one[1] for one in self._reading.values())
        total = sum(one[2] for one in self._reading.values())
        text = f"Reading older days: {done} of {total}"
        self.words.setText(text)
        self.words.setAccessibleName(text)
        lines = [f"{name}: {read} of {days} days" for name, read, days in self._reading.values()]
        self.words.setToolTip(plain_tooltip("\n".join(lines)))
        self.words.setAccessibleDescription("\n".join(lines))
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(done)
        self.bar.setAccessibleName(text)
        self.setVisible(bool(self._reading))

    def _stop(self) -> None:
        for provider_id in tuple(self._reading):
            self.stop_wanted.emit(provider_id)
