"""Keys that stand in variables stay ours: a browser or file manager that we open inherits none of them.

Whoever calls this has taken a copy of the environment before, in which the app finds its keys.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from aimonitor.domain.provider import ENV_PREFIX
from aimonitor.masking import has_key

OWN_PROXY = "AIMONITOR_PROXY_URL"

_NAMED_SO = rf"(?!XDG_)\w*(KEY|TOKEN)|{OWN_PROXY}"
"""How variables with keys are called, or with our own log-in; what a desktop hands out is called so too."""

_PROXY = r"\w+_PROXY"
_PLACE = r"[/~]|[A-Za-z]:[\\/]"


def withhold_keys(spares: Callable[[str], bool] = lambda _name: False) -> None:
    """Withhold what is named like a key, or looks like one, but for names that `spares` says to leave."""
    for name, value in tuple(os.environ.items()):
        is_key = re.fullmatch(_NAMED_SO, name, re.IGNORECASE) or (
            has_key(value) and not _is_needed(name, value)
        )
        if is_key and not spares(name):
            _withhold(name)


def _is_needed(name: str, value: str) -> bool:
    """Whether all programs need it, ours too, whatever it looks like: folders, and the way to the network."""
    return re.fullmatch(_PROXY, name, re.IGNORECASE) is not None or re.match(_PLACE, value) is not None


def withhold_key(api_key_ref: str) -> None:
    """Withhold the variable that the reference of a provider names, if it names one."""
    if api_key_ref.startswith(ENV_PREFIX):
        _withhold(api_key_ref.removeprefix(ENV_PREFIX))


def _withhold(name: str) -> None:
    """From the process, not from Qt or Python alone: libraries start programs as well."""
    os.environ.pop(name, None)
