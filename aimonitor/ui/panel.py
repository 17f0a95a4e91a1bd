"""A surface of its own in the window, and the outline of the one that has the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from aimonitor.ui.tokens import SPACE_1


def panel(content: QWidget) -> QFrame:
    """`content` on a surface of its own."""
    frame = QFrame()
    frame.setObjectName("Panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, SPACE_1, 1, SPACE_1)
    column.addWidget(content)
    return frame


def mark_focus(part: QWidget, *, marked: bool) -> None:
    """Show by its outline that the focus is inside a part."""
    if bool(part.property("focusInside")) != marked:
        part.setProperty("focusInside", marked)
        part.style().unpolish(part)
        part.style().polish(part)
