"""What changing the period costs the window's thread: `python -m tests.bench.periods [--days N]`.

Figures, no verdict. A database of 10 and of 100 providers with three years of days; the window as the app
builds it. "At hand" is what the window does by itself; "read" is what it does once SQLite has answered,
and how long SQLite and the sums behind it took on their own threads.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.db.database import Database
from aimonitor.db.overview import read_overview
from aimonitor.db.span_sums import read_spans
from aimonitor.db.stored import read_stored
from aimonitor.domain.history import History
from aimonitor.domain.periods import Period, PeriodKind, period, utc_day
from aimonitor.domain.spans import SpanRead
from aimonitor.domain.state import ProviderState
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.history import history
from aimonitor.insight.overview import overview
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.insight.state import Runtime, Service, provider_state
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from aimonitor.ui.details.panel import DetailsPanel
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme
from tests.bench.figures import Row
from tests.bench.homes import make_home

AIM = 50.0
"""Milliseconds of the window's thread that a change of the period may take."""
_TURNS = 7


class Bench:
    """A window over a stored home, as the app has it after a poll."""

    def __init__(self, app: QApplication, home: Path, days: int) -> None:
        self.app, self.days = app, days
        self.now = datetime.now(UTC)
        self.today = utc_day(self.now)
        self.file = AppPaths.resolve(home, {}).database
        self.states = self._states()
        self.details = DetailsPanel(now=lambda: self.now)
        actions, first_run = Actions(now=lambda: self.now), QLabel()
        self.window = MainWindow(actions, Theme(), self.details, first_run, now=lambda: self.now)
        self.window.set_states(self.states)
        self.window.set_dashboard(dashboard(self.states, self.now))
        self.window.show()
        app.processEvents()

    def _states(self) -> list[ProviderState]:
        registry = Registry()
        capabilities = {one.type: one.capabilities for one in registry.manifests()}
        return [
            provider_state(
                facts,
                Service(
                    name=facts.provider.provider_type,
                    capabilities=capabilities[facts.provider.provider_type],
                ),
                Runtime(),
                self.now,
            )
            for facts in read_stored(self.file, self.today) or ()
        ]

    def years(self) -> Period:
        """All that is stored."""
        first = self.today - timedelta(days=self.days - 1)
        return Period(kind=PeriodKind.CUSTOM, first=first, last=self.today)

    def show(self, chosen: Period, read: tuple[SpanRead, ...] = ()) -> None:
        """What the window does when the period changes."""
        figures = PeriodFigures(chosen, self.today, read)
        self.window.model.set_figures(figures)
        total = figures.total(self.states)
        self.window.cards.set_total(total)
        self.details.set_period(chosen.kind, chosen.first, chosen.last)
        self.details.set_total(figures.of(self.states[0]))
        self.app.processEvents()

    def draw(self, found: History) -> None:
        """What it does when the days of the details come."""
        self.details.set_history(found)
        self.app.processEvents()


def took(work: Callable[[], object], between: Callable[[], object] = lambda: None) -> float:
    """Milliseconds, the median of some turns."""
    times: list[float] = []
    for _ in range(_TURNS):
        between()
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


async def _read(bench: Bench) -> tuple[dict[str, float], tuple[SpanRead, ...], History, History]:
    """The answers of the database, and how long they took off the window's thread."""
    database, chosen, spent = Database(bench.file, now=lambda: bench.now), bench.years(), {}
    await database.open()
    try:
        begun = time.perf_counter()
        spans = await read_spans(database, PeriodFigures(chosen, bench.today).wanted, bench.today)
        spent["sums of a period"] = (time.perf_counter() - begun) * 1000
        begun = time.perf_counter()
        facts = await read_overview(database, chosen.first, chosen.last)
        spent["days of all providers"] = (time.perf_counter() - begun) * 1000
        begun = time.perf_counter()
        everyone = overview(facts, today=bench.today)
        spent["series of all providers"] = (time.perf_counter() - begun) * 1000
        own = await database.history(bench.states[0].provider.id, chosen.first, chosen.last)
        begun = time.perf_counter()
        one = history(own, today=bench.today)
        spent["series of one provider"] = (time.perf_counter() - begun) * 1000
    finally:
        await database.close()
    return spent, spans, everyone, one


def measure(app: QApplication, folder: Path, providers: int, days: int) -> list[Row]:
    """Rows for one size of a home."""
    bench = Bench(app, make_home(folder / str(providers), providers, days), days)
    spent, spans, everyone, one = asyncio.run(_read(bench))
    label = f"{providers} providers, {days} days"
    week, month = (period(kind, bench.today) for kind in (PeriodKind.LAST_7_DAYS, PeriodKind.LAST_30_DAYS))
    years = bench.years()
    bench.window.view.select_everyone()
    bench.details.set_state(None)
    bench.show(years)
    rows = {
        "At hand: last 30 days": took(lambda: bench.show(month), lambda: bench.show(week)),
        "At hand: all days, dots until they are read": took(
            lambda: bench.show(years), lambda: bench.show(week)
        ),
        "Read: cards and table over all days": took(
            lambda: bench.show(years, spans), lambda: bench.show(week)
        ),
    }
    bench.show(years)
    rows["Read: chart of all providers over all days"] = took(
        lambda: bench.draw(everyone),
        lambda: bench.show(week) or bench.show(years),  # type: ignore[func-returns-value]
    )
    bench.details.set_state(bench.states[0])
    rows["Read: chart of one provider over all days"] = took(
        lambda: bench.draw(one),
        lambda: bench.show(week) or bench.show(years),  # type: ignore[func-returns-value]
    )
    bench.window.close()
    found = [
        Row(name=f"{name}, {label}", value=value, unit="ms", aim=AIM, aims_at_ratio=False)
        for name, value in rows.items()
    ]
    beside = [
        Row(name=f"Beside it: {name}, {label}", value=value, unit="ms") for name, value in spent.items()
    ]
    return [*found, *beside]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.periods", description=__doc__)
    parser.add_argument("--days", type=int, default=3 * 365)
    parser.add_argument("--providers", type=int, nargs="+", default=[10, 100])
    options = parser.parse_args()
    QLocale.setDefault(QLocale("en_GB"))
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="aimonitor-bench-") as folder:
        for providers in options.providers:
            for row in measure(app, Path(folder), providers, options.days):
                print(row.line(), flush=True)  # noqa: T201  a benchmark talks by printing
    return 0


if __name__ == "__main__":
    sys.exit(main())
