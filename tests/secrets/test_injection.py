"""What servers and names say is shown as plain text: one hostile text, and each surface that may obey."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMenu

from aimonitor.__main__ import main
from aimonitor.app.desktop import utc_now
from aimonitor.desktop.notifications import DEFAULT_ACTIONS, DesktopNotifications
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError
from aimonitor.keychain.memory import SessionKeys
from aimonitor.logs import Redactor, start_logging
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.monitor.webhook_words import payload
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import WebhookKind
from tests.e2e.running import RunningApp, do, launch_in, run_on_app_loop, running_app
from tests.keychain.backends import GoodKeyring
from tests.monitor.clock import FakeClock
from tests.secrets.echoing import KNOWN, MOODS, EchoServers, as_names
from tests.secrets.test_a_day import judged

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

HOSTILE = (
    "=1+1|<img src=x>&amp;\x1b[2J\x1b]0;x\x07\r\n2026-01-01 00:00:00.000Z INFO     x: y\u202e\u2066"
    "<!channel>@everyone **b**"
)
NAME = "=1+1|<img src=x>&amp;\u202e<!channel>@everyone **b** "
_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z [A-Z]+ +[\w.]+: |    \| ")


def drives_a_terminal(text: str) -> list[str]:
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return [char for char in text if unicodedata.category(char) in kinds and char != "\n"]


def is_formula(text: str) -> bool:
    return any(cell.lstrip().startswith(("=", "+", "-", "@", "|", "%")) for cell in text.split(";"))


class Told:
    """What each surface was handed."""

    def __init__(self) -> None:
        self.log = self.json = ""
        self.tables: list[str] = []
        self.notified: list[tuple[str, str]] = []
        self.hooks: dict[WebhookKind, list[str]] = {kind: [] for kind in WebhookKind}
        self.terminal: list[tuple[str, str]] = []


async def a_few_hours(home: Path, told: Told) -> None:
    clock = FakeClock()
    servers = EchoServers(now=clock.now, good_polls=None)
    servers.forms = (lambda _: HOSTILE,)
    await servers.start()
    urls = {Registry().manifest(name).base_url_env: url for name, url in servers.base_urls.items()}
    try:
        async with running(
            AppPaths.resolve(home, {}), flags={}, environ=urls, keychain=SessionKeys(), clock=clock
        ) as stack:
            stack.alerts.use_desktop(lambda _: None)
            stack.alerts.start()
            await stack.monitor.open()
            for name, (canary, _) in KNOWN.items():
                await stack.monitor.add_provider(
                    AddProvider(provider_type=name, name=NAME + name, api_key=Secret(canary.value))
                )
            # those that name things first: with names in the history, failures come after them
            for number in (*range(0, len(MOODS), 5), 1, 6):
                servers.round = number
                for state in stack.monitor.states():
                    try:
                        await stack.monitor.poll_provider(state.provider.id)
                    except AppError as error:
                        told.terminal.append(("an error", error.message))
                await clock.advance(timedelta(hours=1))
                await judged(stack)
            await take(stack, home, told)
    finally:
        await servers.stop()


async def take(stack: Stack, home: Path, told: Told) -> None:
    kinds = tuple(ArchiveKind)
    await stack.archive.export(ExportOrder(kinds=kinds, file_format="json"), home / "all.json")
    await stack.archive.export(ExportOrder(kinds=kinds, file_format="csv"), home / "tables")
    told.json = (home / "all.json").read_text("utf-8")
    told.tables = [file.read_text("utf-8") for file in (home / "tables").iterdir()]
    log = (await stack.alerts.book()).log
    assert len(log) >= len(KNOWN)
    server = DesktopNotifications(on_action=lambda *_: None)
    for alert in log:
        sent: tuple[object, ...] = server._notify(  # type: ignore[attr-defined]
            alert.notice, DEFAULT_ACTIONS, frozenset(("body", "body-markup", "actions"))
        ).body
        told.notified.append((str(sent[3]), str(sent[4])))
        for kind in set(WebhookKind) - {WebhookKind.OFF}:
            address = Secret("https://hooks.example.com/services/T0")
            told.hooks[kind].append(payload(kind, address, alert).decode())


def commands(home: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["status", "status --json", "providers list", "providers list --json", "alerts list"]
    lines += ["alerts list --json", "doctor", "doctor --json", "export --format csv --what days", "poll"]
    for line in lines:
        capsys.readouterr()
        try:
            main(["--home", str(home), *line.split()])
        except SystemExit as ended:
            pytest.fail(f"{line}: {ended}")
        captured = capsys.readouterr()
        told.terminal += [(line, captured.out), (f"{line}, its errors", captured.err)]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    found, home = Told(), tmp_path / "hostile"
    handle = start_logging(folder=home / "logs", level="debug", redactor=Redactor())
    try:
        asyncio.run(a_few_hours(home, found))
    finally:
        handle.close()
    found.log = (home / "logs" / "aimonitor.log").read_text("utf-8")
    for name in KNOWN:
        monkeypatch.setenv(Registry().manifest(name).base_url_env, "http://127.0.0.1:9")
    commands(home, found, capsys)
    return found


def _terminal(told: Told) -> None:
    for where, text in told.terminal:
        assert drives_a_terminal(text.replace("\r\n", "\n")) == [], where
    assert sum("<img" in text for _, text in told.terminal) > 5


def _log(told: Told) -> None:
    assert "<img" in told.log
    assert drives_a_terminal(told.log) == []
    for line in told.log.splitlines():
        assert _LINE.match(line), line
        assert not line.startswith("2026-01-01"), "forged"


def _tables(told: Told) -> None:
    cells = [cell for text in told.tables for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("<img" in cell for cell in cells)
    assert drives_a_terminal("".join(cells)) == []
    for cell in cells:
        assert re.fullmatch(r"-?[\d.]+", cell) or not is_formula(cell), cell


def _json(told: Told) -> None:
    assert "<img" in told.json
    assert drives_a_terminal(told.json) == []
    names = [one["name"] for one in json.loads(told.json)["providers"]]
    assert all(name.startswith(NAME.strip()) for name in names), "and nothing of it is lost"


def _notifications(told: Told) -> None:
    assert any("&lt;" in body or "&amp;" in body for _, body in told.notified)
    for title, body in told.notified:
        assert "<" not in body
        assert [sign for sign in drives_a_terminal(title + body) if not sign.isprintable()] == []


def _webhooks(told: Told) -> None:
    for text in told.hooks[WebhookKind.SLACK]:
        assert not set("<>") & set(json.loads(text)["text"])
    for text in told.hooks[WebhookKind.DISCORD]:
        document = json.loads(text)
        assert document["allowed_mentions"] == {"parse": []}
        assert not re.search(r"(?<!\\)[<@*]", document["content"].replace("\\\\", "").replace("**", "", 2))
    assert all(text.isascii() for texts in told.hooks.values() for text in texts)


SURFACES: dict[str, Callable[[Told], None]] = {
    "terminal": _terminal,
    "log": _log,
    "tables": _tables,
    "JSON": _json,
    "notifications": _notifications,
    "webhooks": _webhooks,
}


def test_no_surface_obeys_what_a_server_or_a_name_says(told: Told) -> None:
    for surface, holds in SURFACES.items():
        try:
            holds(told)
        except AssertionError as error:
            error.add_note(f"surface: {surface}")
            raise


def test_the_window_shows_mark_up_as_the_signs_it_is_made_of(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keychain, found = GoodKeyring(), list[str]()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")

    async def script() -> None:
        now = utc_now()
        servers = EchoServers(now=lambda: now, good_polls=None)
        servers.forms = (lambda _: HOSTILE,)
        await servers.start()
        for name, url in servers.base_urls.items():
            monkeypatch.setenv(Registry().manifest(name).base_url_env, url)
        try:
            async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
                for place, (name, (canary, _)) in enumerate(KNOWN.items()):
                    servers.round = -3 * place + place % 2  # good names, or a refusal in the server's words
                    wish = AddProvider(provider_type=name, name=NAME + name, api_key=Secret(canary.value))
                    await do(lambda wish=wish: app.desktop.service.add_provider(wish))  # type: ignore[misc]
                    await app.at_rest(wish.name.strip())
                    await look_at(app, wish.name.strip(), found)
        finally:
            await servers.stop()

    assert MOODS[0] is as_names
    run_on_app_loop(qapp, script)
    assert sum("img src" in text for text in found) > 50
    assert {text for text in found if might_be_rich(text) and "<img" in text} == set()


def might_be_rich(text: str) -> bool:
    """As Qt guesses (`Qt::mightBeRichText`, which PySide lacks): by the first line up to its first tag."""
    line = text.lstrip().partition("\n")[0]
    before, tag, _ = line.partition("<")
    return "&lt;" in before or bool(tag)


async def look_at(app: RunningApp, name: str, found: list[str]) -> None:
    await app.select(name)
    pages = app.desktop.details.pages
    for place in range(pages.count()):
        await do(lambda place=place: pages.setCurrentIndex(place))  # type: ignore[misc]
        await asyncio.sleep(0.05)
        found += await do(lambda: list(rich_if_it_looks_so()))


def rich_if_it_looks_so() -> Iterator[str]:
    """All that Qt would take for rich text where it looks like that."""
    for widget in QApplication.allWidgets():
        yield widget.toolTip()
        if not isinstance(widget, QMenu) or widget.toolTipsVisible():  # else a menu shows no tool tip
            yield from (action.toolTip() for action in widget.actions())
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
            yield widget.text()
        model = widget.model() if isinstance(widget, QAbstractItemView) else None
        if model is not None:
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
            for row in range(min(model.rowCount(QModelIndex()), 200)):
                cells = [model.index(row, column) for column in range(columns)]
                yield from (str(cell.data(Qt.ItemDataRole.ToolTipRole) or "") for cell in cells)
