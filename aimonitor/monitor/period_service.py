"""The Qt face of `Periods`: sums of days that reach beyond what the states hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from aimonitor.domain.spans import Span
from aimonitor.monitor.wishes import Wishes

if TYPE_CHECKING:
    from aimonitor.monitor.periods import Periods
    from aimonitor.monitor.tasks import Tasks


class PeriodService(Wishes):
    """Plain methods in, signals out; each wish ends with `request_done` of its token.

    Signals:
        spans_read(tuple[SpanRead, ...])
        overview_read(History): that of EVERYONE, or of all of a type
    """

    spans_read = Signal(object)
    overview_read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._periods: Periods | None = None

    def read_spans(self, spans: tuple[Span, ...]) -> int:
        """Add up these days by provider. Emits spans_read."""
        return self._ask("read_spans", spans)

    def read_overview(self, first: date, last: date, provider_type: str = "") -> int:
        """Read all providers' days, or those of one type. Emits overview_read."""
        return self._ask("read_overview", first, last, provider_type)

    def start(self, periods: Periods, tasks: Tasks) -> None:
        """Carry out what was asked meanwhile, and from now on at once."""
        self._periods = periods
        self._begin(tasks)

    async def _read_spans(self, spans: tuple[Span, ...]) -> None:
        self.spans_read.emit(await self._room.spans(spans))

    async def _read_overview(self, first: date, last: date, provider_type: str) -> None:
        self.overview_read.emit(await self._room.overview(first, last, provider_type))

    @property
    def _room(self) -> Periods:
        if self._periods is None:
            msg = "asked before start"
            raise RuntimeError(msg)
        return self._periods
