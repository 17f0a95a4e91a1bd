"""Asking for a file or folder, without stopping the event loop."""

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


def ask_for_saved_file(
    parent: QWidget, title: str, *, ending: str, then: Callable[[str], object]
) -> QFileDialog:
    """The same for a file that is there, to be read."""
    dialog = _opening(parent, title, QFileDialog.FileMode.ExistingFile, then)
    dialog.setNameFilters([f"{ending.upper()} files (*.{ending})", "All files (*)"])
    dialog.open()
    return dialog


def ask_for_folder(parent: QWidget, title: str, *, then: Callable[[str], object]) -> QFileDialog:
    """The same for a folder that is there, to write in."""
    dialog = _opening(parent, title, QFileDialog.FileMode.Directory, then)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def _opening(
    parent: QWidget, title: str, mode: QFileDialog.FileMode, then: Callable[[str], object]
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
    dialog.setFileMode(mode)
    dialog.fileSelected.connect(then)
    return dialog
