"""The pictures of the documentation, drawn from the demo: `python -m tests.ui.docs_shots docs/images`.

Run by hand after the window has changed. Clock, zone, language and font are fixed, so that the same
window gives the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from aimonitor import resources
from aimonitor.app.loop import AppLoop
from aimonitor.demo import cast
from aimonitor.domain.history import all_of
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind, period, utc_day
from aimonitor.domain.state import ProviderState
from aimonitor.insight.attention import attention
from aimonitor.insight.budget_choice import budget_lines
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.grouping import Grouping
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.demo import running_demo, seed
from aimonitor.monitor.period_service import PeriodService
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.stack import Stack
from aimonitor.monitor.tasks import Tasks
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.records import Wording
from aimonitor.settings.load import load_settings
from aimonitor.settings.paths import AppPaths
from aimonitor.ui.details.panel import DetailsPanel, Tab
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.alerts import AlertsDialog
from aimonitor.ui.dialogs.balance import BalanceDialog
from aimonitor.ui.dialogs.budgets import BudgetsDialog
from aimonitor.ui.dialogs.rules import RulesDialog
from aimonitor.ui.dialogs.settings import SettingsDialog
from aimonitor.ui.first_run import FirstRunPage
from aimonitor.ui.main_window import SIZE, MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme, ThemeChoice
from aimonitor.ui.tray_menu import TrayMenu
from aimonitor.ui.tray_words import menu_line, worst_first
from tests.ui.recipe_picture import tested_recipe

LOCALE = QLocale("en_GB")
NOW = datetime(2026, 11, 19, 14, 2, 11, tzinfo=UTC)
_POLLED_BEFORE = timedelta(minutes=2)
_NEXT_POLL_IN = timedelta(minutes=2, seconds=58)
_FONT = ("DejaVu Sans", 12)
_TABS = {"tokens": Tab.TOKENS, "year": Tab.YEAR, "models": Tab.MODELS}
_REST, _PATIENCE = 0.5, 20.0


class StillClock:
    """A time that moves only when told; whoever waits for it to pass waits for ever."""

    def __init__(self) -> None:
        self.time = NOW - _POLLED_BEFORE

    def now(self) -> datetime:
        """The time of the pictures."""
        return self.time

    def monotonic(self) -> float:
        """Seconds that stand still with it."""
        return self.time.timestamp()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Until the event is set; what is to wait no time does not wait."""
        if seconds > 0:
            await event.wait()


class Studio:
    """The window over the demo, and one method a picture."""

    def __init__(self, app: QApplication, folder: Path, home: Path) -> None:
        self._app = app
        self._folder = folder
        self._paths = AppPaths.resolve(home, {})
        self._registry = Registry()
        self._clock = StillClock()
        self._theme = Theme()
        self._theme.apply(app, ThemeChoice.LIGHT)
        self._service, self._periods = MonitorService(), PeriodService()
        self._actions = Actions(now=self._clock.now)
        self._figures: PeriodFigures | None = None
        self._states: list[ProviderState] = []
        self.window = self._window()

    def _window(self) -> MainWindow:
        manifests = {one.type: one for one in self._registry.manifests()}
        details = DetailsPanel(manifest_of=manifests.get, now=self._clock.now)
        window = MainWindow(
            self._actions,
            self._theme,
            details,
            FirstRunPage(self._registry, {}),
            now=self._clock.now,
            locale=LOCALE,
        )
        window.view.group_selected.connect(details.set_group)
        window.provider_selected.connect(details.set_state)
        window.provider_selected.connect(self._show_total)
        details.history_wanted.connect(self._service.load_history)
        details.overview_wanted.connect(self._periods.read_overview)
        details.polls_wanted.connect(self._service.load_polls)
        self._periods.overview_read.connect(details.set_history)
        self._service.history_loaded.connect(details.set_history)
        self._service.polls_loaded.connect(details.set_polls)
        self._details = details
        return window

    async def take_all(self) -> None:
        """Every picture, one after the other."""
        self.window.status.set_keys("Keys in Secret Service")
        self.window.set_dashboard(dashboard([], self._clock.now()))
        self.window.show()
        await self._settle()
        self._save("first-run", self.window)
        async with AsyncExitStack() as leaving:
            stack, _servers = await leaving.enter_async_context(
                running_demo(self._paths, flags={}, environ={}, registry=self._registry, clock=self._clock)
            )
            await stack.monitor.open()
            tasks = Tasks()
            leaving.push_async_callback(tasks.aclose)
            self._service.start(stack.monitor, stack.desk, tasks)
            self._periods.start(stack.periods, tasks)
            await seed(stack.monitor, stack.budgets)
            await self._take_dashboards(stack)
            await self._take_dialogs(stack)
            await self._take_alerts(stack)
            await self._take_balance(stack)

    async def _take_dashboards(self, stack: Stack) -> None:
        self._clock.time = NOW
        status = await stack.keychain.status()
        self.window.status.set_keys(f"Keys in {status.backend}")
        states = stack.monitor.states()
        stack.alerts.start()
        await self._settle()
        active = {state.provider.id for state in states if state.provider.enabled}
        board = stack.monitor.dashboard()
        needs = attention(board.attention, await stack.alerts.book(), active)
        board = replace(board, next_poll_at=NOW + _NEXT_POLL_IN, attention=needs)
        self.window.set_states(states)
        self.window.set_dashboard(board)
        self.window.set_demo(demo=True)
        self.window.status.set_in_use(in_use=True)
        self._show_period(states, PeriodKind.THIS_MONTH)
        self._show_budgets(stack)
        await self._select(stack, cast.PRODUCTION.name)
        for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
            self._theme.apply(self._app, choice)
            await self._settle()
            self._save(f"dashboard-{choice}", self.window)
        for name, place in _TABS.items():
            self._details.pages.setCurrentIndex(place)
            await self._settle()
            self._save(name, self._details)
        self._details.pages.setCurrentIndex(0)
        await self._take_all_providers(states)
        await self._take_groups()
        await self._select(stack, cast.OLD_KEY.name)
        self._save("errors", self.window)
        menu = TrayMenu(self._clock.now)
        menu.show_providers([(one.provider.id, menu_line(one, LOCALE)) for one in worst_first(states)], 0)
        menu.menu.popup(self.window.pos())
        self._save("tray-menu", menu.menu)
        menu.menu.hide()

    async def _take_all_providers(self, states: list[ProviderState]) -> None:
        self._show_period(states, PeriodKind.LAST_30_DAYS)
        self.window.view.select_everyone()
        await self._settle()
        self._save("all-providers", self.window)
        self._show_period(states, PeriodKind.THIS_MONTH)

    async def _take_groups(self) -> None:
        """One group folded, the head of another selected."""
        self.window.app_actions.grouped.setChecked(True)
        groups = self.window.view.groups
        assert groups is not None
        groups.fold("openrouter", folded=True)
        self.window.view.select_provider(all_of("openai"))
        for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
            self._theme.apply(self._app, choice)
            await self._settle()
            self._save(f"groups-{choice}", self.window)
        self.window.app_actions.grouped.setChecked(False)

    def _show_period(self, states: list[ProviderState], kind: PeriodKind) -> None:
        """As the app does when a period is chosen."""
        today = utc_day(NOW)
        figures = PeriodFigures(period(kind, today), today)
        self._actions.show_period(kind)
        self.window.model.set_figures(figures)
        self.window.cards.set_total(figures.total(states))
        self._details.set_period(kind)
        self._figures, self._states = figures, states
        self._show_total(self.window.view.current())

    def _show_budgets(self, stack: Stack) -> None:
        """As the app does when it hears of them."""
        self._budgets = stack.budgets.states()
        self.window.cards.set_budgets(self._budgets)
        self.window.model.set_budgets(self._budgets)
        self.window.provider_selected.connect(self._draw_lines)
        self._draw_lines(self.window.view.current())

    def _draw_lines(self, state: ProviderState | None) -> None:
        for each, found in budget_lines(state, self._budgets).items():
            limits = [Money(amount=one.budget.limit, currency=one.budget.currency) for one in found]
            self._details.set_budgets(limits, Grouping(each.value))

    def _show_total(self, state: ProviderState | None) -> None:
        if self._figures is not None:
            of_one = self._figures.of(state) if state is not None else None
            group = self.window.view.current_group()
            of_all = [one for one in self._states if group is None or one.provider.id in group.ids]
            self._details.set_total(of_one or self._figures.total(of_all))

    async def _take_dialogs(self, stack: Stack) -> None:
        adding = AddProviderDialog(
            self._service,
            self._registry,
            names=[one.provider.name for one in stack.monitor.states()],
            environ={},
            locale=LOCALE,
            parent=self.window,
        )
        adding.open()
        adding.name.setText("OpenAI — the whole team")
        adding.keys.key.setText(cast.PRODUCTION.key.reveal())
        for one in stack.monitor.states():
            stack.keys.forget(one.provider.id)  # else it says, rightly, who has this key
        adding.test()
        await self._until(lambda: not adding.busy)
        await self._close("add-provider", adding)
        budgets = BudgetsDialog(
            self._budgets,
            stack.monitor.states(),
            wording=Wording(locale=LOCALE, now=self._clock.now()),
            parent=self.window,
        )
        budgets.open()
        await self._close("budgets", budgets)
        resolved = load_settings(flags={}, environ={}, config_file=self._paths.config_file, stored={})
        settings = SettingsDialog(
            self._service,
            resolved,
            alerts=AlertService(self._service),
            registry=self._registry,
            providers=[one.provider for one in stack.monitor.states()],
            paths=self._paths,
            parent=self.window,
        )
        settings.open()
        await self._close("settings", settings)
        for name, as_text in (("recipe", False), ("recipe-text", True)):
            recipe = tested_recipe(self.window, as_text=as_text)
            recipe.open()
            recipe.text.fields.go_to("figures[1].path")
            await self._close(name, recipe)

    async def _take_alerts(self, stack: Stack) -> None:
        book = await stack.alerts.book()
        page = AlertsDialog(now=self._clock.now, locale=LOCALE, parent=self.window)
        page.show_book(book)
        page.select(book.log[0].key)
        page.show()
        await self._close("alerts", page)
        provider = stack.monitor.find(cast.ROUTER.name)
        rules = RulesDialog([provider], locale=LOCALE, parent=self.window)
        rules.show_book(book)
        rules.open()
        await self._close("alert-rules", rules)

    async def _take_balance(self, stack: Stack) -> None:
        provider = stack.monitor.find(cast.WALLET.name)
        dialog = BalanceDialog(provider, now=self._clock.now(), locale=LOCALE, parent=self.window)
        dialog.show_sheet(await stack.balance_entries.sheet(provider.id))
        dialog.open()
        await self._close("top-ups", dialog)

    async def _select(self, stack: Stack, name: str) -> None:
        self.window.select_provider(stack.monitor.find(name).id)
        await self._settle()

    async def _close(self, name: str, dialog: QDialog) -> None:
        await self._settle()
        self._save(name, dialog)
        dialog.reject()
        await self._settle()

    async def _settle(self) -> None:
        """What was asked is answered, and the answer is painted."""
        await asyncio.sleep(_REST)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE):
            while not condition():
                await self._settle()

    def _save(self, name: str, widget: QWidget) -> None:
        file = self._folder / f"{name}.png"
        picture = widget.grab()
        picture.save(str(file), "PNG", 0)
        print(f"{file}: {picture.width()} x {picture.height()}, {file.stat().st_size // 1024} kB")  # noqa: T201


def main(folder: Path) -> None:
    """Write every picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    time.tzset()
    random.seed(0)
    QLocale.setDefault(LOCALE)
    app = QApplication([])
    app.setCursorFlashTime(0)  # a caret that blinks is now there and now not
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app.setWindowIcon(QIcon(str(resources.path("icons", "aimonitor.svg"))))
    font = QFont(_FONT[0])
    font.setPixelSize(_FONT[1])
    app.setFont(font)

    with tempfile.TemporaryDirectory() as home, asyncio.Runner(loop_factory=lambda: AppLoop(app)) as runner:
        studio = Studio(app, folder, Path(home))
        studio.window.resize(*SIZE)
        runner.run(studio.take_all())
        studio.window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
