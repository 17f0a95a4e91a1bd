"""From a key to a figure: what the servers' books say is what every place shows, to the last digit."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from aimonitor.app.desktop import utc_now
from aimonitor.app.start import first_paint
from aimonitor.demo import cast
from aimonitor.demo.expected import day_costs
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.archive import ExportOrder
from aimonitor.domain.history import DayStatus, Series
from aimonitor.domain.periods import PeriodKind, utc_day
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health
from aimonitor.qtmodels.records import Role
from aimonitor.ui.charts.bar_chart import BarChart
from tests.e2e import figures
from tests.e2e.adding import add, ask_test, enter, open_add
from tests.e2e.running import (
    RunningApp,
    cents,
    click,
    demo_servers,
    dispose,
    do,
    launch_in,
    run_on_app_loop,
    running_app,
    until,
)
from tests.keychain.backends import GoodKeyring

# Qt's own X11 tray code says so on the offscreen platform, which has no tray at all
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)

GOOD = (cast.PRODUCTION, cast.RESEARCH, cast.ROUTER, cast.SIDE_PROJECT)
WRONG = Secret("sk-admin-TEST-nobody-knows-0000")


def test_the_figures_are_the_same_everywhere_and_after_a_restart(
    qapp: QApplication, private_home: Path, monkeypatch: pytest.MonkeyPatch, keyring: GoodKeyring
) -> None:
    home = private_home / "aimonitor"

    async def script() -> None:
        async with demo_servers(monkeypatch) as servers:
            books = figures.books(servers, GOOD)
            async with running_app(qapp, launch_in(home)) as app:
                await refuse_bad_keys(app, keyring)
                for member in GOOD:
                    await add(app, member)
                assert sorted(keyring.stored.values()) == sorted(one.key.reveal() for one in GOOD)
                await check_window(app, books)
                await check_chart(app, servers)
                await check_all_providers(app, books)
                await check_command_line(app, books, home, private_home)
        await do(lambda: check_restart(qapp, home, books))

    run_on_app_loop(qapp, script)


async def refuse_bad_keys(app: RunningApp, keyring: GoodKeyring) -> None:
    """A key that nobody knows, and one that reads nothing: said at the field, nothing is stored."""
    dialog = await open_add(app)
    nobody = cast.DemoProvider(name="Mine", provider_type="openai", key=WRONG, expected=Health.NEEDS_YOU)
    await enter(dialog, nobody)
    (told,) = await ask_test(dialog)
    assert told.startswith("Invalid API key")
    assert WRONG.reveal() not in told
    assert dialog.anyway_button.isVisible()

    await enter(dialog, cast.CHATBOT)
    assert "project key" in dialog.keys.kind_words.text()
    assert not dialog.anyway_button.isVisible()
    (told,) = await ask_test(dialog)
    assert "admin key" in told

    await click(dialog.cancel_button)
    await app.gone(type(dialog))
    assert keyring.stored == {}
    assert app.desktop.window.model.rowCount() == 0


async def check_window(app: RunningApp, books: figures.Books) -> None:
    """Table, cards, tray."""
    desktop = app.desktop
    desktop.tray._host = lambda: True  # a panel appears: there is none without a screen
    await do(desktop.tray.look)
    await until(lambda: desktop.tray.available, "the tray icon")
    await until(lambda: "Balance" in desktop.tray._icon.toolTip(), "its tooltip")  # type: ignore[union-attr]
    await do(lambda: figures.check_table(desktop, books))
    await do(lambda: figures.check_cards(desktop, books))
    await do(lambda: figures.check_tray(desktop, books))


async def check_chart(app: RunningApp, servers: DemoServers) -> None:
    """Each bar of 30 days, and of the 7 that the user chooses then; the table follows."""
    name, now = cast.PRODUCTION.name, servers._now()
    await app.select(name)
    chart = app.desktop.details.pages.spend.chart
    for kind, days in ((PeriodKind.LAST_30_DAYS, 30), (PeriodKind.LAST_7_DAYS, 7)):
        await do(app.desktop.actions.periods[kind].trigger)
        series = await until(partial(_of_length, chart, days), f"a chart of {days} days")
        first = utc_day(now) - timedelta(days=days - 1)
        told = day_costs(name, now, first, utc_day(now))
        shown = {
            one.day: sum(one.values, Decimal(0)) for one in series.days if one.status is not DayStatus.MISSING
        }
        assert shown == told
        summed = (False, "USD", sum(told.values(), Decimal(0)))
        assert figures.cell(app.desktop, name, "month", Role.SORT) == summed
        assert app.desktop.window.model.headerData(3, Qt.Orientation.Horizontal) == f"Last {days} days"
    assert len(series.labels) > 1
    await do(app.desktop.actions.periods[PeriodKind.THIS_MONTH].trigger)


async def check_all_providers(app: RunningApp, books: figures.Books) -> None:
    """Nobody selected: this month of all, by provider and by model, as far as it is told by days."""
    details = app.desktop.details
    await do(app.desktop.actions.everyone.trigger)
    page, own = details.pages.spend, cast.PRODUCTION.name
    await until(lambda: page.chart.series is not None and own in page.chart.series.labels, "all providers")
    whole = figures.sum_of_days(books)
    for _ in range(2):
        assert page.chart.series is not None
        assert sum(page.chart.series.totals, Decimal(0)) == whole
        await click(next(button for button in page.stacking.buttons if not button.isChecked()))
    assert page.headline.figure.text().strip("≈*") == cents(books.total(lambda one: one.month))
    await app.select(own)
    await until(lambda: page.chart.series is not None and own not in page.chart.series.labels, "one provider")


def _of_length(chart: BarChart, days: int) -> Series | None:
    return chart.series if chart.series is not None and len(chart.series.days) == days else None


async def check_command_line(app: RunningApp, books: figures.Books, home: Path, folder: Path) -> None:
    """`status`, `export` and the window's own export, while the window is open."""
    month = f"{utc_day(utc_now()):%Y-%m}"
    document = json.loads(await command(home, "status", "--json"))
    figures.check_status(document, books)
    assert document["period"]["month"] == month

    figures.check_text(await command(home, "status"), books)

    exported = await command(home, "export", "--format", "csv")
    figures.check_export(figures.csv_records(exported), books, month)
    as_json = json.loads(await command(home, "export", "--format", "json", "--from", f"{month}-01"))
    figures.check_export(as_json["days"], books, month)
    assert as_json["totals"] == {"USD": figures.written(figures.sum_of_days(books))}

    file = folder / "from the window.csv"
    await do(lambda: app.desktop.dialogs.archives.service.export(ExportOrder(), file))
    await until(file.exists, "the window's export")
    assert file.read_bytes().decode() == exported.replace("\n", "\r\n").replace("\r\r\n", "\r\n")


async def command(home: Path, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
    """What the command line prints, in a process of its own that ends with one of the codes."""
    line = [sys.executable, "-m", "aimonitor", *arguments]
    environ = {**os.environ, "AIMONITOR_HOME": str(home)}
    done = await asyncio.to_thread(subprocess.run, line, env=environ, capture_output=True, check=False)
    assert done.returncode in codes, done.stderr.decode()
    return done.stdout.decode()


def check_restart(qapp: QApplication, home: Path, books: figures.Books) -> None:
    """The first paint of the next start, before loop, network and keychain, shows it all again."""
    desktop = first_paint(qapp, launch_in(home))
    try:
        assert desktop.window.isVisible()
        assert not desktop.service.is_started
        figures.check_table(desktop, books)
        figures.check_cards(desktop, books)
    finally:
        dispose(desktop)
