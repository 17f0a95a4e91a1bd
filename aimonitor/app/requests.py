"""What was asked of the service, and who hears how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.errors import AppError
from aimonitor.monitor.service import MonitorService
from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.monitor.requests import AddProvider


class Requests(QObject):
    """Asks the service; a failure goes to `complain`, or to the details where they asked.

    Signals:
        details_failed(str provider id, str words): days or polls could not be read
    """

    details_failed = Signal(str, str)

    def __init__(self, service: MonitorService, complain: Callable[[AppError], None]) -> None:
        super().__init__(service)
        self._service = service
        self._complain = complain
        self._for_details: dict[int, str] = {}
        self._ours: set[int] = set()
        self._hearers: dict[int, Callable[[AppError | None], None]] = {}
        service.request_done.connect(self._done)

    def listen_to(self, face: Wishes) -> None:
        """Hear the answers of another face too."""
        face.request_done.connect(self._done)

    def then(self, token: int, hear: Callable[[AppError | None], None]) -> None:
        """Call `hear` with how the request of that token ends: None, or the error."""
        self._hearers[token] = hear

    def add(self, request: AddProvider) -> None:
        """Add a provider that no form asked for."""
        self._ours.add(self._service.add_provider(request))

    def refresh(self, provider_id: str | None) -> None:
        """Poll one, or all."""
        self._ours.add(self._service.refresh(provider_id))

    def toggle(self, provider_id: str, enabled: bool) -> None:  # noqa: FBT001  a signal's shape
        """Pause or resume one."""
        self._ours.add(self._service.toggle_provider(provider_id, enabled))

    def move(self, provider_id: str, position: int) -> None:
        """Put one elsewhere in the order."""
        self._ours.add(self._service.move_provider(provider_id, position))

    def history(self, provider_id: str, first: date, last: date) -> None:
        """Read days for the details."""
        self._for_details[self._service.load_history(provider_id, first, last)] = provider_id

    def polls(self, provider_id: str) -> None:
        """Read polls for the details."""
        self._for_details[self._service.load_polls(provider_id)] = provider_id

    def _done(self, token: int, error: object) -> None:
        provider_id = self._for_details.pop(token, None)
        ours = token in self._ours
        self._ours.discard(token)
        hear = self._hearers.pop(token, None)
        if hear is not None:
            hear(error if isinstance(error, AppError) else None)
            return
        if not isinstance(error, AppError):
            return
        if provider_id is not None:
            self.details_failed.emit(provider_id, error.message)
        elif ours:
            self._complain(error)
