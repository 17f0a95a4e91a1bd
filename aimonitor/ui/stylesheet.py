"""The window's one stylesheet, made of tokens."""

from __future__ import annotations

from string import Template

from aimonitor.ui.form_style import form_sheet
from aimonitor.ui.tokens import RADIUS_CARD, RADIUS_CONTROL, Tokens

# the arrow of a sorted column stands above its title: at its end it would lie on titles of numbers
_SHEET = Template("""
QMainWindow, QDialog { background: $background; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px; }

QMenuBar { background: $background; color: $text; border: none; padding: 2px 6px; }
QMenuBar::item { padding: 3px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $selection; color: $text; }
QMenu { background: $surface; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 26px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::icon { left: 6px; }
QMenu::indicator { left: 8px; width: 13px; height: 13px; }

QFrame#Card, QPushButton#Card, QFrame#Panel {
  background: $surface; border: 1px solid $line; border-radius: ${card}px;
}
QPushButton#Card:hover { background: $hover; }
QFrame#Card:focus, QPushButton#Card:focus { border: 1px solid $accent; }
QFrame#Panel[focusInside="true"] { border-color: $accent; }

QLabel[tone="muted"] { color: $muted; }
QLabel[tone="warning"] { color: $warning_text; }
QLabel[tone="error"] { color: $error_text; }

QPushButton, QToolButton, QCheckBox, QTabBar { outline: 0; }
QPushButton, QToolButton#Action {
  background: $surface; color: $text; border: 1px solid $line; border-radius: ${control}px; padding: 4px 11px;
}
QPushButton:hover, QToolButton#Action:hover { background: $hover; border-color: $muted; }
QPushButton:pressed, QToolButton#Action:pressed { background: $selection; }
QPushButton:focus, QToolButton#Action:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton#Action:disabled { color: $muted; background: $background; }
QToolButton#Action::menu-indicator { image: none; width: 0; }
QPushButton:default, QPushButton[primary="true"], QToolButton#Action[primary="true"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: bold;
}
QPushButton:default:hover, QPushButton[primary="true"]:hover, QToolButton#Action[primary="true"]:hover {
  background: $accent_hover;
}
QPushButton:default:focus, QPushButton[primary="true"]:focus, QToolButton#Action[primary="true"]:focus {
  border: 2px solid $text; padding: 3px 10px;
}
QPushButton:default:disabled, QPushButton[primary="true"]:disabled,
QToolButton#Action[primary="true"]:disabled {
  background: $background; color: $muted; border-color: $line;
}

QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {
  background: $surface; color: $text; border: 1px solid $line; border-radius: ${control}px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $muted; background: $background; }

QTableView {
  background: $surface; color: $text; border: none; gridline-color: $line;
  selection-background-color: $selection; selection-color: $text; outline: 0;
}
QTableView::item { border: none; padding: 0 4px; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 6px 7px; font-weight: bold;
}
QHeaderView::section:hover { color: $text; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
  subcontrol-position: top center; width: 9px; height: 7px;
}
QTableCornerButton::section { background: $surface; border: none; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
  background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 6px 14px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus {
  color: $link; background: $selection;
  border-top-left-radius: ${control}px; border-top-right-radius: ${control}px;
}

QStatusBar { background: $background; color: $text; border: none; }
QStatusBar::item { border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QFrame#Banner { background: $surface; border: 1px solid $line; border-radius: ${control}px; }
QFrame#Banner[tone="info"] { border-color: $accent; }
QFrame#Banner[tone="warning"] { border-color: $warning; }
QFrame#Banner[tone="error"] { border-color: $error; }
QToolButton#Dismiss {
  background: transparent; color: $muted; border: 1px solid transparent; padding: 2px 7px;
}
QToolButton#Dismiss:hover { color: $text; }
QToolButton#Dismiss:focus { border: 1px solid $accent; border-radius: 4px; }
""")


def stylesheet(tokens: Tokens) -> str:
    """The sheet in the colours of `tokens`."""
    colours = {name: getattr(tokens, name) for name in tokens.__struct_fields__}
    return _SHEET.substitute(colours, card=RADIUS_CARD, control=RADIUS_CONTROL) + form_sheet(tokens)
