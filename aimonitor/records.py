"""msgspec, imported first of all, and without what only older Pythons need of it.

msgspec takes words from typing_extensions where that is installed, as here it is, and which all of them has
been part of `typing` since Python 3.11: a twentieth of a start for nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module

_BACKPORTS = "typing_extensions"


def import_msgspec() -> None:
    """Import msgspec; typing_extensions only where somebody else has it imported."""
    if _BACKPORTS in sys.modules:
        return
    sys.modules[_BACKPORTS] = None  # type: ignore[assignment]  # Python then says that there is none
    try:
        import_module("msgspec")
    finally:
        del sys.modules[_BACKPORTS]


import_msgspec()
