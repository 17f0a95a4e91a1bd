from __future__ import annotations

import copy
import json
import pickle
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.domain.secret import Secret

KEY = "sk-admin-TEST-0123456789"


@dataclass(frozen=True)
class Holder:
    key: Secret


@settings(deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=10))
def test_no_way_of_printing_shows_a_key(value: str) -> None:
    secret = Secret(value)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", ascii(secret)]
    shown += [repr([secret]), repr(Holder(secret)), json.dumps({"key": secret}, default=str)]
    assert not any(value in text for text in shown)


def test_it_is_revealed_in_so_many_words() -> None:
    assert Secret(KEY).reveal() == KEY


def test_white_space_around_a_pasted_key_is_dropped() -> None:
    assert Secret(f"\n {KEY}\t").reveal() == KEY


def test_equality_is_by_value_and_only_between_secrets() -> None:
    assert Secret(KEY) == Secret(KEY)
    assert Secret(KEY) != Secret(KEY + "x")
    assert Secret(KEY) != KEY
    assert len({Secret(KEY), Secret(KEY)}) == 1


@pytest.mark.parametrize("value", ["", "  ", "\n"])
def test_an_empty_key_is_false(value: str) -> None:
    assert not Secret(value)
    assert Secret(KEY)


@pytest.mark.parametrize("spill", [pickle.dumps, copy.deepcopy, copy.copy, json.dumps, vars])
def test_it_cannot_be_written_out(spill: object) -> None:
    with pytest.raises(TypeError):
        spill(Secret(KEY))  # type: ignore[operator]


def test_it_travels_inside_frozen_values() -> None:
    holder = replace(Holder(Secret("x")), key=Secret(KEY))
    assert holder.key.reveal() == KEY
