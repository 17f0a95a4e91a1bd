"""Text from outside as a cell of a spreadsheet that nobody's names can run anything in."""

from __future__ import annotations

import re

# Excel takes the wide forms of the first four as well
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# A spreadsheet whose language separates by semicolons cuts there, whatever stands in quotes
_CUT_BEFORE_FORMULA = re.compile(f";(?=[\\s\"']*[{re.escape(''.join(_FORMULA_STARTS))}])")
# They turn round what follows, or hide what stands before a formula
_UNSEEN = (0xAD, 0x61C, 0x180E, 0x200B, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_TAGS = range(0xE0000, 0xE0080)
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *_UNSEEN, *_TAGS], " ")


def defused(text: str) -> str:
    """`text` so that no spreadsheet takes any part of it for a formula; what is no sign is a blank."""
    plain = _CUT_BEFORE_FORMULA.sub(";'", text.translate(_CONTROLS))
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA_STARTS) else plain
