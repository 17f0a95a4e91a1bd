"""Reasons as they are said of one thing and of several."""

from __future__ import annotations

import pytest

from aimonitor.insight.attention import REASONS
from aimonitor.insight.dashboard import KEY_MISSING
from aimonitor.insight.reasons import reason_of


@pytest.mark.parametrize("words", ["key refused", "wrong key", KEY_MISSING, *REASONS.values()])
def test_several_are_not_said_as_one(words: str) -> None:
    assert reason_of(words, 1) == words
    assert reason_of(words, 2) != words


@pytest.mark.parametrize("words", ["stale", "billing", "keychain", "settings", "needs you"])
def test_what_is_no_thing_is_said_the_same_of_several(words: str) -> None:
    assert reason_of(words, 2) == words
