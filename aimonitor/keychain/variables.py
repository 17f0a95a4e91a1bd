"""Which of the user's variables back ends of others need: they, and what they start, run with ours."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

_CHOICE = "PYTHON_KEYRING_BACKEND"
_ITS_OWN = "keyring."
_NEEDED = r"(?i:KEYRING|OP|VAULT|BWS?)_\w+"
"""Of keyring itself, and what the programs of 1Password, HashiCorp Vault and Bitwarden log in with."""


def needed_by_back_ends(environ: Mapping[str, str]) -> Callable[[str], bool]:
    """Tells by name what must stay in the process. Nothing must where keyring has only its own back ends."""

    @cache
    def has_others() -> bool:
        return _has_others(environ)

    return lambda name: re.fullmatch(_NEEDED, name) is not None and has_others()


def _has_others(environ: Mapping[str, str]) -> bool:
    """Chosen by a variable or keyring's own file, or installed."""
    chosen = environ.get(_CHOICE, "")
    if chosen:
        return not chosen.startswith(_ITS_OWN)
    from importlib.metadata import entry_points  # noqa: PLC0415  few have such variables

    found = entry_points(group="keyring.backends")
    return _file(environ).exists() or any(not one.value.startswith(_ITS_OWN) for one in found)


def _file(environ: Mapping[str, str]) -> Path:
    """As keyring finds it, whose import takes too long for the window's thread."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA", "."), "Python Keyring", "keyringrc.cfg")
    folder = environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder, "python_keyring", "keyringrc.cfg")
