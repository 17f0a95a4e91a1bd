"""Which dialog answers which wish. Each is opened, never run: the loop goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, Qt, QTimer
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from aimonitor import resources
from aimonitor.app.archives import Archives
from aimonitor.app.children import for_ourselves
from aimonitor.app.folders import open_page
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import ENV_PREFIX
from aimonitor.domain.state import ProviderState
from aimonitor.errors import AppError, Repair
from aimonitor.providers.registry import Registry

if TYPE_CHECKING:
    from aimonitor.app.desktop import Desktop
    from aimonitor.ui.dialogs.settings import SettingsDialog


class Dialogs(QObject):
    """Opens dialogs over the window; at most one at a time. Their modules are imported when needed."""

    def __init__(self, desktop: Desktop, registry: Registry, environ: Mapping[str, str]) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._registry = registry
        self._environ = environ
        self._open: QDialog | None = None
        self.ask_to_quit: Callable[[Callable[[], None]], bool] = lambda _go: False
        """Asks the user before something is lost, and calls what it is given if it may be."""
        self.archives = Archives(desktop, self._show, _today)
        actions, view = desktop.actions, desktop.window.view
        actions.add.triggered.connect(self.add_provider)
        actions.settings.triggered.connect(self.settings)
        actions.about.triggered.connect(self.about)
        view.edit_wanted.connect(self.edit)
        view.rename_wanted.connect(self.edit)
        view.replace_key_wanted.connect(self.replace_key)
        view.remove_wanted.connect(self.remove)
        view.console_wanted.connect(self.open_console)
        desktop.details.repair_wanted.connect(self.repair)
        desktop.first_run.add_wanted.connect(self.add_provider)
        desktop.first_run.demo_wanted.connect(self.show_demo)
        desktop.first_run.environment_wanted.connect(self.add_from_environment)

    def add_provider(self, provider_type: str = "") -> None:
        """Ask for a new provider."""
        from aimonitor.ui.dialogs.add_provider import AddProviderDialog  # noqa: PLC0415  not at start

        def make() -> QDialog:
            dialog = AddProviderDialog(
                self._desktop.service,
                self._registry,
                names=self._names(),
                environ=self._environ,
                provider_type=provider_type,
                parent=self._desktop.window,
            )
            recipes = self._desktop.actions.recipes
            dialog.recipe_wanted.connect(lambda: self.instead(dialog, recipes.trigger))
            return dialog

        self._show(make)

    def add_from_environment(self, found: list[tuple[str, str]]) -> None:
        """Add a provider for each (type, variable); the key stays where it is."""
        from aimonitor.monitor.requests import AddProvider  # noqa: PLC0415  as above

        for provider_type, variable in found:
            name = self._registry.manifest(provider_type).name
            self._desktop.requests.add(
                AddProvider(
                    provider_type=provider_type,
                    name=f"{name} ({variable})",
                    api_key=None,
                    api_key_ref=f"{ENV_PREFIX}{variable}",
                )
            )

    def show_demo(self) -> None:
        """Start the demo beside this app: its data never mix with the user's."""
        QProcess.startDetached(sys.executable, ["-m", "aimonitor", "--demo", *self._desktop.home_flags])

    def edit(self, provider_id: str) -> None:
        """Change name, interval and options."""
        from aimonitor.ui.dialogs.edit_provider import EditProviderDialog  # noqa: PLC0415  as above

        state = self._state(provider_id)
        if state is not None:
            self._show(
                lambda: EditProviderDialog(
                    self._desktop.service,
                    self._registry,
                    state.provider,
                    names=self._names(),
                    environ=self._environ,
                    parent=self._desktop.window,
                )
            )

    def replace_key(self, provider_id: str) -> None:
        """Store another key."""
        from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog  # noqa: PLC0415  as above

        state = self._state(provider_id)
        if state is not None:
            self._show(
                lambda: ReplaceKeyDialog(
                    self._desktop.service,
                    self._registry,
                    state.provider,
                    environ=self._environ,
                    parent=self._desktop.window,
                )
            )

    def remove(self, provider_id: str) -> None:
        """Remove a provider, after a confirmation."""
        from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog  # noqa: PLC0415  as above

        state = self._state(provider_id)
        if state is not None:
            self._show(
                lambda: RemoveProviderDialog(
                    self._desktop.service, state, today=_today(), parent=self._desktop.window
                )
            )

    def settings_of_alerts(self) -> None:
        """The settings, turned to what alerts do for all providers."""
        self._show_settings("Alerts")

    def settings(self) -> None:
        """All settings, applied at once."""
        self._show_settings("General")

    def _show_settings(self, page: str) -> None:
        from aimonitor.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415  as above

        desktop = self._desktop

        def make() -> QDialog:
            dialog = SettingsDialog(
                desktop.service,
                desktop.resolved,
                alerts=desktop.alerting.alerts,
                registry=self._registry,
                providers=[state.provider for state in desktop.window.model.records],
                paths=desktop.paths,
                route_words=desktop.notifier.route_words,
                parent=desktop.window,
            )
            dialog.rules_wanted.connect(lambda: self.instead(dialog, desktop.alerting.rules_wanted.emit))
            archives = self.archives
            dialog.export_wanted.connect(lambda: self.instead(dialog, archives.export))
            dialog.import_wanted.connect(lambda: self.instead(dialog, archives.take_in))
            dialog.restore_wanted.connect(lambda: self.instead(dialog, archives.restore))
            dialog.purge_wanted.connect(lambda: self.instead(dialog, archives.purge))
            dialog.backup_wanted.connect(
                lambda path: archives.backup(
                    path, _outcome(dialog, "Data", f"The history was copied to {path}.")
                )
            )
            dialog.report_wanted.connect(lambda path: self._write_report(dialog, path))
            dialog.show_page(page)
            return dialog

        self._show(make)

    def about(self) -> None:
        """Versions and licence."""
        from aimonitor.ui.dialogs.about import AboutDialog  # noqa: PLC0415  as above

        self._show(lambda: AboutDialog(self._desktop.window))

    def guide(self) -> None:
        """The user guide that came with the app."""
        from aimonitor.ui.dialogs.guide import GuideDialog  # noqa: PLC0415  as above

        dialog = GuideDialog(resources.docs(), self._desktop.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def open_console(self, provider_id: str) -> None:
        """The service's own page, in the browser."""
        state = self._state(provider_id)
        if state is not None:
            open_page(self._registry.manifest(state.provider.provider_type).console(state.address))

    def repair(self, provider_id: str, repair: Repair) -> None:
        """Do what a problem's one button says."""
        roads: dict[Repair, Callable[[str], object]] = {
            Repair.REPLACE_KEY: self.replace_key,
            Repair.OPEN_DASHBOARD: self.open_console,
            Repair.EDIT_PROVIDER: self.edit,
        }
        roads.get(repair, self._desktop.requests.refresh)(provider_id)

    def show(self, make: Callable[[], QDialog]) -> None:
        """Open a dialog that someone else makes, unless one is open."""
        self._show(make)

    def _show(self, make: Callable[[], QDialog]) -> None:
        if self._open is not None:
            self._open.raise_()
            self._open.activateWindow()
            return
        dialog = self._open = make()
        dialog.finished.connect(lambda _result: self._closed())
        dialog.open()

    def quit(self) -> None:
        """End the app; where something that was written would be lost, once the user agrees."""
        if not self.ask_to_quit(self._desktop.quit_wanted.emit):
            self._desktop.quit_wanted.emit()

    def _write_report(self, dialog: SettingsDialog, path: str) -> None:
        """What `aimonitor doctor` prints, in a file: the same report, made the same way."""
        words = f"The report is in {path}. It holds no keys."
        failed = AppError("The report could not be written. Choose another place.")
        say = _outcome(dialog, "Advanced", words)
        process = QProcess(self)
        process.setProcessEnvironment(for_ourselves(self._environ))
        process.setStandardOutputFile(path)
        process.finished.connect(lambda code, _how: say(None if code in (0, 1) else failed))
        process.errorOccurred.connect(lambda _error: say(failed))
        process.finished.connect(process.deleteLater)
        process.start(sys.executable, ["-m", "aimonitor", "doctor", *self._desktop.home_flags])

    def instead(self, dialog: QDialog, other: Callable[[], None]) -> None:
        """Close one dialog, then open another."""
        dialog.close()
        QTimer.singleShot(0, other)

    def _closed(self) -> None:
        self._open = None

    def _state(self, provider_id: str) -> ProviderState | None:
        return self._desktop.window.model.record(provider_id)

    def _names(self) -> list[str]:
        return [state.provider.name for state in self._desktop.window.model.records]


def _outcome(dialog: SettingsDialog, section: str, words: str) -> Callable[[AppError | None], None]:
    """Say on that page how it ended, if the dialog is still there."""

    def say(error: AppError | None) -> None:
        if isValid(dialog):
            dialog.show_outcome(section, error.message if error else words, "error" if error else "ok")

    return say


def _today() -> date:
    return utc_day(datetime.now(UTC))
