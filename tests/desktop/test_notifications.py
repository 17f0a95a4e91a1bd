from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jeepney import DBusAddress, new_signal
from jeepney.io.asyncio import open_dbus_connection

from aimonitor.desktop.notifications import DesktopNotifications
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from tests.desktop.notification_server import NAME, NotificationServer
from tests.desktop.private_bus import private_bus

if sys.platform != "linux":
    pytest.skip("D-Bus is the desktop's bus on Linux", allow_module_level=True)


def notice(key: str = "p1", body: str = "The key was refused.", urgency: Urgency = Urgency.NORMAL) -> Notice:
    return Notice(
        key=key,
        kind=NoticeKind.FAILED,
        title="OpenAI — production",
        body=body,
        urgency=urgency,
        raised_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        provider_id="p1",
    )


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
async def server(bus: str) -> AsyncIterator[NotificationServer]:
    server = NotificationServer(bus)
    await server.start()
    yield server
    await server.stop()


class Heard:
    """What the desktop told: pressed buttons and changes, each awaitable."""

    def __init__(self) -> None:
        self.actions: list[tuple[str, str]] = []
        self.changes: list[bool] = []
        self._news = asyncio.Event()

    def act(self, key: str, action: str) -> None:
        self.actions.append((key, action))
        self._news.set()

    def change(self, available: bool) -> None:  # noqa: FBT001 - the callback's shape
        self.changes.append(available)
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def heard() -> Heard:
    return Heard()


@pytest.fixture
async def desktop(heard: Heard) -> AsyncIterator[DesktopNotifications]:
    desktop = DesktopNotifications(on_action=heard.act, on_changed=heard.change, timeout=20)
    yield desktop
    await desktop.close()


async def test_a_notice_arrives_as_the_specification_wants_it(
    server: NotificationServer, desktop: DesktopNotifications
) -> None:
    assert await desktop.open()
    assert await desktop.show(notice(urgency=Urgency.CRITICAL))
    (shown,) = server.shown
    assert shown.app == "AIMonitor"
    assert shown.icon.startswith("file://")
    assert shown.icon.endswith("aimonitor.svg")
    assert (shown.title, shown.body) == ("OpenAI — production", "The key was refused.")
    assert shown.actions == ["default", "Show", "snooze", "Snooze 1 h"]
    assert shown.hints == {"urgency": ("y", 2), "desktop-entry": ("s", "io.github.aimonitor.AIMonitor")}
    assert (shown.replaces, shown.expires) == (0, -1)


@pytest.mark.parametrize(("urgency", "byte"), [(Urgency.LOW, 0), (Urgency.NORMAL, 1)])
async def test_each_urgency_has_its_byte(
    server: NotificationServer, desktop: DesktopNotifications, urgency: Urgency, byte: int
) -> None:
    await desktop.open()
    await desktop.show(notice(urgency=urgency))
    assert server.shown[0].hints["urgency"] == ("y", byte)


async def test_the_same_key_replaces_and_another_does_not(
    server: NotificationServer, desktop: DesktopNotifications
) -> None:
    await desktop.open()
    for key in ("a", "b", "a"):
        await desktop.show(notice(key))
    assert [shown.replaces for shown in server.shown] == [0, 0, 1]


async def test_two_at_once_with_one_key_show_one_notification(
    server: NotificationServer, desktop: DesktopNotifications
) -> None:
    await desktop.open()
    await asyncio.gather(desktop.show(notice("a")), desktop.show(notice("a")))
    assert [shown.replaces for shown in server.shown] == [0, 1]


@pytest.mark.parametrize(
    ("capabilities", "title", "body"),
    [
        (("body", "body-markup"), "OpenAI — production", "&lt;b&gt;50 &amp; more&lt;/b&gt;"),
        (("body",), "OpenAI — production", "<b>50 & more</b>"),
        ((), "OpenAI — production: <b>50 & more</b>", ""),
    ],
)
async def test_text_from_outside_is_plain_text_on_every_server(
    bus: str, desktop: DesktopNotifications, capabilities: tuple[str, ...], title: str, body: str
) -> None:
    server = NotificationServer(bus, capabilities)
    await server.start()
    await desktop.open()
    await desktop.show(notice(body="<b>50\x00 & \x1bmore\ud800</b>"))
    await server.stop()
    (shown,) = server.shown
    assert (shown.title, shown.body) == (title, body)
    assert shown.actions == []


async def test_an_endless_text_is_cut(server: NotificationServer, desktop: DesktopNotifications) -> None:
    await desktop.open()
    await desktop.show(notice(body="x" * 100_000))
    assert len(server.shown[0].body) == 600
    assert server.shown[0].body.endswith("…")


async def test_a_pressed_button_is_told_with_the_notices_key(
    server: NotificationServer, desktop: DesktopNotifications, heard: Heard
) -> None:
    await desktop.open()
    await desktop.show(notice("a"))
    await desktop.show(notice("b"))
    await server.press(2, "snooze")
    await heard.until(lambda: bool(heard.actions))
    assert heard.actions == [("b", "snooze")]


async def test_a_button_of_someone_elses_notification_is_not_ours(
    server: NotificationServer, desktop: DesktopNotifications, heard: Heard
) -> None:
    await desktop.open()
    await desktop.show(notice("a"))
    await server.press(77, "default")
    await server.press(1, "default")
    await heard.until(lambda: bool(heard.actions))
    assert heard.actions == [("a", "default")]


async def test_a_signal_from_another_program_presses_nothing(
    server: NotificationServer, bus: str, desktop: DesktopNotifications, heard: Heard
) -> None:
    await desktop.open()
    await desktop.show(notice("a"))
    stranger = await open_dbus_connection(bus)
    emitter = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
    forged = new_signal(emitter, "ActionInvoked", "us", (1, "forged"))
    await stranger.send(forged)
    await stranger.close()
    await server.press(1, "default")
    await heard.until(lambda: bool(heard.actions))
    assert heard.actions == [("a", "default")]


async def test_a_closed_notification_is_not_replaced(
    server: NotificationServer, desktop: DesktopNotifications, heard: Heard
) -> None:
    await desktop.open()
    await desktop.show(notice("a"))
    await desktop.show(notice("b"))
    await server.dismiss(1)
    await server.press(2, "default")
    await heard.until(lambda: bool(heard.actions))
    await desktop.show(notice("a"))
    assert server.shown[-1].replaces == 0


async def test_a_withdrawn_notice_is_closed_once(
    server: NotificationServer, desktop: DesktopNotifications
) -> None:
    await desktop.open()
    await desktop.show(notice("a"))
    await desktop.withdraw("a")
    await desktop.withdraw("a")
    assert server.closed == [1]


async def test_a_server_that_goes_and_comes_is_noticed_and_counts_anew(
    bus: str, desktop: DesktopNotifications, heard: Heard
) -> None:
    first = NotificationServer(bus)
    await first.start()
    assert await desktop.open()
    await desktop.show(notice("a"))
    await first.stop()
    await heard.until(lambda: heard.changes == [False])
    assert not desktop.available
    assert not await desktop.show(notice("a"))
    second = NotificationServer(bus, ())
    await second.start()
    await heard.until(lambda: heard.changes == [False, True])
    assert await desktop.show(notice("a"))
    await second.stop()
    assert second.shown[0].replaces == 0
    assert second.shown[0].actions == []


async def test_a_server_that_comes_late_is_used(
    bus: str, desktop: DesktopNotifications, heard: Heard
) -> None:
    assert not await desktop.open()
    server = NotificationServer(bus)
    await server.start()
    await heard.until(lambda: heard.changes == [True])
    assert await desktop.show(notice())
    await server.stop()


async def test_a_server_that_refuses_is_no_failure_of_ours(
    server: NotificationServer, desktop: DesktopNotifications
) -> None:
    await desktop.open()
    server.refuse = True
    assert not await desktop.show(notice("a"))
    server.refuse = False
    assert await desktop.show(notice("a"))


async def test_a_server_that_never_answers_does_not_hold_us(server: NotificationServer, heard: Heard) -> None:
    desktop = DesktopNotifications(on_action=heard.act, timeout=20)
    await desktop.open()
    await desktop.show(notice("a"))
    server.silent = True
    desktop._bus._timeout = 0.05
    assert not await desktop.show(notice("b"))
    await desktop.withdraw("a")
    await desktop.close()


async def test_without_a_bus_there_are_no_notifications(
    desktop: DesktopNotifications, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not await desktop.open()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    assert not await desktop.open()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "nonsense")
    assert not await desktop.open()
    assert not await desktop.show(notice())


async def test_a_bus_that_dies_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desktop: DesktopNotifications, heard: Heard
) -> None:
    with private_bus(tmp_path / "bus") as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        server = NotificationServer(address)
        await server.start()
        await desktop.open()
        server.silent = True
        pending = asyncio.create_task(desktop.show(notice("a")))
        await asyncio.sleep(0)
    assert not await pending
    await heard.until(lambda: heard.changes == [False])
    await server.stop()


async def test_the_runtime_folders_bus_is_found_without_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desktop: DesktopNotifications
) -> None:
    with private_bus(tmp_path / "bus") as address:
        path = address.split("path=")[1].split(",")[0]
        (tmp_path / "runtime").mkdir()
        (tmp_path / "runtime" / "bus").symlink_to(path)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "runtime"))
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        server = NotificationServer(address)
        await server.start()
        assert await desktop.open()
        await server.stop()


async def test_a_server_that_the_bus_can_start_counts_as_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desktop: DesktopNotifications
) -> None:
    root = str(Path(__file__).parents[2])
    script = tmp_path / "serve.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {json.dumps(root)})\n"
        "import asyncio, os\n"
        "from tests.desktop.notification_server import NotificationServer\n"
        "async def main():\n"
        "    server = NotificationServer(os.environ['DBUS_STARTER_ADDRESS'])\n"
        "    await server.start()\n"
        "    await asyncio.wait([server._task])\n"
        "    await server.stop()\n"
        "asyncio.run(main())\n"
    )
    service = f"[D-BUS Service]\nName={NAME}\nExec={sys.executable} {script}\n"
    with private_bus(tmp_path / "bus", service) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert await desktop.open()
        assert await desktop.show(notice())
