"""Importing Qt, and nothing of what PySide6 then does to other imports."""

from __future__ import annotations

import builtins
import importlib


def import_qt() -> None:
    """Import QtCore and leave Python's own `__import__` in place.

    PySide6 puts one of its own there that reads the source of each module imported afterwards, to see
    whether it asks for `__feature__`, and keeps all of it in memory: a tenth of a second and tens of
    megabytes for what nothing here uses.
    """
    plain = builtins.__import__
    importlib.import_module("PySide6.QtCore")
    builtins.__import__ = plain
