"""What a start was asked for, and where it finds its things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.settings.paths import AppPaths


class Launch(Struct, frozen=True, kw_only=True):
    """One start of the desktop app. `paths` are the user's; the demo keeps a folder inside them.

    `all_services`: the demo shows its whole company, not the cast alone.

    `home`: the folder given by flag, if one was.
    """

    paths: AppPaths
    flags: Mapping[str, object]
    environ: Mapping[str, str]
    demo: bool = False
    all_services: bool = False
    hidden: bool = False
    home: Path | None = None

    def as_demo(self) -> Launch:
        """The same start, of the demo."""
        return replace(self, demo=True)


def kept(environ: Mapping[str, str], platform: str) -> Mapping[str, str]:
    """A copy that finds what the original finds: Windows gives names out in capitals, and in any case."""
    return _AnyCase(environ) if platform == "win32" else dict(environ)


class _AnyCase(Mapping[str, str]):
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._variables = {name.upper(): value for name, value in environ.items()}

    def __getitem__(self, name: str) -> str:
        return self._variables[name.upper()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown: a display, a native desktop, or a platform chosen by hand."""
    if platform in {"win32", "darwin"} or environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
