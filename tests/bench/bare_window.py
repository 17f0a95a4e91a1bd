"""The floor: what any window of this kind costs. `python -m tests.bench.bare_window [--stay]`."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class BareWindow(QMainWindow):
    """Knows when it was first painted."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted = True


def main() -> None:
    app = QApplication(["bare"])
    window = BareWindow()
    window.setCentralWidget(QTableView())
    window.resize(1180, 760)
    window.show()
    while not window.painted:
        app.processEvents()
    print(time.monotonic_ns(), flush=True)  # noqa: T201  whoever started it reads it
    if "--stay" not in sys.argv:
        os._exit(0)
    app.exec()


if __name__ == "__main__":
    main()
