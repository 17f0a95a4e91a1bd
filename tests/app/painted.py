"""The window as it is after the first paint, before anything runs behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import Desktop
from aimonitor.app.start import first_paint
from tests.e2e.running import as_it_was, dispose, launch_in


@contextmanager
def painted(app: QApplication, home: Path, *, demo: bool = False, hidden: bool = False) -> Iterator[Desktop]:
    """A first paint with `home` as its folder."""
    launch = launch_in(home, demo=demo, hidden=hidden)
    launch.paths.ensure()
    with as_it_was(app):
        desktop = first_paint(app, launch)
        try:
            yield desktop
        finally:
            desktop.hide()
            dispose(desktop)
