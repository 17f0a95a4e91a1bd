"""What a recipe may say, as plain words: read before the first paint, so nothing heavy is imported."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

SCHEMA: Final = 1
"""The version of the format."""

SUFFIX: Final = ".toml"
FOLDER: Final = "recipes"

MOST: Final = 64 * 1024
"""Bytes of a recipe."""

BARE: Final = "none"
"""The scheme of a header that holds the key alone."""

TOKENS: Final = ("today", "month_start")
"""Names that stand for a UTC day in a path, a parameter or a body, beside those of the options."""

SCALES: Final = {
    "cents": Decimal("0.01"),
    "ten-thousandths": Decimal("0.0001"),
    "micros": Decimal("0.000001"),
    "nanos": Decimal("0.000000001"),
}
