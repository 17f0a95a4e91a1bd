from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from aimonitor.ui.dialogs.amount_edit import AmountEdit, read_amount


@pytest.mark.parametrize(
    ("text", "locale", "amount"),
    [
        ("100", "en_US", "100"),
        (" 1,234.50 ", "en_US", "1234.50"),
        ("-0.000000001", "en_US", "-0.000000001"),
        ("\u22125", "en_US", "-5"),
        ("1.234,50", "de_DE", "1234.50"),
        ("99,5", "de_DE", "99.5"),
        ("1\u202f234,5", "fr_FR", "1234.5"),
        ("1,5", "en_US", None),
        ("99.50", "de_DE", None),
        ("12,34,567", "en_US", None),
        ("1.0000000001", "en_US", None),
        ("1e3", "en_US", None),
        ("\u0661\u0662", "en_US", None),
        ("ten", "en_US", None),
        ("", "en_US", None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(text: str, locale: str, amount: str | None) -> None:
    assert read_amount(text, QLocale(locale)) == (None if amount is None else Decimal(amount))


def test_an_amount_is_written_with_every_digit_and_read_back(qtbot: QtBot) -> None:
    edit = AmountEdit(QLocale("de_DE"))
    qtbot.addWidget(edit)
    edit.show_value(Decimal("1234.567"))
    assert edit.text() == "1234,567"
    assert edit.value == Decimal("1234.567")
