"""Who hears the monitor's news: the window through `MonitorService`, the command line, tests."""

from __future__ import annotations

from datetime import datetime

from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Dashboard, ProviderState
from aimonitor.errors import AppError


class Listener:
    """Hears everything and does nothing; override what matters. Calls must not block."""

    def provider_added(self, provider: Provider) -> None:
        """A provider was added."""

    def provider_changed(self, state: ProviderState) -> None:
        """Something that is shown of a provider is different now."""

    def provider_removed(self, provider_id: str) -> None:
        """A provider is gone, with its history and key."""

    def dashboard_changed(self, dashboard: Dashboard) -> None:
        """A total is different now."""

    def notice_raised(self, notice: Notice) -> None:
        """Words for the user that came by themselves."""

    def paused_changed(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001
        """All polling was paused or resumed."""

    def database_changed(self, error: AppError | None) -> None:
        """History can no longer be kept (the error), or is kept again (None)."""

    def woke(self) -> None:
        """The monitor looked at the clock, as it does at least once a minute."""


class Listeners(Listener):
    """Passes the news on to each listener, in the order they came."""

    def __init__(self) -> None:
        self._all: list[Listener] = []

    def add(self, listener: Listener) -> None:
        """Let `listener` hear from now on."""
        self._all.append(listener)

    def provider_added(self, provider: Provider) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.provider_added(provider)

    def provider_changed(self, state: ProviderState) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.provider_changed(state)

    def provider_removed(self, provider_id: str) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.provider_removed(provider_id)

    def dashboard_changed(self, dashboard: Dashboard) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.dashboard_changed(dashboard)

    def notice_raised(self, notice: Notice) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.notice_raised(notice)

    def paused_changed(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001
        """As `Listener`."""
        for listener in self._all:
            listener.paused_changed(paused, until)

    def database_changed(self, error: AppError | None) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.database_changed(error)

    def woke(self) -> None:
        """As `Listener`."""
        for listener in self._all:
            listener.woke()
