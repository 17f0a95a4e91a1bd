"""What a test found: the kind of key, the figures of one poll, and what could not be read."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from aimonitor.domain.state import FigureStatus, ProviderState
from aimonitor.domain.usage import PartFailure
from aimonitor.insight.problems import ACCOUNT
from aimonitor.monitor.requests import KeyTest
from aimonitor.providers.base import KeyReport
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.qtmodels.figures import Shown, limit_words, shown_count, shown_money
from aimonitor.qtmodels.shown_text import plain_tooltip
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.tokens import SPACE_1, SPACE_3

_ROWS = 5


class Found(QFrame):
    """A panel that shows one test, good or bad, and nothing before it."""

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self.setObjectName("Panel")
        self._locale = locale
        self.headline = words(bold=True)
        self._advice = words("", "warning")
        self._missing = words("", "muted")
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_1)
        self._cells = [(words("", "muted"), _value()) for _ in range(_ROWS)]
        for place, (title, value) in enumerate(self._cells):
            title.setWordWrap(False)
            self._grid.addWidget(title, place, 0)
            self._grid.addWidget(value, place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        layout.addWidget(self.headline)
        layout.addWidget(self._advice)
        layout.addLayout(self._grid)
        layout.addWidget(self._missing)
        self.hide()

    def show_test(self, test: KeyTest, manifest: ProviderManifest) -> None:
        """Show what a good test found."""
        self._say(f"It works. {_who(test.report, manifest)}".strip(), "ok")
        self._tell(self._advice, test.report.advice)
        self._fill(_figures(test.state, self._locale))
        self._tell(self._missing, _missing(test.state))
        self.show()

    def show_problem(self, text: str) -> None:
        """Show why a test failed, where that concerns no field of the form."""
        self._say(text, "error")
        self._tell(self._advice, "")
        self._tell(self._missing, "")
        self._fill([])
        self.show()

    def texts(self) -> list[str]:
        """All that is said, top down."""
        told = [self.headline.text(), self._advice.text()]
        told += [f"{title.text()}: {value.text()}" for title, value in self._cells if title.text()]
        return [text for text in (*told, self._missing.text()) if text]

    def _say(self, text: str, tone: str) -> None:
        self.headline.setText(text)
        set_tone(self.headline, tone)

    def _fill(self, rows: list[tuple[str, Shown]]) -> None:
        for place, (title, value) in enumerate(self._cells):
            known = rows[place] if place < len(rows) else None
            title.setText(known[0] if known else "")
            value.setText(known[1].text if known else "")
            value.setToolTip(plain_tooltip(known[1].tooltip) if known else "")
            value.setAccessibleDescription(known[1].tooltip if known else "")
            set_tone(value, "muted" if known and known[1].tone == "muted" else "")
            title.setVisible(known is not None)
            value.setVisible(known is not None)

    @staticmethod
    def _tell(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))


def _value() -> QLabel:
    label = words()
    label.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    return label


def _who(report: KeyReport, manifest: ProviderManifest) -> str:
    kind = next((kind.name for kind in manifest.key_kinds if kind.id == report.kind), "")
    words = f"{kind} of {report.identity}" if kind and report.identity else kind
    return f"{words.rstrip('.')}." if words else ""


def _figures(state: ProviderState, locale: QLocale) -> list[tuple[str, Shown]]:
    rows = [
        (title, shown_money(figure, locale))
        for title, figure in (
            ("Today (UTC)", state.today),
            ("This month", state.month),
            ("Balance", state.balance),
        )
        if figure.status is not FigureStatus.NOT_OFFERED
    ]
    if state.tokens_month.status is not FigureStatus.NOT_OFFERED:
        rows.append(("Tokens this month", shown_count(state.tokens_month, locale)))
    if state.main_window is not None:
        rows.append(("Limit", Shown(text=limit_words(state.main_window, locale))))
    return rows


def _missing(state: ProviderState) -> str:
    failures = state.last_poll.failures if state.last_poll is not None else ()
    return "\n".join(map(_failure, failures))


def _failure(failure: PartFailure) -> str:
    words = failure.problem.message
    return words if failure.part == ACCOUNT else f"Not read: {failure.part}. {words}"
