"""Settings: proxy and time-outs; the proxy's address is asked for only where it is used."""

from __future__ import annotations

from aimonitor.settings.settings import ProxyMode, Resolved
from aimonitor.ui.dialogs.settings_page import SettingsPage


class NetworkPage(SettingsPage):
    """As declared."""

    def __init__(self) -> None:
        super().__init__("Network")

    def show_settings(self, resolved: Resolved) -> None:
        """As `SettingsPage`."""
        super().show_settings(resolved)
        is_custom = resolved.settings.proxy_mode is ProxyMode.CUSTOM
        has_address = bool(resolved.settings.proxy_url)
        self.rows["proxy_url"].field.setVisible(is_custom or has_address)
