"""Bytes to JSON: exact where it is data, refused where it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aimonitor.errors import SchemaError, ServiceError
from aimonitor.net.decode import decode


def test_numbers_keep_every_digit() -> None:
    value = decode(b'{"a": 10.37525377, "b": 0.1, "c": 16782268, "d": 1E-9, "e": 1.10, "f": -0.0, "f": 2}')
    assert value == {
        "a": Decimal("10.37525377"),
        "b": Decimal("0.1"),
        "c": 16782268,
        "d": Decimal("1E-9"),
        "e": Decimal("1.10"),
        "f": 2,
    }
    assert isinstance(value, dict)
    assert str(value["e"]) == "1.10"
    assert isinstance(value["c"], int)


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf[]", "[]".encode("utf-16"), b"null", b'"\\u00e9"', b" \n[1]"])
def test_any_json_is_data(body: bytes) -> None:
    assert decode(body) in ([], None, "é", [1])


def test_half_a_character_is_replaced_because_it_could_not_be_stored() -> None:
    assert decode(b'{"\\ud800k": ["a\\uDFFFb", "\\ud83d\\ude00", 1]}') == {"�k": ["a�b", "😀", 1]}


@pytest.mark.parametrize(
    "number",
    [
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e999999",
        b"1e-999999",
        b"0e999999",
        b"1e99999999999999999999",
        b"1" * 5000,
        b"-" + b"9" * 80,
        b"0." + b"1" * 500,
    ],
)
def test_a_number_no_bill_has_is_refused(number: bytes) -> None:
    with pytest.raises(SchemaError, match="number") as caught:
        decode(b'{"amount": ' + number + b"}", status=200)
    assert caught.value.status == 200


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(SchemaError, match="nested"):
        decode(b"[" * 200_000 + b"]" * 200_000)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "answered nothing"),
        (b" \r\n", "answered nothing"),
        (b"<!DOCTYPE html><html>", "web page instead of data"),
        (b"\xef\xbb\xbf <html>", "web page"),
        (b'{"data": [1, 2', "broke off"),
        (b"[1, 2}", "broke off"),
        (b'{"a": "\xff\xfe"}', "broke off"),
        (b"upstream connect error", "something that is not data"),
        (b'{"a": 1} trailing', "broke off"),
    ],
)
def test_what_is_not_json_says_what_it_is(body: bytes, words: str) -> None:
    with pytest.raises(ServiceError, match=words) as caught:
        decode(body, status=502)
    assert caught.value.status == 502
