"""Services that name everything like the key, seen in the window, by screen readers, and in pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QBuffer, QByteArray, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction, QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTabWidget, QWidget

from aimonitor.app.desktop import utc_now
from aimonitor.demo.cast import DemoProvider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health
from aimonitor.masking import HIDDEN
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.records import Role
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from tests.db.tails import unpacked
from tests.e2e.adding import add, enter, open_add
from tests.e2e.running import RunningApp, do, launch_in, run_on_app_loop, running_app
from tests.keychain.backends import GoodKeyring
from tests.secrets import canaries
from tests.secrets.canaries import leaks
from tests.secrets.echoing import KNOWN, EchoServers

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

_ROLES = (*Qt.ItemDataRole, *Role)
_WORDS = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help)
_PROPERTIES = ("toolTip", "whatsThis", "statusTip", "accessibleName", "accessibleDescription", "windowTitle")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> GoodKeyring:
    keychain = GoodKeyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    return keychain


def test_no_piece_of_a_key_is_shown_or_read_out_or_left_behind(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    home, seen = private_home / "aimonitor", list[str]()

    async def script() -> None:
        now = utc_now()
        servers = EchoServers(now=lambda: now, good_polls=None)
        await servers.start()
        for name, url in servers.base_urls.items():
            monkeypatch.setenv(Registry().manifest(name).base_url_env, url)
        try:
            async with running_app(qapp, launch_in(home)) as app:
                for place, name in enumerate(KNOWN):
                    servers.round = -3 * place  # in the mood to name things
                    await add(app, entered(name))
                    seen.append("\n".join(await do(lambda: list(everything(app)))))
                    await look_at_pages(app, f"My {name}", seen)
                await type_a_key(app, seen)
        finally:
            await servers.stop()

    run_on_app_loop(qapp, script)
    told = "\n".join(seen)
    assert told.count(HIDDEN) > 50, "the names came through, and were hidden"
    assert leaks(told) == []
    assert sorted(keyring.stored.values()) == sorted(canary.value for canary, _ in KNOWN.values())
    written = b"".join(unpacked(file) for file in home.rglob("*") if file.is_file())
    assert b"[General]" in written, "also how the window looked"
    assert leaks(written) == []
    assert leaks(Path("/proc/self/cmdline").read_bytes() if Path("/proc").is_dir() else b"") == []


def entered(name: str) -> DemoProvider:
    key = Secret(KNOWN[name][0].value)
    return DemoProvider(name=f"My {name}", provider_type=name, key=key, expected=Health.OK)


async def look_at_pages(app: RunningApp, name: str, seen: list[str]) -> None:
    """Each tab of the details of that provider."""
    await app.select(name)
    pages = app.desktop.details.pages
    assert isinstance(pages, QTabWidget)
    for place in range(pages.count()):
        await do(lambda place=place: pages.setCurrentIndex(place))  # type: ignore[misc]
        await asyncio.sleep(0.05)
        seen.append("\n".join(await do(lambda: list(everything(app)))))


async def type_a_key(app: RunningApp, seen: list[str]) -> None:
    """Type a key into the dialog, try to copy it, and leave."""
    dialog = await open_add(app)
    typed = DemoProvider(
        name="Other", provider_type="openai", key=Secret(canaries.TYPED.value), expected=Health.OK
    )
    await enter(dialog, typed)

    def copy() -> None:
        dialog.keys.key.setFocus()
        for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
            QTest.keyClick(dialog.keys.key, key, Qt.KeyboardModifier.ControlModifier)

    await do(copy)
    seen.append("\n".join(await do(lambda: list(everything(app)))))
    await do(dialog.reject)
    await app.gone(AddProviderDialog)


def everything(app: RunningApp) -> Iterator[str]:
    """All texts of all that is there: what is painted, hovered over, read out, pasted."""
    for widget in QApplication.allWidgets():
        yield from (str(widget.property(name)) for name in _PROPERTIES)
        hidden = isinstance(widget, QLineEdit) and widget.echoMode() is not QLineEdit.EchoMode.Normal
        yield "" if hidden else str(widget.property("text"))
        yield from (f"{action.text()} {action.toolTip()}" for action in widget.findChildren(QAction))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _cells(widget.model())
    for widget in QApplication.topLevelWidgets():
        yield from _read_out(QAccessible.queryAccessibleInterface(widget), 0)
    clipboard = QGuiApplication.clipboard()
    yield from (clipboard.text(mode) for mode in QClipboard.Mode)
    tray = app.desktop.tray
    yield repr(vars(tray))
    yield repr(app.desktop.window.model.records)


def _cells(model: QAbstractItemModel) -> Iterator[str]:
    nowhere = QModelIndex()
    for row in range(min(model.rowCount(nowhere), 300)):
        # a list's columns are private in Qt
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(nowhere)):
            index = model.index(row, column, nowhere)
            yield from (str(value) for role in _ROLES if (value := model.data(index, int(role))) is not None)


def _read_out(interface: QAccessibleInterface | None, depth: int) -> Iterator[str]:
    if interface is None or not interface.isValid() or depth > 30:
        return
    yield from (interface.text(kind) for kind in _WORDS)
    for place in range(min(interface.childCount(), 500)):
        yield from _read_out(interface.child(place), depth + 1)


def picture(widget: QWidget) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(data.data())


def test_a_picture_of_the_dialog_tells_no_more_of_a_key_than_its_length(
    qapp: QApplication, private_home: Path, keyring: GoodKeyring
) -> None:
    assert keyring.stored == {}

    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            dialog = await open_add(app)
            await do(dialog.name.setFocus)  # no caret that blinks in the field
            pictures = []
            for key in ("sk-admin-" + "i" * 31, "sk-admin-" + "W" * 31, canaries.OPENAI.value[:40]):
                await do(lambda key=key: dialog.keys.key.setText(key))  # type: ignore[misc]
                pictures.append(await do(lambda: picture(dialog.keys)))
            assert pictures[0] == pictures[1] == pictures[2]
            await do(lambda: dialog.keys.key.setText("sk-admin-" + "W" * 30))
            assert await do(lambda: picture(dialog.keys)) != pictures[0], "the field is in the picture"
            await do(dialog.reject)
            await app.gone(AddProviderDialog)

    run_on_app_loop(qapp, script)
