"""The page that stands where the table will be, until there is a provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from aimonitor import resources
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.field import set_tone, words
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.sizes import scaled_px
from aimonitor.ui.theme import scaled
from aimonitor.ui.tokens import ROW_HEIGHT, SPACE_2, SPACE_3

if TYPE_CHECKING:
    from aimonitor.ui.found_keys import FoundKeys

SENTENCE = "Add a key of an AI service to see what it costs, how much is left, and when it runs out."
_WIDTH = 620
_BUTTON_WIDTH = 320


class FirstRunPage(QWidget):
    """One sentence and three ways to begin.

    Signals:
        add_wanted, demo_wanted
        environment_wanted(list[tuple[str, str]]): provider type and variable of each that was ticked
    """

    add_wanted = Signal()
    demo_wanted = Signal()
    environment_wanted = Signal(list)

    def __init__(self, registry: Registry, environ: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._registry = registry
        self._environ = environ
        self.sentence = words(SENTENCE)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add = QPushButton("&Add a provider")
        self.add.setProperty("primary", "true")
        self.environment = QPushButton("Use keys found in the &environment")
        self.demo = QPushButton("&Look around with demo data")
        self.outcome = words("", "muted")
        self.outcome.hide()
        self._found = QVBoxLayout()
        self._panel: FoundKeys | None = None
        self._area: QScrollArea | None = None
        self.add.clicked.connect(self.add_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        self.environment.clicked.connect(self.show_environment)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the page out when it is first seen: with a provider, it never is."""
        super().showEvent(event)
        if self._area is None:
            self._lay_out()

    def _lay_out(self) -> None:
        icon = QLabel()
        icon.setPixmap(QIcon(str(resources.path("icons", "aimonitor.svg"))).pixmap(QSize(72, 72)))
        icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = words("Welcome to AIMonitor", bold=True)
        title.setFont(scaled(self.font(), 1.6, bold=True))
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QVBoxLayout()
        buttons.setSpacing(SPACE_2)
        for button in (self.add, self.environment, self.demo):
            button.setMinimumSize(scaled_px(self, _BUTTON_WIDTH), scaled_px(self, ROW_HEIGHT))
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column = QWidget()
        column.setMaximumWidth(scaled_px(self, _WIDTH))
        inner = QVBoxLayout(column)
        inner.setSpacing(SPACE_3)
        inner.addStretch(1)
        for widget in (icon, title, self.sentence):
            inner.addWidget(widget)
        inner.addLayout(buttons)
        inner.addLayout(self._found)
        inner.addWidget(self.outcome)
        inner.addStretch(2)
        holder = QWidget()
        middle = QHBoxLayout(holder)
        middle.addWidget(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(holder)
        layout.addWidget(self._area)

    @property
    def panel(self) -> FoundKeys:
        """The list of keys that were found; made when it is first asked for."""
        if self._panel is None:
            from aimonitor.ui.found_keys import FoundKeys  # noqa: PLC0415  not before the first paint

            self._panel = FoundKeys(self._registry, self._environ)
            self._panel.taken.connect(self.environment_wanted)
            self._found.addWidget(self._panel)
        return self._panel

    def show_environment(self) -> None:
        """List the variables that seem to hold keys; their values are never shown."""
        nothing = self.panel.look()
        self.show_outcome(nothing)
        self.panel.setVisible(not nothing)
        if not nothing:
            self.panel.ticks[0][0].setFocus()
        QTimer.singleShot(0, self, self._show_answer)

    def _show_answer(self) -> None:
        """Where the page is low, what it was asked for stands below its edge."""
        if self._area is None:
            return
        answer = (self.panel, self.panel.ticks[0][0]) if self.panel.isVisibleTo(self) else (self.outcome,)
        for widget in answer:  # where not all of it has room, its beginning
            self._area.ensureWidgetVisible(widget, 0, SPACE_2)

    def show_outcome(self, text: str, tone: str = "muted") -> None:
        """Say what came of it, below the buttons; "" says nothing."""
        self.outcome.setText(text)
        set_tone(self.outcome, tone)
        self.outcome.setVisible(bool(text))
