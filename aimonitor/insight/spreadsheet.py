"""Text from outside as a cell of a spreadsheet that nobody's names can run anything in."""

from __future__ import annotations

# Excel takes the wide forms of the first four as well
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")


def defused(text: str) -> str:
    """`text` behind an apostrophe where a spreadsheet would run it; its control characters are blanks."""
    plain = text.translate(_CONTROLS)
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA_STARTS) else plain
