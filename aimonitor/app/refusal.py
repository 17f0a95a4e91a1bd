"""A start that is refused, said in a window: who clicked an icon reads no standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

from aimonitor.app.no_window import needing_qt
from aimonitor.errors import ConfigError

_UNSEEN = frozenset({"offscreen", "minimal"})


def is_worth_a_window(environ: Mapping[str, str], errors: TextIO | None = sys.stderr) -> bool:
    """Whether nobody reads `errors`, and there is somebody to look at a window."""
    if environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _UNSEEN:
        return False
    return errors is None or errors.closed or not errors.isatty()


def say_in_a_window(words: str) -> None:
    """Show the sentence until it is closed. Raises ConfigError without Qt."""
    with needing_qt():
        from PySide6.QtCore import Qt  # noqa: PLC0415  Qt: nobody else who is refused needs it
        from PySide6.QtWidgets import QApplication, QMessageBox  # noqa: PLC0415  as above

    from aimonitor import APP_NAME  # noqa: PLC0415  as above
    from aimonitor.app.start import make_application  # noqa: PLC0415  as above

    if not isinstance(QApplication.instance(), QApplication):
        make_application()
    box = QMessageBox(QMessageBox.Icon.Critical, APP_NAME, words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()  # there is no loop that it could hold up: the start was refused, and the process ends with it


def tell(words: str) -> None:
    """Say in a window why there is none, where that is worth it, and there can be one."""
    if is_worth_a_window(os.environ):
        with suppress(ConfigError):  # the same that `words` tell: Qt misses a library
            say_in_a_window(words)
