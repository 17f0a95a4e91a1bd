"""The settings, a page a section; each change is applied at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from PySide6.QtCore import QDate, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from aimonitor.domain.provider import Provider
from aimonitor.errors import AppError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import Resolved
from aimonitor.ui.dialogs.page_advanced import AdvancedPage
from aimonitor.ui.dialogs.page_alerts import AlertsPage
from aimonitor.ui.dialogs.page_data import DataPage
from aimonitor.ui.dialogs.page_network import NetworkPage
from aimonitor.ui.dialogs.page_notifications import NotificationsPage
from aimonitor.ui.dialogs.page_polling import PollingPage
from aimonitor.ui.dialogs.page_webhook import WebhookPage
from aimonitor.ui.dialogs.scrolled import scrolled
from aimonitor.ui.dialogs.settings_page import SettingsPage
from aimonitor.ui.dialogs.sizes import give_size, scaled_px, side_width
from aimonitor.ui.tokens import ROW_HEIGHT, SPACE_4

_SECTIONS_WIDTH = 160
_SIZE = (720, 680)


class SettingsDialog(QDialog):
    """Opened with `open()`; deleted when closed.

    Signals:
        rules_wanted, export_wanted, import_wanted, restore_wanted, purge_wanted
        backup_wanted(str path), report_wanted(str path): say how it went with `show_outcome`
    """

    rules_wanted = Signal()
    export_wanted = Signal()
    import_wanted = Signal()
    restore_wanted = Signal()
    purge_wanted = Signal()
    backup_wanted = Signal(str)
    report_wanted = Signal(str)

    def __init__(
        self,
        service: MonitorService,
        resolved: Resolved,
        *,
        alerts: AlertService,
        registry: Registry,
        providers: Iterable[Provider] = (),
        paths: AppPaths,
        route_words: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._service = service
        self._providers = tuple(providers)
        self._asked: dict[int, str] = {}
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        self.polling = PollingPage(self._providers, registry)
        self.notifications = NotificationsPage(route_words, alerts)
        self.alerts, self.webhook = AlertsPage(), WebhookPage(alerts)
        self.data = DataPage(f"aimonitor-{today}.sqlite3")
        self.advanced = AdvancedPage(paths)
        general, network = SettingsPage("General"), NetworkPage()
        told = (self.notifications, SettingsPage("Digest"), self.alerts, self.webhook)
        self.pages = (general, self.polling, *told, self.data, network, self.advanced)
        self._lay_out()
        self._connect()
        self.show_settings(resolved)

    def _lay_out(self) -> None:
        self.sections = QListWidget()
        self.sections.setObjectName("Choices")
        self.sections.setAccessibleName("Sections")
        self.sections.setFixedWidth(side_width(self, _SECTIONS_WIDTH))
        self.stack = QStackedWidget()
        for page in self.pages:
            item = QListWidgetItem(page.section, self.sections)
            item.setSizeHint(QSize(0, scaled_px(self, ROW_HEIGHT)))
            self.stack.addWidget(scrolled(page))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sections)
        middle.addWidget(self.stack, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        layout.setSpacing(SPACE_4)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)
        self.sections.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.sections.setCurrentRow(0)
        give_size(self, *_SIZE)

    def _connect(self) -> None:
        for page in self.pages:
            page.change_wanted.connect(self._save)
        self._service.request_done.connect(self._hear)
        self._service.settings_changed.connect(self.show_settings)
        self.polling.interval_wanted.connect(self._save_interval)
        self.alerts.rules_wanted.connect(self.rules_wanted)
        self.data.export_wanted.connect(self.export_wanted)
        self.data.backup_wanted.connect(self.backup_wanted)
        self.data.import_wanted.connect(self.import_wanted)
        self.data.restore_wanted.connect(self.restore_wanted)
        self.data.purge_wanted.connect(self.purge_wanted)
        self.advanced.report_wanted.connect(self.report_wanted)

    def show_page(self, section: str) -> None:
        """Turn to the page of that name."""
        names = [page.section for page in self.pages]
        self.sections.setCurrentRow(names.index(section))

    def show_settings(self, resolved: Resolved) -> None:
        """Show the values in force, and which of them are fixed elsewhere."""
        for page in self.pages:
            page.show_settings(resolved)

    def show_outcome(self, section: str, text: str, tone: str = "ok") -> None:
        """Say on a page how something ended that was begun there."""
        next(page for page in self.pages if page.section == section).show_outcome(text, tone)

    def _save(self, name: str, value: object) -> None:
        self._asked[self._service.save_settings({name: value})] = name

    def _save_interval(self, provider_id: str, span: timedelta | None) -> None:
        request = EditProvider(provider_id=provider_id, interval=span, clear_interval=span is None)
        self._asked[self._service.edit_provider(request)] = ""

    def _hear(self, token: int, answer: object) -> None:
        name = self._asked.pop(token, None)
        if name is None or not isinstance(answer, AppError):
            return
        row = next((page.rows[name] for page in self.pages if name in page.rows), None)
        if row is not None:
            row.field.set_error(answer.message)
        else:
            self.polling.show_outcome(answer.message, "error")
