"""Light or dark, as the user chose or as the system is, changed while the app runs."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from aimonitor.ui.stylesheet import stylesheet
from aimonitor.ui.tokens import DARK, LIGHT, Tokens

_DARK_BELOW = 128
_Role = QPalette.ColorRole


class ThemeChoice(StrEnum):
    """What the user may choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Gives the application its style, palette and stylesheet.

    Signals:
        changed(Tokens): other colours are in use now.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app: QApplication | None = None
        self._choice = ThemeChoice.SYSTEM
        self._tokens = LIGHT
        self._system_is_dark = False

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    def use_style(self, app: QApplication) -> None:
        """Give `app` the widgets' style alone: the sheet comes once they stand.

        With a sheet each widget is styled anew whenever one of those around it moves into another.
        """
        if self._app is None:
            self._app = app
            self._system_is_dark = app.palette().color(_Role.Window).lightness() < _DARK_BELOW
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._follow)

    def apply(self, app: QApplication, choice: ThemeChoice | str = ThemeChoice.SYSTEM) -> None:
        """Use `choice` from now on, and follow the system while that is the choice."""
        self.use_style(app)
        hints = app.styleHints()
        self._choice = ThemeChoice(choice)
        wanted = {ThemeChoice.LIGHT: Qt.ColorScheme.Light, ThemeChoice.DARK: Qt.ColorScheme.Dark}
        hints.setColorScheme(wanted.get(self._choice, Qt.ColorScheme.Unknown))
        self._use(self._wanted(hints.colorScheme()))

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self._use(self._wanted(scheme))

    def _wanted(self, scheme: Qt.ColorScheme) -> Tokens:
        if self._choice is not ThemeChoice.SYSTEM:
            return DARK if self._choice is ThemeChoice.DARK else LIGHT
        if scheme is Qt.ColorScheme.Unknown:
            return DARK if self._system_is_dark else LIGHT
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT

    def _use(self, tokens: Tokens) -> None:
        if self._app is None or (tokens is self._tokens and self._app.styleSheet()):
            return
        self._tokens = tokens
        self._app.setPalette(palette(tokens))
        self._app.setStyleSheet(stylesheet(tokens))
        self.changed.emit(tokens)


def palette(tokens: Tokens) -> QPalette:
    """The palette of `tokens`, for everything the stylesheet does not name."""
    roles = {
        _Role.Window: tokens.background,
        _Role.WindowText: tokens.text,
        _Role.Base: tokens.surface,
        _Role.AlternateBase: tokens.hover,
        _Role.Text: tokens.text,
        _Role.PlaceholderText: tokens.muted,
        _Role.Button: tokens.surface,
        _Role.ButtonText: tokens.text,
        _Role.BrightText: tokens.error_text,
        _Role.ToolTipBase: tokens.surface,
        _Role.ToolTipText: tokens.text,
        _Role.Highlight: tokens.selection,
        _Role.HighlightedText: tokens.text,
        _Role.Accent: tokens.accent,
        _Role.Link: tokens.link,
        _Role.LinkVisited: tokens.link,
        _Role.Light: tokens.surface,
        _Role.Midlight: tokens.hover,
        _Role.Mid: tokens.line,
        _Role.Dark: tokens.muted,
        _Role.Shadow: tokens.line,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """`font` larger or smaller by `factor`, whether it is measured in points or pixels."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * factor)))
    made.setBold(bold)
    return made


def tabular(font: QFont) -> QFont:
    """`font` with figures of one width, so that columns of numbers stand still."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
