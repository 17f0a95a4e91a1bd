from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.monitor.postman import sample
from aimonitor.ui.notifier import Notifier, Route
from tests.ui.factories import NOW

pytestmark = pytest.mark.usefixtures("qapp")


@dataclass
class FakeTray:
    takes_messages: bool = True
    shown: list[tuple[str, str, Urgency]] = field(default_factory=list)

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        if self.takes_messages:
            self.shown.append((title, body, urgency))
        return self.takes_messages


@dataclass
class Room:
    """A notifier with all that is around it."""

    notifier: Notifier
    tray: FakeTray
    sent: list[Notice] = field(default_factory=list)
    banners: list[Notice] = field(default_factory=list)
    shows: list[str] = field(default_factory=list)
    snoozes: list[str] = field(default_factory=list)


@pytest.fixture
def room() -> Room:
    tray = FakeTray()
    room = Room(Notifier(tray=tray), tray)
    room.notifier.snooze_wanted.connect(room.snoozes.append)
    room.notifier.banner_wanted.connect(room.banners.append)
    room.notifier.show_wanted.connect(room.shows.append)
    room.notifier.use_desktop(room.sent.append)
    return room


def notice(key: str = "provider:p1", kind: NoticeKind = NoticeKind.FAILED) -> Notice:
    return Notice(
        key=key,
        kind=kind,
        title="OpenAI — production",
        body="The key was refused. Replace it.",
        urgency=Urgency.CRITICAL,
        raised_at=NOW,
        provider_id="p1",
    )


def test_the_desktop_shows_a_notice_where_it_can(room: Room) -> None:
    room.notifier.notify(notice())
    assert room.sent == [notice()]
    assert (room.tray.shown, room.banners) == ([], [])
    assert room.notifier.route is Route.DESKTOP


def test_without_a_notification_server_the_tray_does(room: Room) -> None:
    room.notifier.use_desktop(None)
    room.notifier.notify(notice())
    assert room.tray.shown == [("OpenAI — production", "The key was refused. Replace it.", Urgency.CRITICAL)]
    assert (room.sent, room.banners) == ([], [])
    assert room.notifier.route is Route.TRAY


def test_without_either_the_window_does(room: Room) -> None:
    room.notifier.use_desktop(None)
    room.tray.takes_messages = False
    room.notifier.notify(notice())
    assert room.banners == [notice()]
    assert room.notifier.route is Route.WINDOW
    assert "top of the window" in room.notifier.route_words


def test_what_the_desktop_did_not_take_is_not_lost(room: Room) -> None:
    room.notifier.fall_back(notice())
    assert len(room.tray.shown) == 1


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_kind_is_shown(room: Room, kind: NoticeKind) -> None:
    room.notifier.notify(notice(kind=kind))
    assert [sent.kind for sent in room.sent] == [kind]


def test_a_snooze_is_handed_on_to_who_remembers_it(room: Room) -> None:
    room.notifier.notify(notice())
    room.notifier.act("provider:p1", "snooze")
    assert (room.snoozes, room.shows) == (["provider:p1"], [])


def test_show_opens_the_window_at_the_provider(room: Room) -> None:
    room.notifier.notify(notice())
    room.notifier.act("provider:p1", "default")
    room.notifier.act("unheard of", "default")
    room.notifier.act("provider:p1", "unheard of")
    assert room.shows == ["p1", ""]


def test_a_clicked_message_of_the_tray_is_the_newest(room: Room) -> None:
    room.notifier.use_desktop(None)
    room.notifier.notify(notice())
    room.notifier.message_clicked()
    assert room.shows == ["p1"]


def test_the_sample_is_shown_by_whoever_shows(room: Room, qtbot: QtBot) -> None:
    room.notifier.notify(sample(NOW).notice)
    assert [sent.title for sent in room.sent] == ["AIMonitor"]
    room.notifier.use_desktop(None)
    room.tray.takes_messages = False
    with qtbot.waitSignal(room.notifier.banner_wanted):
        room.notifier.notify(sample(NOW).notice)
