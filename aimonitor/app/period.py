"""The chosen period: cards, table, details and exports follow it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from aimonitor.domain.history import all_of
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, utc_day
from aimonitor.errors import AppError
from aimonitor.qtmodels.providers import FEW_ROWS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from aimonitor.app.desktop import Desktop
    from aimonitor.domain.spans import SpanRead
    from aimonitor.domain.state import Dashboard, ProviderState
    from aimonitor.insight.period_figures import PeriodFigures
    from aimonitor.monitor.period_service import PeriodService
    from aimonitor.monitor.stack import Stack
    from aimonitor.monitor.tasks import Tasks

_BANNER = "period"
_SOON_MS = 2_000
_TOLD_EVERY_MS = 250
_RESTS = 10
"""So many times as long as a reading took, the database is left alone before the next one."""


class PeriodChoice(QObject):
    """Tells everyone the chosen period and its figures; asks for days that are not at hand."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._desktop = desktop
        self._face: PeriodService | None = None
        self._figures: PeriodFigures | None = None
        self._token: int | None = None
        self._overviews: dict[int, str] = {}
        self._reading = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SOON_MS)
        self._later.timeout.connect(self._look_again)
        self._is_outdated = False
        self._told = QElapsedTimer()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_TOLD_EVERY_MS)
        self._again.timeout.connect(self._tell)
        desktop.actions.period_chosen.connect(self.choose)
        desktop.service.dashboard_changed.connect(self._look_at_day)
        desktop.window.provider_selected.connect(self._selected)
        desktop.details.overview_wanted.connect(self._ask_overview)
        desktop.details.day_chosen.connect(lambda day: self.choose_days(day, day))

    @property
    def service(self) -> PeriodService:
        """The face that reads days; made when first needed."""
        if self._face is None:
            from aimonitor.monitor.period_service import PeriodService  # noqa: PLC0415  not before the paint

            self._face = PeriodService(self)
            self._face.spans_read.connect(self._read)
            self._face.overview_read.connect(self._desktop.details.set_history)
            self._face.request_done.connect(self._done)
        return self._face

    def restore(self) -> None:
        """Show the period that was chosen when the window was left."""
        period = self._desktop.actions.chosen(_today())
        self._desktop.details.set_period(period.kind, period.first, period.last)
        if period.kind is not PeriodKind.THIS_MONTH:  # that one every card and column shows at first
            self._renew()

    def start(self, stack: Stack, tasks: Tasks) -> None:
        """Read from now on what was wanted meanwhile."""
        self.service.start(stack.periods, tasks)
        self._renew()

    # --- choosing -------------------------------------------------------------------------------

    def choose(self, kind: PeriodKind) -> None:
        """Show that period; a custom one asks for its days first."""
        if kind is not PeriodKind.CUSTOM:
            self._use()
            return
        from aimonitor.ui.dialogs.period import PeriodDialog  # noqa: PLC0415  not at start

        desktop, today = self._desktop, _today()
        before = desktop.actions.custom
        first, last = (before.first, before.last) if before else (today - 29 * ONE_DAY, today)

        def make() -> QDialog:
            dialog = PeriodDialog(first, last, today=today, parent=desktop.window)
            dialog.chosen.connect(self.choose_days)
            dialog.rejected.connect(lambda: desktop.actions.show_period(desktop.details.period))
            return dialog

        desktop.dialogs.show(make)

    def choose_days(self, first: date, last: date) -> None:
        """Show the days from `first` to `last`."""
        self._desktop.actions.show_days(Period(kind=PeriodKind.CUSTOM, first=first, last=last))
        self._use()

    def _use(self) -> None:
        period = self._desktop.actions.chosen(_today())
        self._desktop.details.set_period(period.kind, period.first, period.last)
        self._renew()

    # --- figures --------------------------------------------------------------------------------

    def _renew(self) -> None:
        """The period anew: another was chosen, or another day began."""
        from aimonitor.insight.period_figures import PeriodFigures  # noqa: PLC0415  not before it is chosen

        today = _today()
        self._show(PeriodFigures(self._desktop.actions.chosen(today), today))
        self._ask()

    def _show(self, figures: PeriodFigures) -> None:
        self._figures = figures
        self._desktop.window.model.set_figures(figures)
        self._tell()

    def _tell(self) -> None:
        if self._figures is None:
            return
        self._told.start()
        window = self._desktop.window
        window.cards.set_total(self._figures.total(window.model.records))
        self._tell_of_selected()

    @property
    def _are_few(self) -> bool:
        return self._desktop.window.model.provider_count <= FEW_ROWS

    def removed(self, _provider_id: str) -> None:
        """A provider is gone, from the window too."""
        self._tell() if self._are_few else self._tell_soon()

    def _selected(self, _state: ProviderState | None) -> None:
        self._tell() if self._are_few else self._tell_of_selected()

    def _tell_of_selected(self) -> None:
        """The figures of what is selected: a provider, a group, or all."""
        if self._figures is None:
            return
        window, details = self._desktop.window, self._desktop.details
        state, group = window.view.current(), window.view.current_group()
        if state is not None:
            details.set_total(self._figures.of(state))
            return
        ids = frozenset(group.ids) if group is not None else None
        members = [one for one in window.model.records if ids is None or one.provider.id in ids]
        details.set_total(self._figures.total(members))

    def _tell_soon(self) -> None:
        """Many that are polled or removed at once are told together."""
        if not self._told.isValid() or self._told.elapsed() >= _TOLD_EVERY_MS:
            self._tell()
        elif not self._again.isActive():
            self._again.start()

    def changed(self, state: ProviderState) -> None:
        """A provider changed, and the window shows how it is now."""
        self._tell_soon()
        reads = self._desktop.details.state is None or bool(self._figures and self._figures.wanted)
        if reads and not state.polling and not self._later.isActive():
            self._later.start()

    def _look_again(self) -> None:
        """Polls changed days that were read: many polls are one reason to read them anew."""
        self._ask()
        if not self._overviews:
            self._desktop.details.look_again()

    def _look_at_day(self, board: Dashboard) -> None:
        if self._figures is not None and self._figures.today != board.day:
            self._use()

    # --- reading --------------------------------------------------------------------------------

    def _ask(self) -> None:
        """One reading at a time; what is asked for meanwhile is asked for afterwards."""
        if self._figures is None or not self._figures.wanted:
            return
        if self._token is not None:
            self._is_outdated = True
            return
        self._reading.start()
        self._token = self.service.read_spans(self._figures.wanted)

    def _read(self, spans: tuple[SpanRead, ...]) -> None:
        if self._figures is None or {one.span for one in spans} != set(self._figures.wanted):
            return
        from aimonitor.insight.period_figures import PeriodFigures  # noqa: PLC0415  as above

        self._desktop.window.banners.clear(_BANNER)
        self._show(PeriodFigures(self._figures.period, self._figures.today, spans))

    def _ask_overview(self, first: date, last: date, provider_type: str) -> None:
        self._reading.start()
        token = self.service.read_overview(first, last, provider_type)
        self._overviews[token] = all_of(provider_type)

    def _done(self, token: int, answer: object) -> None:
        if self._reading.isValid():
            self._later.setInterval(max(_SOON_MS, _RESTS * self._reading.elapsed()))
        subject = self._overviews.pop(token, None)
        if subject is not None and isinstance(answer, AppError):
            self._desktop.details.show_failure(subject, answer.message)
        if token != self._token:
            return
        self._token = None
        if isinstance(answer, AppError):
            self._desktop.window.banners.show_message(_BANNER, answer.message)
        if self._is_outdated:
            self._is_outdated = False
            self._ask()


def _today() -> date:
    return utc_day(datetime.now(UTC))
