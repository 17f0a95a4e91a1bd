"""A field for an amount of money: exact, in the user's own way of writing numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLineEdit

from aimonitor.domain.money import plain_text

_NUMBER = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,9})?")
_FIRST_GROUP = re.compile(r"-?[0-9]{1,3}")
_GROUP = re.compile(r"[0-9]{3}")
_MINUS = "\u2212"


class AmountEdit(QLineEdit):
    """Takes `1,234.50` or `1.234,50`, as the locale has it; `value` is None for all else."""

    def __init__(self, locale: QLocale) -> None:
        super().__init__()
        self.setLocale(locale)
        self.setPlaceholderText(f"100{locale.decimalPoint()}00")

    @property
    def value(self) -> Decimal | None:
        """The exact amount."""
        return read_amount(self.text(), self.locale())

    def show_value(self, amount: Decimal) -> None:
        """Write `amount` with every digit, without grouping."""
        self.setText(plain_text(amount).replace(".", self.locale().decimalPoint()))


def read_amount(text: str, locale: QLocale) -> Decimal | None:
    """The amount that `text` is in `locale`; None where it is none, or could be read in two ways.

    Digits may be grouped by three as the locale does it; a point that groups is no decimal point.
    """
    word = "".join(text.split()).replace(_MINUS, "-")
    whole, point, rest = word.partition(locale.decimalPoint())
    group = locale.groupSeparator()
    if group in whole:
        first, *others = whole.split(group)
        if not _FIRST_GROUP.fullmatch(first) or not all(_GROUP.fullmatch(one) for one in others):
            return None
        whole = "".join((first, *others))
    plain = f"{whole}.{rest}" if point else whole
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None
