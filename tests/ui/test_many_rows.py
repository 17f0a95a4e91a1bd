"""Very many rows that change one after the other: what concerns them all is done once for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import ProviderState
from aimonitor.insight.dashboard import dashboard
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.summary_words import attention_words
from tests.ui.factories import NOW, known, provider, state, usd
from tests.ui.hostile import many_states
from tests.ui.windows import make_window

MANY = 80


def states() -> list[ProviderState]:
    return [replace(state(), provider=provider(f"P{row}", "openai", row)) for row in range(MANY)]


def at(one: ProviderState, position: int) -> ProviderState:
    return replace(one, provider=replace(one.provider, position=position))


def order(window: MainWindow) -> list[str]:
    return [one.provider.name for one in window.model.records]


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = make_window(qtbot, filled=False)
    made.set_states(states())
    return made


def counting(monkeypatch: pytest.MonkeyPatch, of: object, name: str) -> list[object]:
    """A list that grows with each call."""
    calls: list[object] = []
    real: Callable[..., Any] = getattr(of, name)

    def call(*arguments: object) -> object:
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(of, name, call)
    return calls


def test_they_are_put_in_their_new_order_together(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = counting(monkeypatch, window.model, "reorder")
    first, *others = window.model.records
    for place, one in enumerate([*others, first]):
        window.upsert_state(at(one, place))
    wanted = [one.provider.name for one in [*others, first]]
    qtbot.waitUntil(lambda: order(window) == wanted)
    assert len(looked) == 1


def test_new_ones_stand_in_the_users_order_soon(qtbot: QtBot, window: MainWindow) -> None:
    last = replace(state(), provider=provider("new", "openai", -1))
    window.upsert_state(last)
    qtbot.waitUntil(lambda: order(window)[0] == "new")


def test_the_totals_of_their_group_are_added_up_together(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.app_actions.grouped.trigger()
    heads = window.model.heads
    assert heads is not None
    added = counting(monkeypatch, heads, "add_up")
    for one in window.model.records:
        window.upsert_state(replace(one, month=known(usd("2"))))
    total = f"${2 * MANY:.2f}"
    column = window.model.column_of("month")
    qtbot.waitUntil(lambda: window.model.index(MANY, column).data() == total)
    for one in window.model.records[:10]:
        window.remove_state(one.provider.id)
    total = f"${2 * (MANY - 10):.2f}"
    qtbot.waitUntil(lambda: window.model.index(MANY - 10, column).data() == total)
    assert len(added) == 2


def test_a_type_that_is_new_among_many_has_its_head_at_once(window: MainWindow) -> None:
    window.app_actions.grouped.trigger()
    window.upsert_state(replace(state(), provider=provider("other", "deepseek", MANY)))
    assert window.model.rowCount() == MANY + 1 + 2


def test_many_that_need_attention_are_counted_and_some_are_named() -> None:
    board = dashboard(many_states(300), NOW)
    card = attention_words(board, QLocale("en_GB"))
    assert (card.value, card.note) == ("100", "50 keys refused · 50 stale")
    lines = card.tooltip.splitlines()
    assert lines[0] == "OpenAI — staging 4: stale", "the first, where a click goes"
    assert lines[-2:] == ["and 90 more", "Click to go to the first, again for the next."]
    assert len(lines) == 12
