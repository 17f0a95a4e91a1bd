"""The app as a user starts it, watched: `python -m tests.bench.app_window MODE [ARGUMENT...]`.

MODE `paint` ends at the first paint and prints when that was (monotonic nanoseconds); `imported` does
so too, with the heavy modules imported first, as an app would that does not take care; `modules` prints
the names of what was imported by then; `stay` lives on, with a tray that is said to be there, so that
the window may hide.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    from aimonitor.app.desktop import Desktop
    from aimonitor.app.launch import Launch
    from aimonitor.monitor.glance import Glance


def at_first_paint(end: Callable[[], None]) -> None:
    """Call `end` as soon as the whole window has been painted once, as the bare window does.

    That is when the events that its showing caused are done; tray and dialogs are made after it.
    """
    import aimonitor.__main__  # noqa: F401, PLC0415  first, as in a start of the app
    from aimonitor.app import start  # noqa: PLC0415  after `import_all`, if that is asked for

    real = start.first_paint

    def watched(app: QApplication, launch: Launch) -> Desktop:
        from PySide6.QtWidgets import QMainWindow  # noqa: PLC0415  where the app itself imports Qt

        from aimonitor.app.desktop import Desktop  # noqa: PLC0415  as above
        from aimonitor.ui.main_window import MainWindow  # noqa: PLC0415  as above

        painted: list[bool] = []
        complete = Desktop.complete

        def paint(window: MainWindow, event: QPaintEvent) -> None:
            QMainWindow.paintEvent(window, event)
            painted.append(True)

        def completed(desktop: Desktop, glance: Glance | None) -> None:
            if painted:
                end()
            complete(desktop, glance)

        MainWindow.paintEvent = paint  # type: ignore[assignment, method-assign]
        Desktop.complete = completed  # type: ignore[assignment, method-assign]
        return real(app, launch)

    start.first_paint = watched


def print_time() -> None:
    print(time.monotonic_ns(), flush=True)  # noqa: T201  whoever started it reads it
    os._exit(0)


def print_modules() -> None:
    print(*sys.modules, sep="\n", flush=True)  # noqa: T201  as above
    os._exit(0)


def import_all() -> None:
    """What the app keeps until after the paint."""
    importlib.import_module("asyncio")
    importlib.import_module("qasync")
    for module in importlib.import_module("aimonitor.app.life").HEAVY:
        importlib.import_module(module)


def pretend_a_tray() -> None:
    """A hidden window needs a tray, and there is none without a desktop."""
    from aimonitor.app.qt import import_qt  # noqa: PLC0415  not in the other modes

    import_qt()
    from PySide6.QtWidgets import QSystemTrayIcon  # noqa: PLC0415  as above

    QSystemTrayIcon.isSystemTrayAvailable = staticmethod(lambda: True)  # type: ignore[method-assign]


def main() -> int:
    mode, *arguments = sys.argv[1:]
    if mode == "imported":
        import_all()
    if mode == "stay":
        pretend_a_tray()
    else:
        at_first_paint(print_modules if mode == "modules" else print_time)
    from aimonitor.__main__ import main as run  # noqa: PLC0415  as a start of the app does

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
