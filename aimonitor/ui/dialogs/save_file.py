"""Asking for a file to write, without stopping the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_for_file(
    parent: QWidget, title: str, *, name: str, ending: str, then: Callable[[str], object]
) -> QFileDialog:
    """Open a dialog that suggests `name` and calls `then` with the chosen path; `ending` has no dot."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(ending)
    dialog.setNameFilter(f"{ending.upper()} files (*.{ending})")
    dialog.selectFile(name)
    dialog.fileSelected.connect(then)
    dialog.open()
    return dialog
