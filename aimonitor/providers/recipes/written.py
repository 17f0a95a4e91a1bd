"""Values as TOML writes them, each on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from aimonitor.providers.recipes.typed import exact

_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(value: object) -> str:
    """`value` (a text, a number, true or false, a list or a table of them)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(map(_sign, value))}"'
    if isinstance(value, Decimal):
        plain = exact(value)
        return plain if "." in plain or "E" in plain else f"{plain}.0"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{written_key(str(name))} = {written(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return str(int(str(value)))


def written_key(name: str) -> str:
    """The name of a field, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else written(name)


def _sign(sign: str) -> str:
    """Control characters as numbers: TOML allows none, and nobody would see them."""
    if sign in _SHORT:
        return _SHORT[sign]
    if sign.isprintable():
        return sign
    code = ord(sign)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004  a half of a sign, which no text may hold
        return "\ufffd"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004  four digits
