"""The row of buttons at the top, and the filter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from aimonitor.domain.periods import PeriodKind
from aimonitor.qtmodels.format import dated_span, default_locale
from aimonitor.ui.menus import Actions, period_menu
from aimonitor.ui.tokens import SPACE_2

_FILTER_CHARS, _FEWEST_FILTER_CHARS = 26, 12
_BEFORE_THE_GAP = 1000
"""How much sooner the filter gets room than the gap before it."""


class ActionButton(QToolButton):
    """A button of an action, reached by Tab."""

    def __init__(self, action: QAction, *, primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Action")
        self.setProperty("primary", primary)
        self.setDefaultAction(action)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(action.text().replace("&", "").rstrip("…"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too, as it does everywhere else."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class Toolbar(QWidget):
    """Add provider, Refresh, filter, period, Export, Settings.

    Signals:
        filter_changed(str), leave_filter(): Enter or Down was pressed in the filter.
    """

    filter_changed = Signal(str)
    leave_filter = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter providers")
        self.filter.setAccessibleName("Filter providers by name, service or model")
        self.filter.setClearButtonEnabled(True)
        for clear in self.filter.findChildren(QToolButton):
            clear.setAccessibleName("Clear the filter")
        self.filter.setToolTip(actions.find.toolTip())
        self.filter.textChanged.connect(self.filter_changed)
        self.filter.installEventFilter(self)
        self.period = self._period_button()
        self._lay_out()
        actions.find.triggered.connect(self._focus_filter)
        actions.period_shown.connect(self._name_period)
        self._name_period()

    def _period_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("Action")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip("Which days cards, table and details show (UTC)")
        menu = period_menu(self._actions)
        menu.setParent(button, menu.windowFlags())
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        actions = self._actions
        self.buttons = (
            ActionButton(actions.add, primary=True),
            ActionButton(actions.refresh),
            ActionButton(actions.export),
            ActionButton(actions.settings),
        )
        add, refresh, export, settings = self.buttons
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2 - 2)
        row.addWidget(add)
        row.addWidget(refresh)
        row.addStretch(1)
        row.addWidget(self.filter, _BEFORE_THE_GAP)
        for widget in (self.period, export, settings):
            row.addWidget(widget)
        self._needed = (add, refresh, self.filter, self.period)
        self._spared = (settings, export)
        self._size_filter()

    def _size_filter(self) -> None:
        letter = self.fontMetrics().averageCharWidth()
        self.filter.setMinimumWidth(letter * _FEWEST_FILTER_CHARS)
        self.filter.setMaximumWidth(letter * _FILTER_CHARS + 46)

    # --- where there is little room -------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Without what there is no room for in large letters on a small screen: the File menu has it too."""
        return QSize(self._width_of(*self._needed), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more buttons."""
        super().resizeEvent(event)
        self._spare()

    def _spare(self) -> None:
        shown: tuple[QWidget, ...] = self._needed
        for button in self._spared:
            shown = (*shown, button)
            button.setVisible(self._width_of(*shown) <= self.width())

    def _width_of(self, *widgets: QWidget) -> int:
        layout = self.layout()
        gap = layout.spacing() if layout is not None else 0
        widths = (max(one.minimumWidth(), one.minimumSizeHint().width()) for one in widgets)
        return sum(widths) + gap * len(widgets)  # one gap more, beside what stretches

    def _name_period(self) -> None:
        name = self._actions.periods[self._actions.period].text().replace("&", "").rstrip("…")
        if self._actions.period is PeriodKind.CUSTOM and self._actions.custom is not None:
            name = dated_span(self._actions.custom.first, self._actions.custom.last, default_locale())
        self.period.setText(f"{name} ▾")
        self.period.setAccessibleName(f"Period: {name}")
        if self.isVisible():
            self._spare()

    def _focus_filter(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        """The filter's width follows the font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._size_filter()
            self._spare()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape clears the filter; Enter and Down go to the table."""
        if watched is self.filter and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.leave_filter.emit()
                return True
        return super().eventFilter(watched, event)
