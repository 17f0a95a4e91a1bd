"""Failures are shown honestly: the last good figure, its age and the reason, and the one way out."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from aimonitor.db.database import Database
from aimonitor.db.faults import database_error
from aimonitor.db.reports import OpenReport
from aimonitor.demo import cast
from aimonitor.demo.expected import Expected
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.alert import AlertBook, AlertRule, Fate
from aimonitor.domain.money import Money
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health, ProviderState
from aimonitor.errors import DatabaseFault, ProblemKind
from aimonitor.monitor.requests import EditProvider
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.records import Role
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from tests.e2e.adding import add, ask_test, enter, open_add
from tests.e2e.figures import cell
from tests.e2e.running import (
    RunningApp,
    cents,
    click,
    demo_servers,
    do,
    launch_in,
    run_on_app_loop,
    running_app,
    until,
    write,
)
from tests.keychain.backends import GoodKeyring

NAME = cast.ROUTER.name


def test_a_disk_that_is_full_at_the_start_hides_no_live_figure(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    del keyring
    full = database_error(DatabaseFault.FULL, Path())
    told = f"History is not being kept. {full.message} Live figures are still shown."
    opens, is_full = Database._open, [False]

    def may_open(database: Database, *, check: bool = True) -> OpenReport:
        if is_full[0]:
            raise full
        return opens(database, check=check)

    async def script() -> None:
        async with demo_servers(monkeypatch):
            async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
                before = await add(app, cast.ROUTER)
            is_full[0] = True
            async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
                banners = app.desktop.window.banners
                banner = await until(lambda: banners.banner("history"), "the word that nothing is kept")
                assert banner.message.text() == told
                state = await until(lambda: newer(app, before), "a poll")
                assert state.health is Health.OK
                assert (state.balance, state.month) == (before.balance, before.month)
                is_full[0] = False
                await app.read_anew(NAME)
                await until(lambda: banners.banner("history") is None, "the banner to go")

    monkeypatch.setattr(Database, "_open", may_open)
    run_on_app_loop(qapp, script)


def newer(app: RunningApp, before: ProviderState) -> ProviderState | None:
    state = app.state(NAME)
    if state is None or state.last_poll is None or before.last_poll is None:
        return None
    return state if state.last_poll.started_at > before.last_poll.started_at else None


def test_a_service_that_goes_down_leaves_its_last_figures_and_says_why(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    async def script() -> None:
        async with (
            demo_servers(monkeypatch) as servers,
            running_app(qapp, launch_in(private_home / "aimonitor")) as app,
        ):
            expected, before = servers.expected(NAME), await add(app, cast.ROUTER)
            await servers.stop()
            state = await app.read_anew(NAME)
            assert state.problem is not None
            assert (state.health, state.problem.kind) == (Health.STALE, ProblemKind.NETWORK)
            assert (state.month, state.balance) == (before.month, before.balance)
            await do(lambda: check_stale(app, expected))

            await servers.start()
            await click(app.desktop.details.strip.button)
            await until(lambda: app.known(NAME).health is Health.OK, "the recovery")
            assert not app.desktop.details.strip.isVisible()
            await until(lambda: app.desktop.window.cards.attention.face.value.text() == "0", "the card")

    run_on_app_loop(qapp, script)
    assert len(keyring.stored) == 1


def check_stale(app: RunningApp, expected: Expected) -> None:
    """The last good figure, muted, with its age and the reason; nobody is interrupted before it lasts."""
    assert expected.month is not None
    assert cents(expected.month) in cell(app.desktop, NAME, "month")
    assert cell(app.desktop, NAME, "month", Role.TONE) == Tone.MUTED
    tooltip = cell(app.desktop, NAME, "month", Qt.ItemDataRole.ToolTipRole)
    assert "Last good figure" in tooltip
    assert "127.0.0.1" in tooltip
    assert cell(app.desktop, NAME, "limit").startswith("stale: offline since")
    assert app.desktop.window.cards.attention.face.value.text() == "1"
    assert app.desktop.details.strip.isVisible()
    assert app.desktop.window.banners.banner("notice") is None


def test_a_key_that_is_refused_one_day_interrupts_and_is_in_the_log(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    """By a banner, for want of a desktop."""

    async def script() -> None:
        async with (
            demo_servers(monkeypatch),
            running_app(qapp, launch_in(private_home / "aimonitor")) as app,
        ):
            provider = (await add(app, cast.ROUTER)).provider
            books: list[AlertBook] = []
            app.desktop.alerting.alerts.alerts_changed.connect(books.append)
            revoked = EditProvider(provider_id=provider.id, api_key=Secret("sk-or-v1-DEMO-REVOKED-0001"))
            app.desktop.service.edit_provider(revoked)
            banners = app.desktop.window.banners
            await until(lambda: banners.banner("notice"), "the banner")
            assert NAME in banners.banner("notice").message.text()  # type: ignore[union-attr]
            await until(lambda: books and books[-1].log and books[-1].log[0].deliveries, "the log")
            (alert,) = books[-1].log
            assert (alert.rule, alert.fate, alert.provider_id) == (
                AlertRule.NEEDS_YOU,
                Fate.TOLD,
                provider.id,
            )
            assert alert.deliveries[0].done

    run_on_app_loop(qapp, script)
    assert len(keyring.stored) == 1


def test_a_service_that_says_no_is_stale_with_its_words(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    name = cast.STAGING.name

    async def script() -> None:
        async with (
            demo_servers(monkeypatch, good_polls=2) as servers,
            running_app(qapp, launch_in(private_home / "aimonitor")) as app,
        ):
            before = await add(app, cast.STAGING)  # its test was the first read, its poll the second
            assert before.health is Health.OK
            state = await app.read_anew(name)
            assert state.problem is not None
            assert (state.health, state.problem.kind) == (Health.STALE, ProblemKind.SERVICE)
            assert state.month.totals == (Money(amount=month_of(servers, name), currency="USD"),)
            assert state.next_poll_at is not None
            assert cell(app.desktop, name, "limit").startswith("stale: service failing since")

    run_on_app_loop(qapp, script)
    assert len(keyring.stored) == 1


def month_of(servers: DemoServers, name: str) -> Decimal:
    """The month as the servers' books have it."""
    month = servers.expected(name).month
    assert month is not None
    return month


def test_a_refused_key_is_not_asked_again_until_it_is_replaced(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    home, name = private_home / "aimonitor", cast.OLD_KEY.name

    async def script() -> None:
        async with demo_servers(monkeypatch) as servers, running_app(qapp, launch_in(home)) as app:
            await add_anyway(app)
            state = await app.at_rest(name)
            assert state.problem is not None
            assert (state.health, state.problem.kind) == (Health.NEEDS_YOU, ProblemKind.AUTH)
            assert state.next_poll_at is None
            assert cell(app.desktop, name, "month") == "unknown"
            assert cell(app.desktop, name, "limit") == "key refused — replace key"
            await do(lambda: check_no_key(app, cast.OLD_KEY.key.reveal()))

            await replace_key(app)
            await until(lambda: app.known(name).health is Health.OK, "the new key to be used")
            month = app.known(name).month
            assert month.totals == (Money(amount=month_of(servers, cast.RESEARCH.name), currency="USD"),)

    run_on_app_loop(qapp, script)
    assert list(keyring.stored.values()) == [cast.RESEARCH.key.reveal()]
    assert [file for file in home.rglob("*") if file.is_file() and _tells_a_key(file.read_bytes())] == []


def _tells_a_key(content: bytes) -> bool:
    return any(member.key.reveal()[-12:].encode() in content for member in cast.CAST)


async def add_anyway(app: RunningApp) -> None:
    """A key that is refused can be stored all the same, if the user insists."""
    dialog = await open_add(app)
    await enter(dialog, cast.OLD_KEY)
    (told,) = await ask_test(dialog)
    assert told.startswith("Invalid API key")
    await click(dialog.anyway_button)
    await app.gone(AddProviderDialog)


async def replace_key(app: RunningApp) -> None:
    """The one button beside the problem."""
    strip = app.desktop.details.strip
    assert strip.button.text().startswith("Replace key")
    await click(strip.button)
    dialog = await app.dialog(ReplaceKeyDialog)
    await write(dialog.keys.key, cast.RESEARCH.key.reveal())
    await click(dialog.go_button)
    await app.gone(ReplaceKeyDialog)


def check_no_key(app: RunningApp, key: str) -> None:
    """Nothing in the window says the key, or the end of it."""
    window = app.desktop.window
    texts = [widget.toolTip() + widget.accessibleName() for widget in window.findChildren(QWidget)]
    texts += [label.text() + label.accessibleDescription() for label in window.findChildren(QLabel)]
    texts += [line.text() for line in window.findChildren(QLineEdit)]
    columns = [column.id for column in window.model.columns]
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    texts += [str(cell(app.desktop, cast.OLD_KEY.name, column, role)) for column in columns for role in roles]
    assert [text for text in texts if key[-8:] in text] == []
