"""Settings: how often services are asked, and the providers that have an interval of their own."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from aimonitor.domain.provider import Provider
from aimonitor.providers.registry import Registry
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.ui.dialogs.field import words
from aimonitor.ui.dialogs.interval_box import IntervalBox
from aimonitor.ui.dialogs.settings_page import SettingsPage
from aimonitor.ui.tokens import SPACE_2, SPACE_3

LISTED = 100
"""Of more providers those come first that have an interval of their own: each row is a drop-down."""
_MORE = "{} more {} not listed. Choose Edit… in the table to change how often one of them is asked."


class PollingPage(SettingsPage):
    """Signals: interval_wanted(str provider id, object): timedelta, or None for the global one."""

    interval_wanted = Signal(str, object)

    def __init__(self, providers: Iterable[Provider], registry: Registry) -> None:
        self._providers = tuple(providers)
        self._registry = registry
        self.intervals: dict[str, IntervalBox] = {}
        super().__init__("Polling")

    def add_more(self) -> None:
        """A choice for each provider."""
        if not self._providers:
            return
        self.body.addWidget(words("How often each of them is asked", bold=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_2)
        grid.setColumnStretch(0, 1)
        for place, provider in enumerate(self._listed()):
            box = self._box(provider)
            grid.addWidget(words(one_line(provider.name)), place, 0)
            grid.addWidget(box, place, 1)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)
        more = len(self._providers) - len(self.intervals)
        if more:
            self.body.addWidget(words(_MORE.format(more, "is" if more == 1 else "are"), "muted"))

    def _listed(self) -> list[Provider]:
        """Those that have a row, in the user's order."""
        own_first = sorted(self._providers, key=lambda one: one.interval is None)[:LISTED]
        wanted = {provider.id for provider in own_first}
        return [provider for provider in self._providers if provider.id in wanted]

    def _box(self, provider: Provider) -> IntervalBox:
        known = {manifest.type: manifest.min_interval for manifest in self._registry.manifests()}
        least = known.get(provider.provider_type)
        box = IntervalBox(least, same_as_all=True) if least else IntervalBox(same_as_all=True)
        box.choose(provider.interval)
        box.setAccessibleName(f"Interval of {one_line(provider.name)}")
        box.currentIndexChanged.connect(lambda _row: self.interval_wanted.emit(provider.id, box.value))
        self.intervals[provider.id] = box
        return box
