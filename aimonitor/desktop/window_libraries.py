"""The system libraries that a window needs on Linux, and which of them is not there. No Qt is imported."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

DEBIAN = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libgssapi-krb5-2",
    "libfontconfig1",
    "libglib2.0-0",
    "fonts-dejavu-core",
    "libxcb-cursor0",
    "libxkbcommon-x11-0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libwayland-cursor0",
    "libwayland-egl1",
)
"""Their packages, as `packaging/bootstrap.py` installs them."""

_INSTALL = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(DEBIAN)}"
_EVERYWHERE = ("lib/libQt6Widgets.so.6",)
_BY_DISPLAY = {
    "DISPLAY": "plugins/platforms/libqxcb.so",
    "WAYLAND_DISPLAY": "plugins/platforms/libqwayland.so",
}


def missing_library(
    environ: Mapping[str, str],
    *,
    platform: str = sys.platform,
    load: Callable[[str], object] = ctypes.CDLL,
) -> str:
    """The first library that Qt needs and that cannot be loaded; empty when all are there."""
    if not platform.startswith("linux"):
        return ""
    for part in _parts(environ):
        try:
            load(str(part))
        except OSError as error:
            return lost_library(str(error))
    return ""


def lost_library(fault: str) -> str:
    """The library that the loader did not find, by its words; empty where they tell another fault."""
    library, _, why = fault.partition(": ")
    return library if why.startswith("cannot open shared object file") and "/" not in library else ""


def missing_words(library: str) -> str:
    """What to do where `library` is missing."""
    return (
        f"The window cannot open: the system library {library} is missing. Install what the window needs, on "
        f"Debian and Ubuntu with `{_INSTALL}`. The command line works without: `aimonitor status`."
    )


def _parts(environ: Mapping[str, str]) -> list[Path]:
    """What of the Qt that pip installed loads the libraries that the window will need here."""
    found = importlib.util.find_spec("PySide6")
    places = found.submodule_search_locations if found is not None else None
    names = [*_EVERYWHERE, *(part for name, part in _BY_DISPLAY.items() if environ.get(name))]
    files = [Path(place) / "Qt" / name for place in places or () for name in names]
    return [file for file in files if file.is_file()]
