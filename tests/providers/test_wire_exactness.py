"""Numbers from the wire: exactly as written, or none at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimonitor.domain.money import EXACT
from aimonitor.errors import SchemaError, ServiceError
from aimonitor.net.decode import decode
from aimonitor.providers.amounts import read_cents, read_nanos, read_parts
from aimonitor.providers.wire import (
    MAX_AMOUNT,
    MAX_COUNT,
    read_amount,
    read_count,
    read_time,
    read_unix_time,
)

numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(-(10**12), 10**12, allow_nan=False).map(str),
    st.tuples(st.integers(-(10**6), 10**6), st.integers(-30, 30)).map(lambda one: f"{one[0]}e{one[1]}"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.decimals(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(numbers)
def test_a_number_is_read_as_written_whether_as_a_number_or_as_text(text: str) -> None:
    try:
        told = decode(text.encode())
    except SchemaError:
        told = None
    exact = Decimal(text)
    for value in (text, told):
        try:
            assert read_amount(value) == exact
        except ValueError:
            assert abs(exact) > MAX_AMOUNT or value is None


@given(numbers, st.integers(0, 9))
def test_parts_of_the_unit_are_divided_without_loss(text: str, places: int) -> None:
    try:
        assert EXACT.scaleb(read_parts(text, places), places) == Decimal(text)
    except ValueError:
        assert abs(Decimal(text)) > MAX_AMOUNT.scaleb(places)


@given(anything)
@pytest.mark.parametrize("read", [read_amount, read_cents, read_nanos])
def test_what_is_no_number_is_a_value_error(read: Callable[[object], Decimal], value: object) -> None:
    try:
        found = read(value)
    except ValueError:
        return
    assert type(found) is Decimal
    assert found.is_finite()
    assert isinstance(value, str | int | Decimal)
    assert not isinstance(value, bool)


@given(anything | numbers)
def test_a_count_is_a_whole_number_from_zero_on(value: object) -> None:
    try:
        found = read_count(value)
    except ValueError:
        return
    assert type(found) is int
    assert 0 <= found <= MAX_COUNT
    assert Decimal(str(value)) == found


@given(anything | st.datetimes(timezones=st.timezones()).map(datetime.isoformat))
@pytest.mark.parametrize("read", [read_time, read_unix_time])
def test_a_time_is_aware_or_none_at_all(read: Callable[[object], datetime], value: object) -> None:
    try:
        found = read(value)
    except ValueError:
        return
    assert found.tzinfo is UTC


@given(st.binary(max_size=60) | numbers.map(lambda text: f'{{"a": {text}}}'.encode()))
def test_bytes_become_exact_numbers_or_an_error(body: bytes) -> None:
    try:
        value = decode(body)
    except (SchemaError, ServiceError):
        return
    assert not isinstance(value, float)
    if isinstance(value, dict) and "a" in value:
        assert isinstance(value["a"], int | Decimal)
