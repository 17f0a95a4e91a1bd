"""The monitor's Qt face: plain methods in, signals out. The window knows nothing else of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance

from aimonitor.errors import AppError
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.domain.notice import Notice
    from aimonitor.domain.provider import Provider
    from aimonitor.domain.state import Dashboard, ProviderState
    from aimonitor.monitor.desk import Desk
    from aimonitor.monitor.monitor import Monitor
    from aimonitor.monitor.requests import AddProvider, EditProvider, KeyTest
    from aimonitor.monitor.tasks import Tasks


class MonitorService(Wishes):
    """Hands the window's wishes to the monitor and its news to the window.

    Every method returns at once; the answer is a signal. What it is asked before `start` is kept (`Wishes`).

    Signals:
        provider_changed(ProviderState), provider_removed(str id), dashboard_changed(Dashboard)
        provider_added(Provider)
        key_tested(int token, object): a KeyTest, or the AppError that the test ended with
        history_loaded(History), polls_loaded(str id, list[PollRecord])
        notice_raised(Notice)
        paused_changed(bool, object): polling paused, until when (datetime or None: until resumed)
        settings_changed(Resolved): the settings in force and where each came from
        database_changed(AppError or None): history can no longer be kept, or is kept again
    """

    provider_changed = Signal(object)
    provider_removed = Signal(str)
    provider_added = Signal(object)
    dashboard_changed = Signal(object)
    key_tested = Signal(int, object)
    history_loaded = Signal(object)
    polls_loaded = Signal(str, object)
    notice_raised = Signal(object)
    paused_changed = Signal(bool, object)
    settings_changed = Signal(object)
    database_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._monitor: Monitor | None = None
        self._desk: Desk | None = None

    # --- wishes; each returns the token that `request_done` (or `key_tested`) will carry ---------

    def add_provider(self, request: AddProvider) -> int:
        """Store the key, then the provider, then poll it. Emits provider_added, provider_changed."""
        return self._ask("add_provider", request)

    def test_key(self, request: AddProvider) -> int:
        """Check the key and poll once, storing nothing. Emits key_tested."""
        return self._ask("test_key", request)

    def edit_provider(self, request: EditProvider) -> int:
        """Rename, replace the key, change options or interval."""
        return self._ask("edit_provider", request)

    def remove_provider(self, provider_id: str) -> int:
        """Remove the provider, its history and its key. Emits provider_removed."""
        return self._ask("remove_provider", provider_id)

    def toggle_provider(self, provider_id: str, enabled: bool) -> int:  # noqa: FBT001
        """Pause or resume one provider."""
        return self._ask("toggle_provider", provider_id, enabled)

    def move_provider(self, provider_id: str, position: int) -> int:
        """Put the provider at that place of the unsorted order."""
        return self._ask("move_provider", provider_id, position)

    def refresh(self, provider_id: str | None = None) -> int:
        """Poll now, one or all; a pause that a server asked for is respected and told."""
        return self._ask("refresh", provider_id)

    def stop_older_days(self, provider_id: str) -> int:
        """Read no more old days of that provider for now; what was read is kept."""
        return self._ask("stop_older_days", provider_id)

    def pause(self, until: datetime | None) -> int:
        """Pause all polling until then; None: until resumed."""
        return self._ask("pause", until)

    def resume(self) -> int:
        """Poll again, at once where it is due."""
        return self._ask("resume")

    def load_history(self, provider_id: str, first: date, last: date) -> int:
        """Read a provider's days. Emits history_loaded."""
        return self._ask("load_history", provider_id, first, last)

    def load_polls(self, provider_id: str) -> int:
        """Read a provider's newest polls. Emits polls_loaded."""
        return self._ask("load_polls", provider_id)

    def save_settings(self, changes: dict[str, object]) -> int:
        """Change settings by name; applied at once. Emits settings_changed."""
        return self._ask("save_settings", changes)

    def network_returned(self) -> None:
        """The machine is online again: what waits because of the network is polled now."""
        if self._monitor is not None:
            self._monitor.network_returned()

    @property
    def is_paused(self) -> bool:
        """Whether all polling is paused."""
        return self._monitor is not None and self._monitor.is_paused

    # --- carrying them out --------------------------------------------------------------------

    def start(self, monitor: Monitor, desk: Desk, tasks: Tasks) -> None:
        """Connect the monitor and carry out what was asked meanwhile. Emits started."""
        self._monitor, self._desk = monitor, desk
        monitor.add_listener(_Signals(self))
        self._begin(tasks)

    def _answered_by(self, name: str) -> SignalInstance:
        return self.key_tested if name == "test_key" else self.request_done

    async def _add_provider(self, request: AddProvider) -> None:
        await self._running.add_provider(request)

    async def _test_key(self, request: AddProvider) -> KeyTest:
        return await self._running.test_key(request)

    async def _edit_provider(self, request: EditProvider) -> None:
        await self._running.edit_provider(request)

    async def _remove_provider(self, provider_id: str) -> None:
        await self._running.remove_provider(provider_id)

    async def _toggle_provider(self, provider_id: str, enabled: bool) -> None:  # noqa: FBT001
        await self._running.toggle_provider(provider_id, enabled)

    async def _move_provider(self, provider_id: str, position: int) -> None:
        await self._running.move_provider(provider_id, position)

    async def _refresh(self, provider_id: str | None) -> None:
        await self._running.refresh(provider_id)

    async def _stop_older_days(self, provider_id: str) -> None:
        self._running.stop_older_days(provider_id)

    async def _pause(self, until: datetime | None) -> None:
        self._running.pause(until)

    async def _resume(self) -> None:
        self._running.resume()

    async def _load_history(self, provider_id: str, first: date, last: date) -> None:
        self.history_loaded.emit(await self._running.history(provider_id, first, last))

    async def _load_polls(self, provider_id: str) -> None:
        self.polls_loaded.emit(provider_id, await self._running.polls(provider_id))

    async def _save_settings(self, changes: dict[str, object]) -> None:
        self.settings_changed.emit(await self._office.save_settings(changes))

    @property
    def _running(self) -> Monitor:
        if self._monitor is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._monitor

    @property
    def _office(self) -> Desk:
        if self._desk is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._desk


class _Signals(Listener):
    """Turns the monitor's news into the service's signals."""

    def __init__(self, service: MonitorService) -> None:
        self._service = service

    def provider_added(self, provider: Provider) -> None:
        self._service.provider_added.emit(provider)

    def provider_changed(self, state: ProviderState) -> None:
        self._service.provider_changed.emit(state)

    def provider_removed(self, provider_id: str) -> None:
        self._service.provider_removed.emit(provider_id)

    def dashboard_changed(self, dashboard: Dashboard) -> None:
        self._service.dashboard_changed.emit(dashboard)

    def notice_raised(self, notice: Notice) -> None:
        self._service.notice_raised.emit(notice)

    def paused_changed(self, paused: bool, until: datetime | None) -> None:  # noqa: FBT001
        self._service.paused_changed.emit(paused, until)

    def database_changed(self, error: AppError | None) -> None:
        self._service.database_changed.emit(error)
