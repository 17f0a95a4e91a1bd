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
QAbstractSpinBox { padding: 4px 24px 4px 8px; }
QDateEdit::drop-down { border: none; width: 24px; }
QDateEdit::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 20px; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator {
  width: 14px; height: 14px; background: $surface; border: 1px solid $muted; border-radius: 4px;
}
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox:focus { color: $link; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:disabled { background: $background; border-color: $line; }
QCheckBox::indicator:checked:disabled { background: $muted; border-color: $muted; }

QListWidget#Choices, QTreeWidget#Choices {
  background: $surface; color: $text; border: 1px solid $line; border-radius: ${control}px; padding: 4px;
  outline: 0;
}
QListWidget#Choices:focus, QTreeWidget#Choices:focus { border-color: $accent; }
QListWidget#Choices::item { border-radius: 4px; padding: 0 6px; color: $text; }
QTreeWidget#Choices::item { padding: 3px 4px; color: $text; }
QTreeWidget#Choices::item:selected { background: $selection; color: $text; }
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
    colours = {name: getattr(tokens, name) for name in tokens.__struct_fields__}
    arrows = {name: resources.path("icons", f"{name}.svg").as_posix() for name in ("up", "down")}
    check = resources.path("icons", f"check-{tokens.name}.svg").as_posix()
    return _SHEET.substitute(colours, control=RADIUS_CONTROL, check=check, **arrows)
