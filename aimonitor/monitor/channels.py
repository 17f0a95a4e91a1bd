"""Ways to the user: the desktop, and a webhook. Both take an alert and say what they did with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from aimonitor.domain.alert import Alert, ChannelState
from aimonitor.domain.notice import Notice
from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError, ConfigError, KeychainError, KeychainFault
from aimonitor.keychain.store import KeyStore
from aimonitor.monitor.webhook_words import address_for, payload
from aimonitor.net.hook import check_hook
from aimonitor.net.http import HttpClient
from aimonitor.settings.settings import Settings, WebhookKind

DESKTOP, WEBHOOK = "desktop", "webhook"
ADDRESS_ENTRY = "channel:webhook"
"""The keychain's entry of the address. A provider's id is 32 hexadecimal digits: it cannot be this."""

_NONE_THERE = frozenset({KeychainFault.ABSENT, KeychainFault.UNSAFE})
_NO_ADDRESS = "There is no webhook address yet. Enter it first."


class Channel(Protocol):
    """A way to the user."""

    name: str

    async def state(self) -> ChannelState:
        """Whether it can be used. Raises nothing."""

    async def tell(self, alert: Alert) -> str:
        """Hand the alert on; words for the log. Raises AppError where it cannot be."""


class DesktopChannel:
    """The notifications of the desktop, once somebody shows them."""

    name = DESKTOP

    def __init__(self) -> None:
        self.show: Callable[[Notice], object] | None = None

    async def state(self) -> ChannelState:
        """Ready while the window or the tray runs."""
        ready = self.show is not None
        words = "Notifications of the desktop." if ready else "AIMonitor's window or tray does not run."
        return ChannelState(name=self.name, ready=ready, words=words)

    async def tell(self, alert: Alert) -> str:
        """Show it now."""
        if self.show is None:
            raise ConfigError("AIMonitor's window or tray does not run, so nothing can be shown.")
        self.show(alert.notice)
        return "handed to the desktop"


class WebhookChannel:
    """A webhook whose address is a secret in the keychain. `on_address` hears of it: the logs' filter."""

    name = WEBHOOK

    def __init__(
        self,
        keychain: KeyStore,
        http: HttpClient,
        settings: Callable[[], Settings],
        on_address: Callable[[Secret], object],
    ) -> None:
        self._keychain = keychain
        self._http = http
        self._settings = settings
        self._on_address = on_address
        self._address: Secret | None = None

    @property
    def is_on(self) -> bool:
        """Whether the settings want it at all."""
        return self._kind is not WebhookKind.OFF

    async def state(self) -> ChannelState:
        """Ready when it is switched on and its address is there."""
        if not self.is_on:
            return ChannelState(name=self.name, ready=False, words="The webhook is off.")
        try:
            await self._known()
        except AppError as error:
            return ChannelState(name=self.name, ready=False, words=error.message)
        return ChannelState(name=self.name, ready=True, words=f"A {self._kind.value} webhook.")

    async def keep(self, address: Secret | None) -> None:
        """Keep the address, or forget it. Raises ConfigError, KeychainError."""
        if address is None:
            await self._forget()
            return
        check_hook(address)
        address_for(self._kind, address)
        self._on_address(address)
        await self._keychain.store_api_key(ADDRESS_ENTRY, address)
        self._address = address

    async def _forget(self) -> None:
        """Without a keychain, or with one that is refused, there is none to be deleted."""
        try:
            await self._keychain.delete_api_key(ADDRESS_ENTRY)
        except KeychainError as error:
            if error.fault not in _NONE_THERE:
                raise
        self._address = None

    async def tell(self, alert: Alert) -> str:
        """Send it. Raises ConfigError, KeychainError, NetworkError, ServiceError and the like."""
        if not self.is_on:
            raise ConfigError("The webhook is off. Choose its kind in Settings, Webhook.")
        address = await self._known()
        body = payload(self._kind, address, alert)
        await self._http.send_message(address_for(self._kind, address), body)
        return f"sent ({self._kind.value})"

    @property
    def _kind(self) -> WebhookKind:
        return self._settings().webhook

    async def _known(self) -> Secret:
        """From memory, else from the keychain, which is not made to ask the user."""
        if self._address is None:
            try:
                self._address = await self._keychain.get_api_key(ADDRESS_ENTRY, ask=False)
            except KeychainError as error:
                if error.fault is KeychainFault.MISSING:
                    raise ConfigError(_NO_ADDRESS) from None
                raise
            self._on_address(self._address)
        return self._address
