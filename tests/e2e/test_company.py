"""The demo of all services: window, command line and export tell the same of each, and what the books say."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import utc_now
from aimonitor.demo import cast, company
from aimonitor.demo.company import COMPANY
from aimonitor.demo.company_services import WALLETS
from aimonitor.demo.expected import Expected
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.state import ProviderState
from aimonitor.monitor.demo import FOLDER
from aimonitor.qtmodels.records import Role
from tests.e2e import figures
from tests.e2e.running import (
    RunningApp,
    away_from_midnight,
    do,
    launch_in,
    run_on_app_loop,
    running_app,
    until,
)
from tests.e2e.test_end_to_end import command

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

YUAN = {cast.WALLET.name, company.MOONSHOT_CHINA.name}
DERIVED = {cast.WALLET.name, *WALLETS}
"""What they cost is worked out from their balances; `test_demo_past` holds it against the book."""
UNREAD = {member.name for member in (cast.CHATBOT, cast.OLD_KEY, company.MINIMAX_OLD_KEY)}


class StillClock:
    """A time that stands still: what waits for it to pass waits for ever."""

    def __init__(self) -> None:
        self._now = utc_now()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        if seconds > 0:
            await event.wait()


def test_each_figure_is_the_same_everywhere(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch = replace(launch_in(private_home / "aimonitor", demo=True), all_services=True)

    async def script() -> None:
        await away_from_midnight()
        clock = StillClock()
        monkeypatch.setattr("aimonitor.monitor.demo.SystemClock", lambda: clock)
        servers = DemoServers(now=clock.now)
        books = {member.name: servers.expected(member.name) for member in COMPANY}
        async with running_app(qapp, launch) as app:
            await until(lambda: all(is_read(app, member) for member in COMPANY), "the company's figures")
            home = launch.paths.data / FOLDER
            told = json.loads(await command_of(home, "status", "--json"))["providers"]
            document = {one["name"]: one for one in told}
            exported = figures.csv_records(await command_of(home, "export", "--format", "csv"))
            assert list(document) == [member.name for member in COMPANY]
            for name, expected in books.items():
                await do(lambda name=name: check_window(app, name, document[name]))  # type: ignore[misc]
                check_books(document[name], expected)
                check_export(exported, document[name], f"{clock.now():%Y-%m}")

    run_on_app_loop(qapp, script)


def is_read(app: RunningApp, member: cast.DemoProvider) -> bool:
    """Whether the window shows it in the state in which it stays; staging only once it was polled twice."""
    state = app.state(member.name)
    if state is None or state.polling or state.last_poll is None:
        return False
    return member is cast.CHATBOT or state.health is member.expected


async def command_of(home: Path, *arguments: str) -> str:
    """As `command`; that some need attention is part of it."""
    return await command(home, *arguments, codes=(0, 1))


def check_window(app: RunningApp, name: str, told: dict[str, Any]) -> None:
    """The table's cells hold what the command line tells, natively and in full."""
    for column, money in (
        ("today", told["today"]["cost"]),
        ("month", told["month"]["cost"]),
        ("balance", balance(told)),
    ):
        native = figures.cell(app.desktop, name, column, Role.SORT)
        shown = None if native is None else {native[1]: figures.written(native[2])}
        assert shown == money, (name, column)
        if native is None:
            assert figures.cell(app.desktop, name, column) in figures.NOTHING, (name, column)
        else:
            tooltip = figures.cell(app.desktop, name, column, Qt.ItemDataRole.ToolTipRole)
            assert str(figures.written(native[2])) in tooltip.replace(",", ""), (name, column)
    assert figures.cell(app.desktop, name, "tokens", Role.SORT) == told["month"]["tokens"], name
    check_limits(app, app.known(name), told)


def check_limits(app: RunningApp, state: ProviderState, told: dict[str, Any]) -> None:
    """Each limit is there, as much used of it, and named where the mouse rests."""
    tooltip = figures.cell(app.desktop, state.provider.name, "limit", Qt.ItemDataRole.ToolTipRole)
    shown = {one.id: figures.written(one.used_fraction) for one in state.windows}
    assert shown == {one["id"]: one["used_fraction"] for one in told["windows"]}
    assert len(tooltip.split("<br>")) >= len(shown)
    for window in told["windows"]:
        assert window["name"].lower() in tooltip.lower(), window


def balance(told: dict[str, Any]) -> dict[str, str] | None:
    """All that is left, by currency."""
    totals = {one["currency"]: one["amount"] for one in told["balances"] if one["role"] == "total"}
    return totals or None


def check_books(told: dict[str, Any], expected: Expected) -> None:
    """What the command line tells is what the service's own books say."""
    name, currency = told["name"], "CNY" if told["name"] in YUAN else "USD"

    def money(amount: Decimal | None) -> dict[str, str | None] | None:
        return None if amount is None else {currency: figures.written(amount)}

    assert balance(told) == money(expected.balance), name
    if name in DERIVED:
        assert told["month"]["cost"], name
    else:
        assert told["today"]["cost"] == money(expected.today), name
        assert told["month"]["cost"] == money(expected.month), name
    assert told["month"]["tokens"] == expected.tokens_month, name
    used = {one["id"]: one["used_fraction"] for one in told["windows"]}
    assert {one: used.get(one) for one in expected.used or ()} == {
        one: figures.written(share) for one, share in (expected.used or {}).items()
    }, name
    assert (told["last_updated"] is None) == (name in UNREAD), name


def check_export(records: list[dict[str, str]], told: dict[str, Any], month: str) -> None:
    """The days of this month in the export are what this month is told to be."""
    name = told["name"]
    days = [one for one in records if one["provider"] == name and one["day"].startswith(month)]
    costs = [(one["currency"], Decimal(one["cost"])) for one in days if one["cost"]]
    told_cost = told["today" if name == cast.SIDE_PROJECT.name else "month"]["cost"]
    summed = {
        currency: figures.written(sum((cost for known, cost in costs if known == currency), Decimal(0)))
        for currency, _ in costs
    }
    if told_cost is None:
        assert all(Decimal(amount or 0) == 0 for amount in summed.values()), name
    else:
        assert summed == told_cost, name
    tokens = [int(one["input_tokens"]) + int(one["output_tokens"]) for one in days if one["input_tokens"]]
    assert (sum(tokens) if tokens else None) == told["month"]["tokens"], name
