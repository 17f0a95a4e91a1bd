"""How often a provider is asked: a choice of usual intervals."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QComboBox

from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL

_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720)


class IntervalBox(QComboBox):
    """`low`: the least that is offered. `same_as_all`: offer the global interval, which is None."""

    def __init__(self, low: timedelta = MIN_INTERVAL, *, same_as_all: bool = False) -> None:
        super().__init__()
        if same_as_all:
            self.addItem("As for all providers", None)
        for minutes in _MINUTES:
            span = timedelta(minutes=minutes)
            if max(low, MIN_INTERVAL) <= span <= MAX_INTERVAL:
                self.addItem(interval_words(span), span)

    @property
    def value(self) -> timedelta | None:
        """The chosen interval; None: the global one."""
        chosen = self.currentData()
        return chosen if isinstance(chosen, timedelta) else None

    def choose(self, span: timedelta | None) -> None:
        """Show `span`, which need not be a usual one."""
        place = next((row for row in range(self.count()) if self.itemData(row) == span), -1)
        if place < 0 and span is not None:
            longer = (row for row in range(self.count()) if (self.itemData(row) or timedelta(0)) > span)
            place = next(longer, self.count())
            self.insertItem(place, interval_words(span), span)
        self.setCurrentIndex(max(place, 0))


def interval_words(span: timedelta) -> str:
    """`1 minute`, `90 seconds`, `12 hours`."""
    seconds = int(span.total_seconds())
    count, unit = next(
        (seconds // size, unit)
        for size, unit in ((3600, "hour"), (60, "minute"), (1, "second"))
        if seconds % size == 0
    )
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
