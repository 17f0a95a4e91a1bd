"""Icons and other files that come with the app, in a checkout and when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_HOMES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
_GENERIC = "generic"


def path(*parts: str) -> Path:
    """The file or folder `parts` under `resources`. It need not exist."""
    candidates = [home.joinpath(*parts) for home in _HOMES]
    return next((candidate for candidate in candidates if candidate.exists()), candidates[-1])


def docs() -> Path:
    """The folder with the documentation."""
    installed = _PACKAGE / "_docs"
    return installed if installed.is_dir() else _PACKAGE.parent / "docs"


def provider_icon(provider_type: str, file: str = "") -> Path:
    """The icon of a provider type, or `file` that it names; a generic one where it has none of its own."""
    if file and Path(file).is_file():
        return Path(file)
    name = provider_type if _names_a_file(provider_type) else _GENERIC
    own = path("providers", f"{name}.svg")
    return own if own.is_file() else path("providers", f"{_GENERIC}.svg")


def _names_a_file(provider_type: str) -> bool:
    return provider_type[:1].isalnum() and _IN_NAMES.issuperset(provider_type)
