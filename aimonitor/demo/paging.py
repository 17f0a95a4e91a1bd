"""Opaque cursors: each holds the first day of the page it stands for."""

from __future__ import annotations

import base64
import binascii
from datetime import date


def cursor(day: date) -> str:
    """The cursor of the page that begins with `day`."""
    return "page_" + base64.b64encode(f"demo {day.isoformat()}".encode()).decode()


def cursor_day(page: str) -> date | None:
    """The day a cursor stands for; None if it is none of ours."""
    try:
        text = base64.b64decode(page.removeprefix("page_"), validate=True).decode()
        return date.fromisoformat(text.removeprefix("demo "))
    except (binascii.Error, ValueError):
        return None
