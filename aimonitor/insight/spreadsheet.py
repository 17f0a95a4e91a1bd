"""Text from outside as a cell of a spreadsheet that nobody's names can run anything in."""

from __future__ import annotations

import re

# Excel takes the wide forms of the first four as well
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# A spreadsheet whose language separates by semicolons cuts there, whatever stands in quotes
_CUT_BEFORE_FORMULA = re.compile(f";(?=[\\s\"']*[{re.escape(''.join(_FORMULA_STARTS))}])")
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F)]
# They hide what stands before a formula
_UNSEEN = [0xAD, 0x180E, 0x200B, *range(0x2060, 0x2070), 0xFEFF, *range(0xE0000, 0xE0080)]
_BLANKED = dict.fromkeys((*_CONTROLS, *_DIRECTIONS, *_UNSEEN), " ")


def defused(text: str) -> str:
    """`text` so that no spreadsheet takes any part of it for a formula, or shows it in another order.

    What is no sign, or turns the direction, is a blank.
    """
    plain = _CUT_BEFORE_FORMULA.sub(";'", text.translate(_BLANKED))
    return f"'{plain}" if plain.lstrip().startswith(_FORMULA_STARTS) else plain
