"""Settings: proxy, time-outs, revoked certificates; the proxy's address is asked for where it is used."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QPushButton

from aimonitor.settings.settings import ProxyMode, Resolved
from aimonitor.ui.dialogs.settings_page import SettingsPage

_ADDRESS_FIRST = "Enter the proxy's address below. Until then all stays as it was."


class NetworkPage(SettingsPage):
    """As declared. A proxy of the user's own is stored once its address is: without one there is none."""

    def __init__(self) -> None:
        self._wants_own = False
        self._has_address = False
        self._mode = ProxyMode.SYSTEM
        super().__init__("Network")

    def add_more(self) -> None:
        """A way to the file of revoked certificates without typing its path."""
        for name in ("proxy_mode", "proxy_url"):
            self.rows[name].change_wanted.disconnect(self.change_wanted)
        self.rows["proxy_mode"].change_wanted.connect(self._choose_mode)
        self.rows["proxy_url"].change_wanted.connect(self._enter_address)
        self.choose = QPushButton("&Choose a file…")
        self.choose.setAccessibleName("Choose a file of revoked certificates")
        self.choose.clicked.connect(self._ask_for_lists)
        self.add_buttons(self.choose)

    def show_settings(self, resolved: Resolved) -> None:
        """As `SettingsPage`."""
        super().show_settings(resolved)
        self._mode, self._has_address = resolved.settings.proxy_mode, bool(resolved.settings.proxy_url)
        self.choose.setEnabled(not resolved.is_fixed("revoked"))
        if self._wants_own and self._has_address:
            self._wants_own = False
            if self._mode is not ProxyMode.CUSTOM:
                self.change_wanted.emit("proxy_mode", ProxyMode.CUSTOM)
        self._show_proxy(is_fixed=resolved.is_fixed("proxy_mode"))

    def _show_proxy(self, *, is_fixed: bool) -> None:
        row, address = self.rows["proxy_mode"], self.rows["proxy_url"].field
        if self._wants_own:
            box = row.editor.widget
            blocker = QSignalBlocker(box)
            if isinstance(box, QComboBox):
                box.setCurrentIndex(list(ProxyMode).index(ProxyMode.CUSTOM))
            blocker.unblock()
        if not is_fixed:
            row.field.set_note(_ADDRESS_FIRST if self._wants_own else "")
        address.setVisible(self._wants_own or self._has_address or self._mode is ProxyMode.CUSTOM)

    def _choose_mode(self, name: str, value: object) -> None:
        self._wants_own = value is ProxyMode.CUSTOM and not self._has_address
        self._show_proxy(is_fixed=False)
        if self._wants_own:
            self.rows["proxy_url"].editor.widget.setFocus()
        else:
            self.change_wanted.emit(name, value)

    def _enter_address(self, name: str, value: object) -> None:
        if not value and self._mode is ProxyMode.CUSTOM:
            self.change_wanted.emit("proxy_mode", ProxyMode.SYSTEM)
        self.change_wanted.emit(name, value)

    def _ask_for_lists(self) -> None:
        from aimonitor.ui.dialogs.save_file import ask_for_saved_file  # noqa: PLC0415  first needed here

        def take(path: str) -> None:
            self.change_wanted.emit("revoked", path)

        ask_for_saved_file(self, "Revoked certificates", ending="pem", then=take)
