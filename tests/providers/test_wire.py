from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from aimonitor.errors import SchemaError
from aimonitor.providers import wire


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("0.369148", "0.369148"),
        ("3e-06", "0.000003"),
        ("3E-6", "0.000003"),
        (" 12. ", "12"),
        (".5", "0.5"),
        ("-1.50", "-1.5"),
        ("+2", "2"),
        (4, "4"),
        (Decimal("0.06"), "0.06"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_exactly(value: object, amount: str) -> None:
    assert wire.read_amount(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "n/a",
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        "1,000",
        "0x10",
        "$3",
        "٣",
        "1e99999999",
        "1e10",
        10**10,
        Decimal("Infinity"),
        Decimal("NaN"),
        True,
        1.5,
        [],
        {},
        "1" * 500,
    ],
)
def test_what_is_no_amount_is_never_taken_for_one(value: object) -> None:
    with pytest.raises(ValueError, match="not a readable"):
        wire.read_amount(value)


@pytest.mark.parametrize(
    ("value", "count"), [(0, 0), (7, 7), ("7", 7), (Decimal("12.0"), 12), (10**15, 10**15)]
)
def test_counts_are_whole(value: object, count: int) -> None:
    assert wire.read_count(value) == count


@pytest.mark.parametrize("value", [-1, "-1", "1.5", Decimal("1.5"), True, None, "", 10**15 + 1, [], "many"])
def test_what_is_no_count_is_never_taken_for_one(value: object) -> None:
    with pytest.raises(ValueError, match="not a readable"):
        wire.read_count(value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (" a  b\n", "a b"),
        ("gpt\u202e\x00-4", "gpt -4"),
        ("x" * 999, "x" * 199 + "…"),
        ("null", "null"),
    ],
)
def test_labels_are_one_printable_line(text: str | None, line: str | None) -> None:
    assert wire.read_text(text) == line


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (wire.read_text, 7),
        (wire.read_currency, "dollars"),
        (wire.read_currency, None),
        (wire.read_currency, "ÜSD"),
        (wire.read_unix_time, 10**15),
        (wire.read_unix_time, "noon"),
        (wire.read_time, "2026-11-01"),
        (wire.read_time, "2026-11-01T00:00:00"),
        (wire.read_time, "0001-01-01T00:00:00+14:00"),
        (wire.read_time, 1793491200),
        (wire.read_time, "soon"),
    ],
)
def test_what_cannot_be_read_is_a_value_error(read: Callable[[object], object], value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read(value)


def test_times_are_utc() -> None:
    midnight = datetime(2026, 11, 1, tzinfo=UTC)
    assert wire.read_unix_time(1793491200) == midnight
    assert wire.read_time("2026-11-01T00:00:00Z") == midnight
    assert wire.read_time("2026-11-01T02:00:00+02:00").isoformat() == "2026-11-01T00:00:00+00:00"
    assert wire.read_currency("usd") == "USD"


class _Row(wire.WireModel):
    amount: wire.Amount
    rows: list[wire.Count]


def test_a_shape_that_changed_is_told_by_its_fields_and_never_by_what_they_hold() -> None:
    with pytest.raises(SchemaError) as caught:
        wire.decode(_Row, {"amount": "sk-admin-SECRET", "rows": [1, "sk-admin-SECRET"]}, "costs")
    assert caught.value.detail == "costs: amount, rows.1"
    assert (
        "SECRET" not in f"{caught.value} {caught.value!r} {caught.value.__cause__} {caught.value.__context__}"
    )


def test_what_we_do_not_know_is_passed_over() -> None:
    assert wire.decode(_Row, {"amount": "1", "rows": [], "new": {}}, "costs").amount == 1
