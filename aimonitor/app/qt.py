"""Importing Qt, without what PySide6 would do besides at each start."""

from __future__ import annotations

import builtins
import importlib
import os
import sys
from collections.abc import Callable
from types import CodeType

from aimonitor.app import qt_enums, qt_signatures

_Compile = Callable[..., CodeType]


def import_qt() -> None:
    """Import QtCore; leave Python's own `__import__` in place, signatures unread, enumerations unmade.

    PySide6 puts an `__import__` of its own there that reads the source of each module imported afterwards, to
    see whether it asks for `__feature__`, and keeps all of it in memory: a tenth of a second and tens of
    megabytes for what nothing here uses. It also compiles, at each start, the sources of what describes its
    signatures, a third of what a bare window takes, for what only the words of a TypeError need; and it makes
    thousands of members of enumerations that nobody looks at.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile
    builtins.compile = _but_signatures(plain_compile)  # type: ignore[assignment]
    try:
        _import_pyside()
        importlib.import_module("PySide6.QtCore")
    finally:
        builtins.compile = plain_compile
        builtins.__import__ = plain_import


def find_plugins() -> None:
    """Tell Qt where its plugins are, where it lost the way: PySide6 writes a comma in the path as a list."""
    package = sys.modules["PySide6"].__path__[0]
    if "," not in package:
        return
    from PySide6.QtCore import QCoreApplication, QLibraryInfo  # noqa: PLC0415  Qt

    if os.path.isdir(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)):  # noqa: PTH112  no pathlib for it
        return
    for place in (os.path.join(package, "Qt", "plugins"), os.path.join(package, "plugins")):  # noqa: PTH118  as above
        if os.path.isdir(place):  # noqa: PTH112  as above
            QCoreApplication.addLibraryPath(place)


def _import_pyside() -> None:
    """The package alone: it takes in the module `enum`, and gets one that puts off what it can."""
    enum = sys.modules["enum"]
    sys.modules["enum"] = stand_in = qt_enums.stand_in()
    try:
        importlib.import_module("PySide6")
    finally:
        sys.modules["enum"] = enum
    qt_enums.note_members(stand_in)


def _but_signatures(plain: _Compile) -> _Compile:
    """`compile`, but for the door to the signatures: that is only read when somebody knocks."""

    def compiled(source: str | bytes, filename: str, mode: str, *more: object, **options: object) -> CodeType:
        if filename == qt_signatures.FILE:
            source = qt_signatures.stand_in(source)
        return plain(source, filename, mode, *more, **options)

    return compiled
