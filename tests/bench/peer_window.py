"""Vorta, watched: `PYTHON tests/bench/peer_window.py [--stay]` in an environment where it is installed.

It prints when its window was first painted (monotonic nanoseconds), as `tests.bench.bare_window` does. It
uses nothing of ours, and PyQt6 because Vorta does.
"""

from __future__ import annotations

import importlib
import os
import sys
import time


def main() -> None:
    core = importlib.import_module("PyQt6.QtCore")
    stays = "--stay" in sys.argv
    painted: list[bool] = []

    class Watcher(core.QObject):  # type: ignore[misc, name-defined]  # another environment's
        def eventFilter(self, watched: object, event: object) -> bool:
            is_paint = event.type() == core.QEvent.Type.Paint  # type: ignore[attr-defined]
            if is_paint and type(watched).__name__ == "MainWindow" and not painted:
                painted.append(True)
                core.QTimer.singleShot(0, end)  # its children are painted by then
            return False

    def end() -> None:
        print(time.monotonic_ns(), flush=True)  # noqa: T201  whoever started it reads it
        if not stays:
            os._exit(0)

    watcher = Watcher()
    application = importlib.import_module("vorta.qt_single_application").QtSingleApplication
    made = application.__init__

    def watched(self: object, *arguments: object) -> None:
        made(self, *arguments)
        self.installEventFilter(watcher)  # type: ignore[attr-defined]

    application.__init__ = watched
    sys.argv = ["vorta"]
    importlib.import_module("vorta.__main__").main()


if __name__ == "__main__":
    main()
