"""Importing Qt, without what PySide6 would do besides at each start."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable
from types import CodeType

from aimonitor.app import qt_signatures

_Compile = Callable[..., CodeType]


def import_qt() -> None:
    """Import QtCore; leave Python's own `__import__` in place, and PySide6's signatures unread.

    PySide6 puts an `__import__` of its own there that reads the source of each module imported afterwards, to
    see whether it asks for `__feature__`, and keeps all of it in memory: a tenth of a second and tens of
    megabytes for what nothing here uses. It also compiles, at each start, the sources of what describes its
    signatures: a third of what a bare window takes, for what only the words of a TypeError need.
    """
    plain_import, plain_compile = builtins.__import__, builtins.compile
    builtins.compile = _but_signatures(plain_compile)  # type: ignore[assignment]
    try:
        importlib.import_module("PySide6.QtCore")
    finally:
        builtins.compile = plain_compile
        builtins.__import__ = plain_import


def _but_signatures(plain: _Compile) -> _Compile:
    """`compile`, but for the door to the signatures: that is only read when somebody knocks."""

    def compiled(source: str | bytes, filename: str, mode: str, *more: object, **options: object) -> CodeType:
        if filename == qt_signatures.FILE:
            source = qt_signatures.stand_in(source)
        return plain(source, filename, mode, *more, **options)

    return compiled
