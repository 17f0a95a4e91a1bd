"""Settings: a webhook's kind, its secret address, and a try."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from aimonitor.domain.alert import AlertBook
from aimonitor.errors import AppError
from aimonitor.monitor.alert_service import AlertService
from aimonitor.settings.settings import Resolved
from aimonitor.ui.dialogs.field import Field, words
from aimonitor.ui.dialogs.key_edit import KeyEdit
from aimonitor.ui.dialogs.page_channel import ChannelPage

_CHANNEL = "webhook"
_HELP = (
    "Whoever knows it can write there, so it is a secret: it goes to the keychain, and is not shown again. "
    "Only https addresses are taken, and this computer's own."
)
_EMPTY = "Enter the address that the service gave you."
_KEEP_FIRST = "Keep this address first: a test goes to the one that is kept."
_KEPT, _FORGOTTEN = "The address is kept in the keychain.", "The address is forgotten."


class WebhookPage(ChannelPage):
    """The address goes through the alerts' face and is in no setting."""

    def __init__(self, alerts: AlertService) -> None:
        self._saving: dict[int, str] = {}
        super().__init__("Webhook", _CHANNEL, alerts)
        self.save.clicked.connect(self._save)
        self.address.returnPressed.connect(self._save)
        self.forget.clicked.connect(self._forget)
        alerts.alerts_changed.connect(self.show_book)
        alerts.request_done.connect(self._saved)

    def add_more(self) -> None:
        """The address, and buttons to keep it, to forget it, to try it."""
        self.address = KeyEdit("address")
        self.address.setPlaceholderText("https://")
        self.address_field = Field("Secret &address", self.address, _HELP)
        self.state = words("", "muted")
        self.save = QPushButton("&Keep address")
        self.forget = QPushButton("&Forget address")
        self.body.addWidget(self.address_field)
        self.body.addWidget(self.state)
        self.add_buttons(self.save, self.forget, self.test)

    def show_settings(self, resolved: Resolved) -> None:
        """The kind in force, and how the channel stands with it."""
        super().show_settings(resolved)
        self.alerts.list_alerts()

    def show_book(self, book: AlertBook) -> None:
        """How the channel is set up."""
        found = next((one for one in book.channels if one.name == _CHANNEL), None)
        ready = "" if found is None or not found.ready else "Ready: "
        self.state.setText("" if found is None else f"{ready}{found.words}")

    def try_channel(self) -> None:
        """Not while another address is typed: it would pass for the one that was tried."""
        if self.address.secret():
            self.address_field.set_error(_KEEP_FIRST)
        else:
            super().try_channel()

    def _save(self) -> None:
        address = self.address.secret()
        if not address:
            self.address_field.set_error(_EMPTY)
            return
        self.address_field.set_error("")
        self._saving[self.alerts.set_webhook(address)] = _KEPT

    def _forget(self) -> None:
        self.address_field.set_error("")
        self._saving[self.alerts.set_webhook(None)] = _FORGOTTEN

    def _saved(self, token: int, answer: object) -> None:
        done = self._saving.pop(token, "")
        if not done:
            return
        if isinstance(answer, AppError):
            self.show_outcome("")
            self.address_field.set_error(answer.message)
            return
        self.address.forget()
        self.show_outcome(done)
