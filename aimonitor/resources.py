"""Where the files are that come with the app: icons now, translations later."""

from __future__ import annotations

from pathlib import Path

_PACKED = Path(__file__).parent / "_resources"
_SOURCE = Path(__file__).parent.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file such as `resource("icons", "aimonitor.svg")`: installed, or in the source tree."""
    root = _PACKED if _PACKED.is_dir() else _SOURCE
    return root.joinpath(*parts)
