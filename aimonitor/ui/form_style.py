"""The part of the stylesheet that dresses forms: lists of choices, drop-downs, what is dangerous."""

from __future__ import annotations

from string import Template

from aimonitor import resources
from aimonitor.ui.tokens import RADIUS_CONTROL, Tokens

_SHEET = Template("""
QLabel[tone="ok"] { color: $ok_text; }

QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $surface; color: $text; border: 1px solid $line; padding: 4px; outline: 0;
  selection-background-color: $selection; selection-color: $text;
}
QAbstractSpinBox { padding-right: 22px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }

QListWidget#Choices {
  background: $surface; color: $text; border: 1px solid $line; border-radius: ${control}px; padding: 4px;
  outline: 0;
}
QListWidget#Choices:focus { border-color: $accent; }
QListWidget#Choices::item { border-radius: 4px; padding: 0 6px; color: $text; }
QListWidget#Choices::item:hover { background: $hover; }
QListWidget#Choices::item:selected { background: $selection; color: $text; }

QPushButton[danger="true"] { color: $error_text; }
QPushButton[danger="true"]:hover { border-color: $error; }
QPushButton[danger="true"]:default { background: $error; color: $on_accent; border-color: $error; }

QProgressBar { background: $track; border: none; border-radius: 3px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def form_sheet(tokens: Tokens) -> str:
    """The sheet in the colours of `tokens`."""
    colours = {name: getattr(tokens, name) for name in tokens.__dataclass_fields__}
    arrows = {name: resources.path("icons", f"{name}.svg").as_posix() for name in ("up", "down")}
    return _SHEET.substitute(colours, control=RADIUS_CONTROL, **arrows)
