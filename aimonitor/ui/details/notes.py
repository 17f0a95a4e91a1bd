"""Short remarks below a legend, each with the sign of what it explains."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from aimonitor.qtmodels.figures import Tone
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_1

_SMALL = 0.92


class Note(NamedTuple):
    """A sign and the words beside it."""

    sign: str
    words: str


class Notes(QWidget):
    """As many rows as there are notes; rows are kept and reused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[ToneLabel, ToneLabel]] = []
        self._notes: tuple[Note, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, SPACE_1, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_1)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnStretch(1, 1)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is shown."""
        return self._notes

    def set_notes(self, notes: tuple[Note, ...]) -> None:
        """Show these; hidden where there are none."""
        self._notes = notes
        while len(self._rows) < len(notes):
            self._add_row()
        for place, row in enumerate(self._rows):
            note = notes[place] if place < len(notes) else None
            for label, text in zip(row, note or ("", ""), strict=True):
                label.setText(text)
                label.setVisible(note is not None)
        self.setVisible(bool(notes))

    def _add_row(self) -> None:
        place = len(self._rows)
        row = ToneLabel(Tone.MUTED, factor=_SMALL), ToneLabel(Tone.MUTED, factor=_SMALL, wraps=True)
        for column, label in enumerate(row):
            self._grid.addWidget(label, place, column, Qt.AlignmentFlag.AlignTop)
        self._rows.append(row)
