from __future__ import annotations

from decimal import Decimal

import pytest

from aimonitor.insight.amounts import percent_words


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        ("0", "0 %"),
        ("0.0001", "<1 %"),
        ("0.0099", "<1 %"),
        ("0.01", "1 %"),
        ("0.996", "99 %"),
        ("2.51", "251 %"),
    ],
)
def test_a_part_is_told_as_nothing_or_as_all_only_where_it_is(fraction: str, words: str) -> None:
    assert percent_words(Decimal(fraction)) == words
