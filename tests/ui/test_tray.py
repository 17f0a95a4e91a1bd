from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale, QRect
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from aimonitor.domain.notice import Urgency
from aimonitor.domain.state import Dashboard, Health
from aimonitor.settings.settings import TrayBadge
from aimonitor.ui.tray import Tray
from aimonitor.ui.tray_icon import tray_icon
from aimonitor.ui.tray_menu import tomorrow
from tests.ui.factories import NOW, picture_dashboard, picture_states, state

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

Reason = QSystemTrayIcon.ActivationReason
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


class Host:
    """A panel that comes and goes when told to."""

    def __init__(self) -> None:
        self.there = True

    def __call__(self) -> bool:
        return self.there


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def tray(qapp: QApplication, host: Host) -> Iterator[Tray]:
    tray = Tray(now=lambda: NOW, host=host, locale=ENGLISH, parent=qapp)
    tray.start()
    yield tray
    tray.stop()


def entries(tray: Tray) -> dict[str, QAction]:
    """The visible entries of the menu, by their text without mnemonics."""
    actions = [action for action in tray._menu.menu.actions() if action.isVisible()]
    return {action.text().replace("&", ""): action for action in actions if not action.isSeparator()}


def fill(tray: Tray, dashboard: Dashboard | None = None) -> None:
    tray.show_all({one.provider.id: one for one in picture_states()}, dashboard or picture_dashboard())
    tray._show()


def icon(tray: Tray) -> QSystemTrayIcon:
    assert tray._icon is not None
    return tray._icon


def test_without_a_host_there_is_no_icon_until_one_comes(qtbot: QtBot, host: Host) -> None:
    host.there = False
    tray = Tray(now=lambda: NOW, host=host)
    tray._look.setInterval(10)
    tray.start()
    tray._look.setInterval(10)
    assert not tray.available
    with qtbot.waitSignal(tray.available_changed) as told:
        host.there = True
    assert told.args == [True]
    assert icon(tray).isVisible()
    tray.stop()
    assert not tray.available


def test_a_host_that_dies_is_told_and_its_return_gets_a_new_icon(tray: Tray, host: Host) -> None:
    told: list[bool] = []
    tray.available_changed.connect(told.append)
    first = icon(tray)
    host.there = False
    tray.look()
    tray.look()
    assert (told, tray.available) == ([False], False)
    host.there = True
    tray.look()
    assert told == [False, True]
    assert icon(tray) is not first
    assert not icon(tray).icon().isNull()


def test_it_looks_often_only_while_there_is_no_host(tray: Tray, host: Host) -> None:
    assert tray._look.interval() == 60_000
    host.there = False
    tray.look()
    assert tray._look.interval() == 5_000


def test_a_panel_that_is_heard_to_go_is_looked_for_soon_and_one_that_comes_at_once(
    tray: Tray, host: Host
) -> None:
    tray.host_changed()
    assert (tray.available, tray._look.interval()) == (True, 5_000)
    tray.look()
    assert tray._look.interval() == 60_000, "it was only restarted"
    host.there = False
    tray.host_changed()
    tray.look()
    host.there = True
    tray.host_changed()
    assert tray.available
    tray.stop()
    tray.host_changed()
    assert not tray._look.isActive()
    assert not tray.available


def test_a_desktop_without_trays_is_soon_asked_as_rarely_as_one_with(tray: Tray, host: Host) -> None:
    host.there = False
    for _ in range(24):
        tray.look()
    assert tray._look.interval() == 5_000
    tray.look()
    assert tray._look.interval() == 60_000
    host.there = True
    tray.look()
    host.there = False
    tray.look()
    assert tray._look.interval() == 5_000


def test_after_stop_no_host_is_taken(tray: Tray) -> None:
    tray.stop()
    tray.look()
    assert not tray.available


def test_left_click_toggles_and_middle_click_refreshes(tray: Tray) -> None:
    clicked: list[str] = []
    tray.toggle_wanted.connect(lambda: clicked.append("toggle"))
    tray.refresh_wanted.connect(lambda: clicked.append("refresh"))
    for reason in (Reason.Trigger, Reason.MiddleClick, Reason.Context, Reason.DoubleClick):
        icon(tray).activated.emit(reason)
    assert clicked == ["toggle", "refresh"]


def test_on_macos_a_click_opens_the_menu_alone(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    clicked: list[str] = []
    tray.toggle_wanted.connect(lambda: clicked.append("toggle"))
    monkeypatch.setattr(sys, "platform", "darwin")
    icon(tray).activated.emit(Reason.Trigger)
    assert clicked == []


def test_the_menu_lists_providers_worst_first_and_what_can_be_done(tray: Tray) -> None:
    fill(tray)
    texts = list(entries(tray))
    assert texts[:3] == [
        "Anthropic — old key: needs you",
        "OpenAI — staging: stale",
        "OpenAI — production: $11.42 today, $241.07 this month",
    ]
    assert texts[6:] == ["Show Dashboard", "Refresh now", "Pause polling", "Settings…", "Quit"]


def test_the_menu_has_at_most_eight_providers_and_counts_the_rest(tray: Tray) -> None:
    many = {f"p{place}": state(f"Provider {place}", position=place) for place in range(11)}
    tray.show_all(many, picture_dashboard())
    tray._show()
    texts = list(entries(tray))
    assert texts[7] == "Provider 7: $11.42 today, $241.07 this month"
    assert texts[8] == "and 3 more…"


def test_an_ampersand_in_a_name_stays_an_ampersand(tray: Tray) -> None:
    tray.show_provider(replace(state("R&D"), health=Health.PAUSED))
    tray._show()
    assert tray._menu.menu.actions()[0].text() == "R&&D: paused"


def test_choosing_a_provider_tells_which(tray: Tray, qtbot: QtBot) -> None:
    fill(tray)
    with qtbot.waitSignal(tray.provider_chosen) as chosen:
        entries(tray)["OpenAI — staging: stale"].trigger()
    assert chosen.args == ["p4"]


@pytest.mark.parametrize(
    ("entry", "signal"),
    [
        ("Show Dashboard", "show_wanted"),
        ("Refresh now", "refresh_wanted"),
        ("Settings…", "settings_wanted"),
        ("Quit", "quit_wanted"),
    ],
)
def test_each_entry_tells_its_wish(tray: Tray, qtbot: QtBot, entry: str, signal: str) -> None:
    fill(tray)
    with qtbot.waitSignal(getattr(tray, signal)):
        entries(tray)[entry].trigger()


def test_a_pause_is_for_an_hour_until_tomorrow_or_until_resumed(tray: Tray) -> None:
    wanted: list[datetime | None] = []
    tray.pause_wanted.connect(wanted.append)
    for action in tray._menu._pause.actions():
        action.trigger()
    assert wanted == [NOW + timedelta(hours=1), tomorrow(NOW), None]


def test_tomorrow_is_the_next_local_midnight() -> None:
    start = tomorrow(datetime(2026, 11, 30, 23, 59, tzinfo=UTC)).astimezone()
    assert (start.hour, start.minute, start.day) == (0, 0, 1)
    assert start.tzinfo is not None


def test_while_paused_the_menu_offers_to_resume(tray: Tray, qtbot: QtBot) -> None:
    fill(tray)
    tray.show_paused(True, None)  # noqa: FBT003 - a signal's shape
    tray._show()
    assert "Pause polling" not in entries(tray)
    assert "Polling is paused." in icon(tray).toolTip()
    with qtbot.waitSignal(tray.resume_wanted):
        entries(tray)["Resume polling (polling is paused)"].trigger()
    tray.show_paused(False, None)  # noqa: FBT003
    tray._show()
    assert "Pause polling" in entries(tray)


def test_changes_reach_the_tray_by_themselves(tray: Tray, qtbot: QtBot) -> None:
    one = state()
    tray.show_provider(one)
    tray.show_dashboard(picture_dashboard())
    qtbot.waitUntil(lambda: "Month $412.38" in icon(tray).toolTip())
    tray.remove_provider(one.provider.id)
    qtbot.waitUntil(lambda: icon(tray).toolTip() == "AIMonitor\nNo provider yet.")
    assert not entries(tray)["Refresh now"].isEnabled()


def test_the_icon_is_drawn_only_when_its_state_changes(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[Health, str]] = []

    def draw(health: Health, text: str) -> QIcon:
        drawn.append((health, text))
        return tray_icon(health, text)

    monkeypatch.setattr("aimonitor.ui.tray.tray_icon", draw)
    fill(tray)
    fill(tray, replace(picture_dashboard(), attention=()))
    assert drawn == [(Health.NEEDS_YOU, "")]
    tray.set_figures(TrayBadge.TODAY, None)
    tray._show()
    tray._show()
    assert drawn == [(Health.NEEDS_YOU, ""), (Health.NEEDS_YOU, "$18")]


def test_decimals_are_the_users(tray: Tray) -> None:
    tray.set_figures(TrayBadge.NOTHING, 0)
    fill(tray)
    assert "Month $412\n" in icon(tray).toolTip()


def test_messages_need_an_icon_that_has_a_place_on_the_screen(
    tray: Tray, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    places = [QRect(), QRect(0, 0, 22, 22)]
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(QSystemTrayIcon, "geometry", lambda _self: places[len(shown)])
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, title, *_rest: shown.append(title))
    assert not tray.show_message("Lost", "Body", Urgency.LOW)
    places[0] = places[1]
    assert tray.show_message("Title", "Body", Urgency.CRITICAL)
    host.there = False
    tray.look()
    assert not tray.show_message("Lost", "Body", Urgency.LOW)
    assert shown == ["Title"]


def test_a_clicked_message_is_told(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.message_clicked):
        icon(tray).messageClicked.emit()
