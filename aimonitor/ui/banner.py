"""Messages above the dashboard that stay until they are over: a damaged database, no network, demo data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.shown_text import printable
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3

_LONGEST = 1000
_TONES = {Tone.NORMAL: "info", Tone.MUTED: "info", Tone.WARNING: "warning", Tone.ERROR: "error"}


class Banner(QFrame):
    """One message, with at most one button that helps.

    Signals:
        pressed(), dismissed()
    """

    pressed = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Banner")
        self.message = ToneLabel(wraps=True)
        self.button = QPushButton()
        self.button.clicked.connect(self.pressed)
        self.dismiss = QToolButton()
        self.dismiss.setObjectName("Dismiss")
        self.dismiss.setText("✕")
        self.dismiss.setToolTip("Dismiss")
        self.dismiss.setAccessibleName("Dismiss this message")
        self.dismiss.clicked.connect(self.dismissed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_1, SPACE_1, SPACE_1)
        row.setSpacing(SPACE_2)
        row.addWidget(self.message, 1)
        row.addWidget(self.button)
        row.addWidget(self.dismiss)

    def show_message(self, text: str, *, tone: Tone, button: str, dismissable: bool) -> None:
        """Show `text` as plain text; a button only where it has words."""
        shown = printable(text, _LONGEST)
        self.message.setText(shown)
        self.setAccessibleName(shown)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.dismiss.setVisible(dismissable)
        self.setProperty("tone", _TONES[tone])
        self.style().unpolish(self)
        self.style().polish(self)


class BannerArea(QWidget):
    """All messages that are in force, one banner a key.

    Signals:
        pressed(str key), dismissed(str key)
    """

    pressed = Signal(str)
    dismissed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)
        self.hide()

    def show_message(
        self, key: str, text: str, *, tone: Tone = Tone.WARNING, button: str = "", dismissable: bool = True
    ) -> None:
        """Show a message, in place of the one with the same key."""
        banner = self._banners.get(key) or self._made(key)
        banner.show_message(text, tone=tone, button=button, dismissable=dismissable)
        self.show()

    def clear(self, key: str) -> None:
        """The reason is over: take the message away."""
        banner = self._banners.pop(key, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def banner(self, key: str) -> Banner | None:
        """The banner of that key, while it is shown."""
        return self._banners.get(key)

    def _made(self, key: str) -> Banner:
        banner = Banner(self)
        banner.pressed.connect(lambda: self.pressed.emit(key))
        banner.dismissed.connect(lambda: self._dismiss(key))
        self._banners[key] = banner
        self._column.addWidget(banner)
        return banner

    def _dismiss(self, key: str) -> None:
        self.clear(key)
        self.dismissed.emit(key)
