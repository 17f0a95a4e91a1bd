"""The bridge: from what Claude Code tells its status line to what is kept, and to the line that is shown.

It runs each time the line is drawn, so it imports next to nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from aimonitor.errors import ServiceError
from aimonitor.providers.bridges import Bridged

_MOST = 20
_NAME = r"[a-z][a-z0-9_]{0,39}"
_LONGEST_TIME = 40
_NAMES = {"five_hour": "5 h", "seven_day": "week"}

Windows = dict[str, dict[str, Any]]


def statusline(told: bytes, before: str | None, now: datetime) -> Bridged:
    """Keep the limits, and nothing else of it: no session, folder or cost. Raises ServiceError.

    Before the first reply of a session, and for keys, there are none: what was kept stays.
    """
    status = _object(told)
    limits = _windows(status)
    line = " · ".join([_model(status), *_shares(limits)])
    if not limits:
        return Bridged(line=line)
    old = _kept(before)
    newest = _newest(limits, old, now)
    told_at = now.isoformat()
    is_idle = any(window is old.get(name) for name, window in newest.items())
    if is_idle and all(window == old.get(name) for name, window in newest.items()):
        told_at = _told_at(before) or told_at  # it told what was true then, and nothing newer
    return Bridged(line=line, keep=json.dumps({"told_at": told_at, "rate_limits": newest}))


def _object(told: bytes) -> dict[str, Any]:
    try:
        # A fraction stays the text it was written as: what is kept is what was told
        status = json.loads(told, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        status = None
    if not isinstance(status, dict):
        raise ServiceError("The status line was told something that cannot be read.")
    return status


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _windows(status: Mapping[str, Any]) -> Windows:
    limits = status.get("rate_limits")
    found = limits.items() if isinstance(limits, dict) else ()
    named = {name: window for name, window in found if re.fullmatch(_NAME, name) and isinstance(window, dict)}
    return {
        name: {"used_percentage": window["used_percentage"], "resets_at": _time(window.get("resets_at"))}
        for name, window in list(named.items())[:_MOST]
        if _number(window.get("used_percentage")) is not None
    }


def _time(told: object) -> object:
    """A moment as it was told, by number or in words; None for what is neither."""
    if _number(told) is not None:
        return told
    try:
        if isinstance(told, str) and len(told) <= _LONGEST_TIME:
            datetime.fromisoformat(told)
            return told
    except ValueError:
        pass
    return None


def _newest(limits: Windows, before: Windows, now: datetime) -> Windows:
    """Of several sessions an idle one tells what was true long ago: within a window, use only grows."""
    return {name: _newer(window, before.get(name), now) for name, window in limits.items()}


def _newer(window: dict[str, Any], before: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    if before is None:
        return window
    ends, ended = _number(window["resets_at"]), _number(before.get("resets_at"))
    if ends is None or ended is None:
        return window
    if ends == ended:
        used, was = _number(window["used_percentage"]), _number(before.get("used_percentage"))
        return before if used is not None and was is not None and was > used else window
    is_over = ends <= Decimal(int(now.timestamp()))
    return before if is_over and ended > ends else window


def _kept(text: str | None) -> Windows:
    try:
        return _windows(_object((text or "").encode()))
    except ServiceError:
        return {}


def _told_at(text: str | None) -> str | None:
    told = _object((text or "").encode()).get("told_at")
    return told if isinstance(told, str) else None


def _shares(limits: Windows) -> list[str]:
    return [
        f"{_NAMES[name]} {round(_number(window['used_percentage']) or 0)} %"
        for name, window in limits.items()
        if name in _NAMES
    ]


def _model(status: Mapping[str, Any]) -> str:
    """The model's name, without anything that a terminal would obey."""
    model = status.get("model")
    name = model.get("display_name") if isinstance(model, dict) else None
    text = name if isinstance(name, str) else ""
    return "".join(char for char in text if char.isprintable())[:40] or "Claude Code"


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**15 else None
