"""Names for providers that are not taken yet."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from aimonitor.masking import looks_like_key
from aimonitor.monitor.pasted_keys import KEY_AS_NAME
from aimonitor.ui.dialogs.problem_words import ALREADY_EXISTS


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or `wanted 2`, `wanted 3` ... whichever is free; upper and lower case are one."""
    used = {name.casefold() for name in taken}
    if wanted.casefold() not in used:
        return wanted
    return next(name for number in count(2) if (name := f"{wanted} {number}").casefold() not in used)


def name_fault(name: str, taken: Iterable[str]) -> str:
    """What is wrong with a name; "" when nothing is."""
    if not name.strip():
        return "Give the provider a name."
    if looks_like_key(name):
        return KEY_AS_NAME
    if name.strip().casefold() in (known.casefold() for known in taken):
        return f"{ALREADY_EXISTS}: choose another name."
    return ""
