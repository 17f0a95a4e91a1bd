"""All that the user meets, built and connected: window, tray, notifier, dialogs, service."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from aimonitor.app.launch import Launch
from aimonitor.app.period import PeriodChoice
from aimonitor.app.requests import Requests
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.errors import AppError
from aimonitor.monitor.glance import Glance
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.figures import Tone
from aimonitor.settings.paths import make_private_file
from aimonitor.settings.settings import Resolved
from aimonitor.ui.details.panel import DetailsPanel
from aimonitor.ui.first_run import FirstRunPage
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme
from aimonitor.ui.window_state import WindowState

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from aimonitor.app.alerting import Alerting
    from aimonitor.app.connection import Connection
    from aimonitor.app.dialogs import Dialogs
    from aimonitor.app.early_wishes import EarlyWishes
    from aimonitor.db.reports import OpenReport
    from aimonitor.monitor.stack import Stack
    from aimonitor.monitor.tasks import Tasks
    from aimonitor.ui.notifier import Notifier
    from aimonitor.ui.tray import Tray

RETRY = "database"
"""The banner whose button opens the database again."""
_NOTICE, _NO_TRAY = "notice", "no-tray"


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


class Desktop(QObject):
    """Owns the window and everything around it; holds no figure itself.

    It is made with what can be seen of it; `complete` adds the rest.

    Signals:
        quit_wanted(): by menu, tray, session, or because the last way to the window closed
    """

    quit_wanted = Signal()
    retry_wanted = Signal()

    tray: Tray
    notifier: Notifier
    alerting: Alerting
    connection: Connection
    dialogs: Dialogs
    early: EarlyWishes

    def __init__(self, app: QApplication, launch: Launch, resolved: Resolved, registry: Registry) -> None:
        super().__init__()
        self._app = app
        self._launch = launch
        self.paths, self.environ = launch.paths, launch.environ
        self.registry = registry
        self.home_flags = ["--home", str(launch.home)] if launch.home else []
        self.resolved = resolved
        self.service = MonitorService(self)
        self.requests = Requests(self.service, self._complain)
        self.theme = Theme(self)
        self.theme.use_style(app)
        self.actions = Actions(self)
        self.details = DetailsPanel(manifest_of=registry.known)
        self.first_run = FirstRunPage(registry, launch.environ)
        self.window = MainWindow(self.actions, self.theme, self.details, self.first_run)
        self._looks_file = launch.paths.data / "window.ini"
        self._looks = WindowState(self._looks_file)
        self.window.view.group_selected.connect(self.details.set_group)
        self.window.provider_selected.connect(self.details.set_state)
        self.periods = PeriodChoice(self)
        self._dress()

    # --- first paint ----------------------------------------------------------------------------

    def show_stored(self, glance: Glance | None) -> None:
        """What was known when the app last ran."""
        if glance is not None:
            self.window.set_states(glance.states)
            self.window.set_dashboard(glance.dashboard)
        elif not self._launch.demo:
            self.window.show_waiting(failed=False)
        if glance is not None and glance.budgets:
            from aimonitor.app.budgets import show_budgets  # noqa: PLC0415  most windows start without

            show_budgets(self.window, glance.budgets)
        self.window.set_demo(self._launch.demo)
        self.window.fit_screen()
        self._looks.restore(self.window)
        self.details.set_state(self.window.view.current())
        self.periods.restore()

    def complete(self, glance: Glance | None) -> None:
        """Add what nobody sees in the first paint: tray, notifier, dialogs, and who hears whom."""
        from aimonitor.app.around import add_surroundings  # noqa: PLC0415  behind the first paint

        add_surroundings(self, self._launch)
        if glance is not None:
            self.tray.show_all({s.provider.id: s for s in glance.states}, glance.dashboard)
            self.tray.show_budgets(glance.budgets)
        self._app.commitDataRequest.connect(lambda _manager: self.remember_looks())
        self._app.aboutToQuit.connect(self.quit_wanted)
        self.use(self.resolved)

    def show_window(self) -> None:
        """Bring the window to the front, from the tray too."""
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def show_for_start(self, token: str) -> None:
        """Another start asks for the window; its `token` lets a Wayland desktop raise it."""
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.show_window()

    def remember_looks(self) -> None:
        """Keep size, columns, sort, selection and period for the next start, for the user alone."""
        make_private_file(self._looks_file)
        self._looks.save(self.window)

    def hide(self) -> None:
        """Take everything off the screen, and remember how it looked."""
        self.remember_looks()
        self.tray.stop()
        self.window.close_hides = False
        self.window.hide()

    # --- with the stack -------------------------------------------------------------------------

    async def connect_stack(self, stack: Stack, tasks: Tasks, leaving: AsyncExitStack) -> None:
        """Give the window what it shows from now on."""
        from aimonitor.app.later_parts import add_later_parts  # noqa: PLC0415  as News
        from aimonitor.app.news import News  # noqa: PLC0415  D-Bus: behind the first paint
        from aimonitor.app.tray_hosts import watch_hosts  # noqa: PLC0415  as News
        from aimonitor.app.where_keys_are import WhereKeysAre  # noqa: PLC0415  as News

        self.window.banners.clear(RETRY)
        add_later_parts(self, stack, tasks)
        self.window.set_states(stack.monitor.states())
        self.service.start(stack.monitor, stack.desk, tasks)
        self.periods.start(stack, tasks)
        self.dialogs.archives.start(stack.archive, tasks)
        news = News(self.notifier, tasks)
        leaving.push_async_callback(news.close)
        self.connection.watch(leaving)
        await news.open()
        self.alerting.start(stack, tasks)
        self._tell_what_was_odd(stack)
        self.tray.start()
        tasks.spawn(watch_hosts(self.tray), name="tray hosts")
        self.use(self.resolved)
        WhereKeysAre(self.service, self.window.status, stack.keychain, tasks, stack.monitor.states())

    def tell_how_opened(self, report: OpenReport) -> None:
        """Say that the history was damaged, if it was."""
        if report.set_aside is not None:
            words = (
                f"The history was damaged. It was set aside as {report.set_aside.name} and a new one "
                "was begun. Your providers were kept where they could still be read."
            )
            self.window.banners.show_message("set-aside", words, tone=Tone.ERROR)

    def _tell_what_was_odd(self, stack: Stack) -> None:
        self.tell_how_opened(stack.opened)
        banners = self.window.banners
        for number, text in enumerate(self.resolved.warnings):
            banners.show_message(f"setting-{number}", text)
        for number, problem in enumerate(stack.registry.problems):
            banners.show_message(f"plugin-{number}", problem.message)

    def show_database_problem(self, error: AppError) -> None:
        """The history, or the settings' file, cannot be read: say why, and offer to try again."""
        self.window.show_waiting(failed=True)
        self.window.banners.show_message(
            RETRY, error.message, tone=Tone.ERROR, button="Try again", dismissable=False
        )

    async def wait_for_retry(self) -> None:
        """Until the user asks to try again."""
        import asyncio  # noqa: PLC0415  behind the first paint

        asked = asyncio.Event()
        connection = self.retry_wanted.connect(asked.set)
        try:
            await asked.wait()
        finally:
            self.retry_wanted.disconnect(connection)

    def show_crash(self, error: BaseException) -> None:
        """A task ended by a fault of ours: it is in the log; say so once."""
        if not isinstance(error, AppError):
            self._complain(AppError("Something went wrong in AIMonitor itself. The log has the details."))

    # --- answers --------------------------------------------------------------------------------

    def use(self, resolved: Resolved) -> None:
        """Settings that concern the desktop, at once."""
        self.resolved = resolved
        self._dress()
        settings = resolved.settings
        self.tray.set_figures(settings.tray_badge, settings.decimals)
        self.follow_tray()
        if not self._launch.demo and self.service.is_started:
            self._keep_launcher()

    def _dress(self) -> None:
        settings = self.resolved.settings
        self.theme.apply(self._app, settings.theme)
        self.window.set_decimals(settings.decimals)
        self.details.set_wording(self.window.model.wording)

    def _keep_launcher(self) -> None:
        from aimonitor.app.launcher import Launcher  # noqa: PLC0415  behind the first paint

        settings, launcher = self.resolved.settings, Launcher(self._launch.environ, home=self._launch.home)
        launcher.apply(in_menu=settings.launcher_entry, at_login=settings.start_at_login)

    def follow_tray(self) -> None:
        """Close to the tray only while there is one: a hidden window must be reachable."""
        wanted = self.resolved.settings.close_to_tray
        self.window.close_hides = wanted and self.tray.available
        if not self.tray.available and not self.window.isVisible() and self.service.is_started:
            self.show_window()
            words = "This desktop shows no tray icons, so the window stays open."
            self.window.banners.show_message(_NO_TRAY, words)
        elif self.tray.available:
            self.window.banners.clear(_NO_TRAY)

    def closed(self) -> None:
        """The window's close button: to the tray where there is one, else the end."""
        self.tray.look()
        self.follow_tray()
        if self.window.close_hides:
            self.window.hide()
        else:
            self.quit_wanted.emit()

    def toggle_window(self) -> None:
        """A click on the tray icon. While a dialog waits for an answer it is brought to the front instead."""
        is_shown = self.window.isVisible() and not self.window.isMinimized()
        if is_shown and self._app.activeModalWidget() is None:
            self.closed() if self.window.close_hides else self.window.showMinimized()
        else:
            self.show_window()

    def show_provider(self, provider_id: str) -> None:
        """The window, at that provider; "" for none."""
        self.show_window()
        if provider_id:
            self.window.select_provider(provider_id)

    def go_to_new(self, provider: Provider) -> None:
        """What the user just added is what they want to see; the demo adds by itself."""
        if not self._launch.demo:
            QTimer.singleShot(0, self, lambda: self.window.select_provider(provider.id))

    def show_settings(self) -> None:
        """The settings, over the window."""
        self.show_window()
        self.actions.settings.trigger()

    def show_notice(self, notice: Notice) -> None:
        """A notice that nobody but the window can show."""
        self.window.banners.show_message(_NOTICE, f"{notice.title}: {notice.body}")

    def show_history_fault(self, error: AppError | None) -> None:
        """History can no longer be kept, or is kept again (None)."""
        if error is None:
            self.window.banners.clear("history")
        else:
            words = f"History is not being kept. {error.message} Live figures are still shown."
            self.window.banners.show_message("history", words, tone=Tone.ERROR, dismissable=False)

    def _complain(self, error: AppError) -> None:
        self.window.banners.show_message(_NOTICE, error.message)
