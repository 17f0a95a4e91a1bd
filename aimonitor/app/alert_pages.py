"""The alerts page and the rules: their dialogs, and the book that they and the details show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from aimonitor.errors import AppError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.alert import Alert, AlertBook
    from aimonitor.ui.dialogs.alerts import AlertsDialog
    from aimonitor.ui.dialogs.rules import RulesDialog


class AlertPages(QObject):
    """Shows the newest book wherever it is shown; made behind the first paint."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._dialog: AlertsDialog | None = None
        self._rules: RulesDialog | None = None
        self._book: AlertBook | None = None
        self._asked: set[int] = set()
        self.service = desktop.alerting.alerts
        self.service.alerts_changed.connect(self._keep)
        self.service.request_done.connect(self._done)
        desktop.actions.alerts.triggered.connect(self.open)
        desktop.actions.alert_rules.triggered.connect(lambda: self.open_rules(self._selected()))
        desktop.details.tell_pages("alert", lambda pages: pages.alerts.opened.connect(self.open_at))
        desktop.alerting.rules_wanted.connect(lambda: self.open_rules(self._selected()))
        self._read()

    @property
    def dialog(self) -> AlertsDialog | None:
        """The alerts page, while it is there."""
        dialog = self._dialog
        return dialog if dialog is not None and isValid(dialog) and dialog.isVisible() else None

    def open(self) -> None:
        """Show the alerts page, or bring it to the front."""
        if self.dialog is not None:
            self.dialog.raise_()
            self.dialog.activateWindow()
            return
        from aimonitor.app.desktop import utc_now  # noqa: PLC0415  it imports this module
        from aimonitor.ui.dialogs.alerts import AlertsDialog  # noqa: PLC0415  only when asked for

        dialog = self._dialog = AlertsDialog(now=utc_now, parent=self._desktop.window)
        dialog.chosen.connect(self._go_to)
        dialog.snooze_wanted.connect(lambda key, kind: self._asked.add(self.service.snooze(key, kind)))
        dialog.unsnooze_wanted.connect(lambda key: self._asked.add(self.service.unsnooze(key)))
        dialog.rules_wanted.connect(lambda found: self.open_rules(found or self._selected()))
        if self._book is not None:
            dialog.show_book(self._book)
        self._read()
        dialog.show()

    def open_at(self, key: str) -> None:
        """Show the alerts page at the thing of that key."""
        self.open()
        if self.dialog is not None:
            self.dialog.select(key)

    def open_rules(self, provider_id: str = "") -> None:
        """Show the rules of that provider; "": of the first."""
        from aimonitor.ui.dialogs.rules import RulesDialog  # noqa: PLC0415  only when asked for

        desktop = self._desktop

        def make() -> QDialog:
            providers = [state.provider for state in desktop.window.model.records]
            dialog = self._rules = RulesDialog(providers, provider_id, parent=self.dialog or desktop.window)
            dialog.choice_wanted.connect(lambda choice: self._asked.add(self.service.choose(choice)))
            dialog.settings_wanted.connect(
                lambda: desktop.dialogs.instead(dialog, desktop.dialogs.settings_of_alerts)
            )
            if self._book is not None:
                dialog.show_book(self._book)
            return dialog

        desktop.dialogs.show(make)
        self._read()  # a provider that is new has rules too

    @property
    def rules(self) -> RulesDialog | None:
        """The rules, while they are there."""
        dialog = self._rules
        return dialog if dialog is not None and isValid(dialog) and dialog.isVisible() else None

    def _selected(self) -> str:
        state = self._desktop.window.view.current()
        return "" if state is None else state.provider.id

    def _keep(self, book: AlertBook) -> None:
        self._book = book
        self._desktop.details.tell_pages("alerts", lambda pages: pages.alerts.show_book(book))
        for dialog in (self.dialog, self.rules):
            if dialog is not None:
                dialog.show_book(book)

    def _read(self) -> None:
        self._asked.add(self.service.list_alerts())

    def _done(self, token: int, answer: object) -> None:
        """Say in the dialog that asked why it could not be."""
        shown = self.rules or self.dialog
        is_ours = token in self._asked
        self._asked.discard(token)
        if is_ours and isinstance(answer, AppError) and shown is not None:
            shown.show_problem(answer.message)

    def _go_to(self, alert: Alert) -> None:
        """Its provider (or all), and its days."""
        if alert.provider_id is not None:
            self._desktop.window.select_provider(alert.provider_id)
        elif alert.first is not None:
            self._desktop.actions.everyone.trigger()
        if alert.first is not None:
            self._desktop.periods.choose_days(alert.first, alert.last or alert.first)
