"""What a screen reader says: everything that can be used has a name, and what is painted is told as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt

from aimonitor.demo import cast
from aimonitor.demo.expected import day_costs
from aimonitor.domain.periods import utc_day
from aimonitor.monitor.clock import SystemClock
from aimonitor.monitor.glance import glance
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import Wording
from tests.desktop.accessible import Node, State
from tests.desktop.running import add, running, status
from tests.desktop.served import Served
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import DIALOGS, User, user_of
from tests.e2e.running import cents

_USED = {
    "push button",
    "button menu",
    "check box",
    "radio button",
    "combo box",
    "text",
    "spin button",
    "menu item",
    "page tab",
    "cell",
    "column header",
    "list item",
    "table",
    "list",
    "progress bar",
    "frame",
    "dialog",
}
_MARK_UP = re.compile(r"</?(qt|br|b|i|p|a|span|html)\b[^>]*>|&(amp|lt|gt|nbsp|#\d+);")
TABS = ("Spend", "Tokens", "Year", "Models", "Limits and alerts", "Polls and errors")


def faults(nodes: Iterator[Node]) -> list[str]:
    """What can be used and has no name, and what is told with marks that are meant for the eye."""
    found = []
    for node in nodes:
        name, told = node.name, node.description
        if not name.strip() and (node.role in _USED or node.has(State.FOCUSABLE)):
            found.append(f"no name: {node.role} {told!r} at {node.place}")
        if _MARK_UP.search(name + told):
            found.append(f"marks: {node.role} {name!r} {told!r}")
    return found


def test_everything_in_the_window_and_its_dialogs_has_a_name_and_plain_words(desktop: DesktopSession) -> None:
    found = []
    with running(desktop, desktop.root / "demo", "--demo") as app, user_of(app) as user:
        window = user.window("AIMonitor")
        item = app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the demo's figures")
        for tab in TABS:
            page = user.find("page tab", tab, window)
            user.click(page)
            wait_until(lambda page=page: page.has(State.SELECTED), f"the page {tab}")  # type: ignore[misc]
            found += faults(user.seen(window))
        user.write(user.find("text", "Filter providers", window), "Open")
        found += faults(user.seen(window))
        user.press("ctrl+a", "Delete", "Return")
        for keys, title in DIALOGS.items():
            user.press(keys)
            dialog = user.window(title)
            found += faults(user.seen(dialog))
            user.shot(f"dialog {title}")
            user.press("Escape")
            wait_until(lambda title=title: not user.is_open(title), f"the end of {title}")  # type: ignore[misc]
            user.window("AIMonitor")
        app.terminate()
    assert "\n".join(dict.fromkeys(found)) == ""


def test_cells_are_told_as_the_model_has_them_and_charts_day_by_day(
    desktop: DesktopSession, services: Served
) -> None:
    home = desktop.root / "mine"
    for member in (cast.PRODUCTION, cast.ROUTER):
        add(desktop, home, member)
    add(desktop, home, cast.OLD_KEY, "--no-test")
    with running(desktop, home) as app, user_of(app) as user:
        window = user.window("AIMonitor")
        wait_until(lambda: all(one["state"] != "waiting" for one in status(desktop, home).values()), "polls")
        table = user.find("table", "Providers", window)
        wait_until(
            lambda: told(table) == modelled(app.home / "data" / "aimonitor.sqlite3"), "the model's words"
        )
        user.click(user.find("cell", f"{cast.PRODUCTION.name}, ok", table))
        check_chart(user, window, services)
        app.terminate()


def told(table: Node) -> list[str]:
    """Every cell of a table, row by row."""
    return [node.name for node in table.children if node.role == "cell"]


def modelled(database: Path) -> list[str]:
    """The same from the model itself, over what is stored."""
    stored = glance(database, Registry(), SystemClock(), timedelta(minutes=5), {})
    assert stored is not None
    model = ProvidersModel(Wording(locale=default_locale(), now=datetime.now(UTC)))
    model.set_records(list(stored.states))
    role = Qt.ItemDataRole.AccessibleTextRole
    places = [
        model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())
    ]
    return [model.data(place, role) for place in places]


def check_chart(user: User, window: Node, services: Served) -> None:
    """Key by key through the last days: the total that is spoken is what the service's books say."""
    name, today = cast.PRODUCTION.name, utc_day(services.now)
    first = today.replace(day=1)
    costs = day_costs(name, services.now, first, today)
    whole = sum(costs.values(), Decimal(0))
    chart = user.find("filler", "Spend per UTC day", window)
    wait_until(lambda: f"total {cents(whole)}" in chart.description, "the sum of the chart")
    point_at_last(user, chart)
    for day in (today - timedelta(days=back) for back in range(min(7, today.day))):
        title = f"{day.day} {day:%b %Y} (UTC): "
        wait_until(lambda title=title: chart.description.startswith(title), title)  # type: ignore[misc]
        words = chart.description.removeprefix(title)
        assert words.startswith(f"total {cents(costs[day])}" if day in costs else "no data"), words
        user.press("Left")
    user.shot("a day of a chart")

    user.click(user.find("page tab", "Year", window))
    year = user.find("filler", "Spend of a year by UTC day", window)
    wait_until(lambda: year.description, "the year")
    point_at_last(user, year)
    wait_until(lambda: year.description.startswith(f"{today.day} {today:%b %Y}"), "today in the year")
    assert cents(costs[today]) in year.description
    user.shot("a day of a year")


def point_at_last(user: User, chart: Node) -> None:
    user.click(chart)
    wait_until(chart.has_keyboard, "the keyboard in the chart")
    user.press("End")
