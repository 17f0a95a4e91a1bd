"""What is wrong with the selected provider, and the one button that mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import Repair
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.details.words import REPAIRS, problem_words
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3

_SIGNS = {Health.NEEDS_YOU: "■", Health.STALE: "▲"}


class ProblemStrip(QFrame):
    """Hidden while all is well.

    Signals:
        repair_wanted(Repair): its button was pressed
    """

    repair_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._repair: Repair | None = None
        self.setObjectName("Banner")
        self.sign = ToneLabel(Tone.ERROR)
        self.sign.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.words = ToneLabel(wraps=True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_1, SPACE_2, SPACE_1)
        row.setSpacing(SPACE_2)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.button)
        self.hide()

    def show_state(self, state: ProviderState | None, wording: Wording) -> None:
        """Say what is wrong with `state`, or hide."""
        words = problem_words(state, wording) if state is not None else ""
        if state is None or not words:
            self.hide()
            return
        needs_you = state.health is Health.NEEDS_YOU
        tone = Tone.ERROR if needs_you else Tone.WARNING
        self._set_tone(tone)
        self.sign.setText(_SIGNS.get(state.health, "▲"))
        self.sign.set_tone(tone)
        self.words.setText(words)
        self._repair = state.problem.repair if state.problem is not None else None
        self.button.setText(REPAIRS[self._repair] if self._repair is not None else "")
        self.button.setVisible(self._repair is not None)
        self.button.setAccessibleDescription(words)
        self.show()

    def _set_tone(self, tone: Tone) -> None:
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self.style().unpolish(self)
            self.style().polish(self)

    def _press(self) -> None:
        if self._repair is not None:
            self.repair_wanted.emit(self._repair)
