from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import utc_now
from aimonitor.app.news import News
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.monitor.tasks import Tasks
from aimonitor.ui.notifier import Notifier, Route
from tests.desktop.notification_server import NotificationServer
from tests.desktop.private_bus import private_bus
from tests.e2e.running import run_on_app_loop, until

NOTICE = Notice(
    key="provider:p1",
    kind=NoticeKind.FAILED,
    title="OpenRouter",
    body="It went down.",
    urgency=Urgency.NORMAL,
    raised_at=utc_now(),
    provider_id="p1",
)


class NoTray:
    takes_messages = False

    def show_message(self, title: str, body: str, urgency: Urgency) -> bool:
        del title, body, urgency
        return False


class Hearer:
    """A notifier and what it asked the window for."""

    def __init__(self) -> None:
        self.notifier = Notifier(tray=NoTray())
        self.shown: list[str] = []
        self.banners: list[Notice] = []
        self.notifier.show_wanted.connect(self.shown.append)
        self.notifier.banner_wanted.connect(self.banners.append)


def test_notices_go_out_over_the_bus_and_their_buttons_come_back(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(address: str) -> None:
        hearer, tasks = Hearer(), Tasks()
        server = NotificationServer(address)
        await server.start()
        news = News(hearer.notifier, tasks)
        await news.open()
        assert hearer.notifier.route is Route.DESKTOP

        hearer.notifier.notify(NOTICE)
        await until(lambda: server.shown, "the notification")
        assert (server.shown[0].title, server.shown[0].body) == ("OpenRouter", "It went down.")
        await server.press(1, "default")
        await until(lambda: hearer.shown == ["p1"], "the button")

        server.refuse = True
        hearer.notifier.notify(NOTICE)
        await until(lambda: hearer.banners == [NOTICE], "the way around a server that refuses")

        await server.stop()
        await until(lambda: hearer.notifier.route is Route.WINDOW, "the end of the server to be noticed")
        await news.close()
        await tasks.aclose()

    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        run_on_app_loop(qapp, lambda: script(address))


def test_without_a_bus_the_window_shows_them(qapp: QApplication) -> None:
    async def script() -> None:
        hearer, tasks = Hearer(), Tasks()
        news = News(hearer.notifier, tasks)
        await news.open()
        assert hearer.notifier.route is Route.WINDOW
        hearer.notifier.notify(NOTICE)
        assert hearer.banners == [NOTICE]
        await news.close()
        await tasks.aclose()

    run_on_app_loop(qapp, script)
