from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.state import Attention, Health, MoneyFigure
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.settings.settings import TrayBadge
from aimonitor.ui.tray_words import (
    TOOLTIP_LINES,
    badge_text,
    menu_line,
    overall,
    pause_words,
    tooltip,
    worst_first,
)
from tests.ui.budgets import standing
from tests.ui.factories import (
    NOT_OFFERED,
    NOW,
    UNKNOWN,
    empty_dashboard,
    known,
    picture_dashboard,
    picture_states,
    refused,
    state,
    usd,
)
from tests.ui.hostile import HOSTILE_NAME, hostile_states

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def test_the_tooltip_says_totals_first_and_the_worst_provider_last() -> None:
    assert tooltip(picture_dashboard(), picture_states(), ENGLISH).splitlines() == [
        "AIMonitor",
        "Today $18.20",
        "Month $412.38",
        "Balance $137.50 · ¥\u00a084.10",
        "Anthropic — old key: key refused (+1)",
    ]


def test_demo_data_is_marked_in_the_tooltip() -> None:
    assert tooltip(picture_dashboard(), picture_states(), ENGLISH, demo=True).startswith("AIMonitor (DEMO)\n")


def test_without_a_provider_the_tooltip_says_so() -> None:
    assert tooltip(empty_dashboard(), [], ENGLISH) == "AIMonitor\nNo provider yet."
    assert tooltip(None, [], ENGLISH) == "AIMonitor\nNo provider yet."


def test_unknown_totals_are_called_unknown_and_missing_kinds_are_left_out() -> None:
    board = replace(picture_dashboard(), today=UNKNOWN, balance=NOT_OFFERED, attention=())
    assert tooltip(board, picture_states(), ENGLISH).splitlines()[1:] == ["Today unknown", "Month $412.38"]


def test_a_pause_is_told() -> None:
    words = pause_words(NOW + timedelta(hours=1), NOW, ENGLISH)
    assert words.startswith("Paused until ")
    assert words in tooltip(picture_dashboard(), picture_states(), ENGLISH, pause=words)
    assert pause_words(None, NOW, ENGLISH) == "Polling is paused."


def test_an_alert_that_cannot_wait_is_told_before_a_stale_provider() -> None:
    stale = Attention(provider_id="a", provider_name="A", health=Health.STALE, words="stale")
    alert = Attention(
        provider_id="", provider_name="All", health=Health.OK, words="budget passed", urgent=True
    )
    board = replace(picture_dashboard(), attention=(stale, alert))
    assert "All: budget passed (+1)" in tooltip(board, picture_states(), ENGLISH)
    board = replace(board, attention=(replace(alert, urgent=False), stale))
    assert "A: stale (+1)" in tooltip(board, picture_states(), ENGLISH)


def test_no_tooltip_is_longer_than_a_panel_keeps_or_holds_mark_up() -> None:
    emoji = "😀" * 60
    for name in (HOSTILE_NAME, "x" * 400, emoji):
        worst = Attention(
            provider_id="p", provider_name=name, health=Health.NEEDS_YOU, words="another key needed"
        )
        board = replace(
            picture_dashboard(),
            month=known(usd("123456789012345.678"), usd("98765", "JPY"), usd("-3.5", "EUR"), usd("0.001")),
            attention=(worst, worst),
        )
        words = tooltip(board, hostile_states(), ENGLISH, demo=True, pause="Polling is paused.")
        assert len(words.encode("utf-16-le")) // 2 <= 127
        assert len(words.splitlines()) <= 6
        assert "<" not in words


@pytest.mark.parametrize("name", ["Anthropic — the old key of the design team", HOSTILE_NAME, "😀" * 60])
@pytest.mark.parametrize("month", ["412.38", "123456789012345.678"])
def test_how_many_more_need_attention_is_told_however_little_room_there_is(name: str, month: str) -> None:
    """The name is what is shortened: whose it is the menu tells, in full."""
    worst = Attention(
        provider_id="p", provider_name=name, health=Health.NEEDS_YOU, words="a key expires soon", urgent=True
    )
    board = replace(
        picture_dashboard(),
        month=known(usd(month), usd("98765.43", "CNY"), usd("1234.50", "EUR")),
        attention=(worst,) * 100,
    )
    words = tooltip(board, picture_states(), ENGLISH, demo=True, budgets=(standing("612"),))
    assert words.endswith("(+99)")
    assert len(words.encode("utf-16-le")) // 2 <= 127
    assert words.splitlines()[-1].startswith(name[:2].replace("<", "\u2039"))
    assert words.splitlines()[1] == "Today $18.20"


def test_a_pause_and_a_passed_budget_leave_room_for_who_needs_attention() -> None:
    """Six lines: where there are seven, the name of the program goes, not what is wrong."""
    words = tooltip(
        picture_dashboard(), picture_states(), ENGLISH, pause="Polling is paused.", budgets=(standing("612"),)
    )
    assert len(words.splitlines()) == TOOLTIP_LINES
    assert words.splitlines()[0] == "Today $18.20"
    assert words.splitlines()[-1].endswith("(+1)")


@pytest.mark.parametrize(
    ("healths", "paused", "shown"),
    [
        ([], False, Health.WAITING),
        ([Health.OK, Health.WAITING], False, Health.OK),
        ([Health.OK, Health.STALE, Health.PAUSED], False, Health.STALE),
        ([Health.STALE, Health.NEEDS_YOU], False, Health.NEEDS_YOU),
        ([Health.WAITING], False, Health.WAITING),
        ([Health.PAUSED], False, Health.PAUSED),
        ([Health.NEEDS_YOU], True, Health.PAUSED),
    ],
)
def test_the_icon_shows_the_worst_that_is_not_paused(
    healths: list[Health],
    paused: bool,  # noqa: FBT001 - a parameter of the table above
    shown: Health,
) -> None:
    states = [replace(state(), health=health) for health in healths]
    assert overall(states, paused=paused) is shown


def test_the_worst_come_first_then_the_users_order() -> None:
    assert [one.provider.position for one in worst_first(picture_states())] == [5, 4, 0, 1, 2, 3]


def test_a_menu_line_has_the_figures_that_the_service_offers() -> None:
    states = picture_states()
    assert menu_line(states[0], ENGLISH) == "OpenAI — production: $11.42 today, $241.07 this month"
    left = "¥\u00a01.20 today, ¥\u00a015.90 this month, ¥\u00a084.10 left"
    assert menu_line(states[3], ENGLISH) == f"DeepSeek: {left}"


def test_a_menu_line_says_what_is_wrong_instead_of_figures() -> None:
    assert menu_line(refused(5), ENGLISH) == "Anthropic — old key: needs you"
    assert menu_line(replace(state("Old"), health=Health.PAUSED), ENGLISH) == "Old: paused"
    unknown = replace(state("New"), today=UNKNOWN, month=NOT_OFFERED)
    assert menu_line(unknown, ENGLISH) == "New: today unknown"
    assert menu_line(replace(unknown, today=NOT_OFFERED), ENGLISH) == "New: ok"


def test_a_menu_line_is_one_short_line() -> None:
    for one in hostile_states():
        assert "\n" not in menu_line(one, ENGLISH)
        assert len(menu_line(one, ENGLISH)) < 120


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (known(usd("137.50")), "$138"),
        (known(usd("0")), "$0"),
        (known(usd("1234.5")), "1.2K"),
        (known(usd("84.10", "CNY")), "¥84"),
        (known(usd("84.10", "CNY"), usd("3")), "$3"),
        (known(usd("98765", "SEK")), "98.8K"),
        (known(), ""),
        (UNKNOWN, "?"),
        (NOT_OFFERED, ""),
    ],
)
def test_the_badge_has_room_for_a_rounded_figure(figure: MoneyFigure, text: str) -> None:
    assert badge_text(replace(picture_dashboard(), balance=figure), TrayBadge.BALANCE, ENGLISH) == text


def test_the_badge_is_the_figure_that_was_chosen() -> None:
    board = picture_dashboard()
    shown = {badge: badge_text(board, badge, ENGLISH) for badge in TrayBadge}
    assert shown == {
        TrayBadge.NOTHING: "",
        TrayBadge.BALANCE: "$138",
        TrayBadge.TODAY: "$18",
        TrayBadge.MONTH: "$412",
    }
    assert badge_text(None, TrayBadge.MONTH, ENGLISH) == ""


def test_a_passed_budget_is_told_before_who_needs_attention() -> None:
    budgets = (standing("612"), standing())
    lines = tooltip(picture_dashboard(), picture_states(), ENGLISH, budgets=budgets).splitlines()
    assert lines[4] == "Monthly budget $500 passed: Everything"
    assert lines[5].startswith("Anthropic")
    assert len(lines) == TOOLTIP_LINES


def test_budgets_that_hold_say_nothing_in_the_tray() -> None:
    plain = tooltip(picture_dashboard(), picture_states(), ENGLISH)
    assert tooltip(picture_dashboard(), picture_states(), ENGLISH, budgets=(standing(),)) == plain


def test_a_service_that_tells_only_what_is_left_says_it_in_the_menu() -> None:
    points = QuotaWindow(id="points", name="Points left", unit=Unit.COUNT, left=Decimal(3000))
    told = replace(
        state(),
        today=NOT_OFFERED,
        month=NOT_OFFERED,
        balance=NOT_OFFERED,
        main_window=points,
        windows=(points,),
    )
    assert menu_line(told, ENGLISH).endswith(": Points left: 3.0 K")
