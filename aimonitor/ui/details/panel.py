"""The lower half of the window: all about the selected provider, or about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from aimonitor.domain.history import History, all_of
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind, period, utc_day
from aimonitor.domain.state import PollRecord, ProviderState
from aimonitor.errors import Repair
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.format import default_locale
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.details.asking import Asked, Shown
from aimonitor.ui.details.problem_strip import ProblemStrip
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.details.words import EVERYONE, NOTHING_SELECTED
from aimonitor.ui.tokens import SPACE_1, SPACE_2, SPACE_3

if TYPE_CHECKING:
    from aimonitor.insight.grouping import Grouping
    from aimonitor.insight.period_figures import PeriodTotal
    from aimonitor.insight.type_totals import TypeTotal
    from aimonitor.ui.details.pages import DetailPages

_YEAR = timedelta(days=365)
ManifestOf = Callable[[str], ProviderManifest | None]


class Tab(IntEnum):
    """The tabs, in their order."""

    SPEND = 0
    TOKENS = 1
    YEAR = 2
    MODELS = 3
    LIMITS = 4
    POLLS = 5


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DetailsPanel(QFrame):
    """Shows one `ProviderState`; asks for its days and polls when they are first looked at.

    `manifest_of` gives the manifest of a provider type: it knows which key reads cost.

    Signals:
        history_wanted(str provider id, date first, date last): answer with `set_history`
        overview_wanted(date first, date last, str type): the same of all providers, or of one type's
        polls_wanted(str provider id): answer with `set_polls`
        repair_wanted(str provider id, Repair): the button beside a problem was pressed
        day_chosen(date): the user wants to see that day alone
    """

    overview_wanted = Signal(object, object, str)
    day_chosen = Signal(object)
    history_wanted = Signal(str, object, object)
    polls_wanted = Signal(str)
    repair_wanted = Signal(str, object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        manifest_of: ManifestOf = lambda _type: None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._wording = Wording(locale=default_locale(), now=now())
        self._state: ProviderState | None = None
        self._is_told, self._years_back = False, 0
        self._several = ("", EVERYONE)
        self._kind = PeriodKind.LAST_30_DAYS
        self._custom: Period | None = None
        self._shown: Shown | None = None
        self._year: Shown | None = None
        self._asked = Asked()
        self._manifest_of = manifest_of
        self._pages: DetailPages | None = None
        self._untold: dict[str, Callable[[DetailPages], object]] = {}
        self.strip = ProblemStrip()
        self.empty = ToneLabel(Tone.MUTED, wraps=True)
        self._build()
        self.strip.repair_wanted.connect(self._repair)

    def _build(self) -> None:
        self.setObjectName("Panel")
        self.setAccessibleName("Details of the selected provider")
        full = QWidget()
        self._column = column = QVBoxLayout(full)
        column.setContentsMargins(SPACE_3, SPACE_2, SPACE_1, SPACE_1)
        column.setSpacing(SPACE_1)
        strip = QHBoxLayout()
        strip.setContentsMargins(0, 0, SPACE_2, 0)
        strip.addWidget(self.strip)
        column.addLayout(strip)
        self.empty.setText(NOTHING_SELECTED)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(full)

    @property
    def pages(self) -> DetailPages:
        """The tabs. They are made behind the window's first paint, or when first asked for."""
        if self._pages is None:
            from aimonitor.ui.details.pages import DetailPages  # noqa: PLC0415  not before the first paint

            self._pages = DetailPages(self._wording, self._manifest_of)
            self._pages.currentChanged.connect(self._ask)
            self._pages.year.day_chosen.connect(self.day_chosen)
            self._pages.year.step_wanted.connect(self._step_year)
            self._column.addWidget(self._pages, 1)
            self._pages.show()
            self._draw()
            for tell in self._untold.values():
                tell(self._pages)
        return self._pages

    @property
    def period(self) -> PeriodKind:
        """Which days are shown."""
        return self._kind

    @property
    def custom(self) -> Period | None:
        """The days that the user chose last, if any."""
        return self._custom

    # --- what it is told ------------------------------------------------------------------------

    @property
    def state(self) -> ProviderState | None:
        """The provider that is shown."""
        return self._state

    def set_group(self, group: TypeTotal | None) -> None:
        """Where no provider is selected, show those of that type; None: all. `set_state` follows."""
        self._several = (group.provider_type, group.type_name) if group is not None else ("", EVERYONE)

    def set_state(self, state: ProviderState | None) -> None:
        """Show that provider, or the newest figures of the same one; None: all providers."""
        self._state, self._is_told = state, True
        self._wording = replace(self._wording, now=self._now())
        self.strip.show_state(state, self._wording)
        self._stack.setCurrentIndex(1)
        self._renew()

    def look_again(self) -> None:
        """Figures of some provider changed: where all are shown, they are asked for anew."""
        if self._is_told and self._state is None:
            self._asked.forget_history()
            self._asked.forget_year()
            self._ask()

    def set_period(self, kind: PeriodKind, first: date | None = None, last: date | None = None) -> None:
        """Show other days; CUSTOM needs both bounds. Raises ValueError without them."""
        if kind is PeriodKind.CUSTOM:
            if first is None or last is None:
                raise ValueError("a custom period needs its own bounds")
            self._custom = Period(kind=kind, first=first, last=last)
        self._kind = kind
        self._renew()

    def set_history(self, history: History) -> None:
        """Show these days; those of another provider or of other days are not looked at."""
        if self._shown is not None and self._shown.is_of(history):
            self.pages.show_history(self._state, history)
        if self._year is not None and self._year.is_of(history):
            self.pages.show_year(self._state, history, has_later=self._years_back > 0)

    def set_polls(self, provider_id: str, records: Iterable[PollRecord]) -> None:
        """Show these polls; those of another provider are not looked at."""
        if self._state is not None and self._state.provider.id == provider_id:
            self.pages.show_polls(records)

    def show_failure(self, provider_id: str, words: str) -> None:
        """Say why days or polls could not be read; what is shown already stays. Asks again later."""
        if self._shown is not None and self._shown.provider_id == provider_id:
            self._asked.forget_history()
            self._asked.forget_year()
            self._asked.forget_polls()
            self.pages.show_failure(words)

    def set_total(self, total: PeriodTotal) -> None:
        """What the shown days cost as a whole, and the change against the period before."""
        self.tell_pages("total", lambda pages: pages.show_total(total))

    def set_budgets(self, budgets: Iterable[Money], by: Grouping) -> None:
        """A line for what a day, a week or a month may cost, where the bars are such; one a currency."""
        self.tell_pages(f"budgets {by}", lambda pages: pages.spend.set_budgets(budgets, by))

    def tell_pages(self, what: str, tell: Callable[[DetailPages], object]) -> None:
        """Tell the tabs now, or once they are made: of each `what` the newest. A hidden window has none."""
        if self._pages is not None:
            tell(self._pages)
        else:
            self._untold[what] = tell

    def set_wording(self, wording: Wording) -> None:
        """Write numbers and times that way."""
        self._wording = wording
        self.strip.show_state(self._state, wording)
        self._renew()

    # --- within ---------------------------------------------------------------------------------

    def _period(self) -> Period:
        if self._kind is PeriodKind.CUSTOM and self._custom is not None:
            return self._custom
        return period(self._kind, utc_day(self._now()))

    def _renew(self) -> None:
        """Draw what is known of the provider and its days, and ask for what is not."""
        if not self._is_told:
            return
        before, self._shown = self._shown, Shown.of(self._state, self._period(), all_of(self._several[0]))
        self._renew_year()
        if before is None or before.provider_id != self._shown.provider_id:
            self._asked.forget_polls()
            if self._pages is not None:
                self._pages.forget_polls()
        if self._shown.differs_in_days(before):
            self._asked.forget_history()
            if self._pages is not None:
                self._pages.forget_history()
        self._draw()
        self._ask()

    def _renew_year(self) -> None:
        """365 days up to today, or up to as many years before."""
        last = utc_day(self._now()) - self._years_back * _YEAR
        days = Period(kind=PeriodKind.CUSTOM, first=last - _YEAR + ONE_DAY, last=last)
        before, self._year = self._year, Shown.of(self._state, days, all_of(self._several[0]))
        if before is not None and self._year.differs_in_days(before):
            self._asked.forget_year()
            if self._pages is not None:
                self._pages.forget_year()

    def _step_year(self, step: int) -> None:
        self._years_back = max(0, self._years_back - step)
        self._renew_year()
        self._ask()

    def _draw(self) -> None:
        if self._pages is None or not self._is_told:
            return
        if self._state is None:
            self._pages.show_everyone(self._period(), self._wording, self._several[1])
        else:
            self._pages.show_state(self._state, self._period(), self._wording)

    def _ask(self) -> None:
        if self._shown is None or not self.isVisible():
            return
        tab = self._pages.currentIndex() if self._pages is not None else Tab.SPEND
        if tab in {Tab.SPEND, Tab.TOKENS, Tab.MODELS} and self._asked.history(self._shown):
            self._ask_for(self._shown)
        if tab == Tab.YEAR and self._year is not None and self._asked.year(self._year):
            self._ask_for(self._year)
        if tab == Tab.POLLS and self._asked.polls(self._shown):
            self.polls_wanted.emit(self._shown.provider_id)

    def _ask_for(self, wish: Shown) -> None:
        if self._state is None:
            self.overview_wanted.emit(wish.first, wish.last, self._several[0])
        else:
            self.history_wanted.emit(wish.provider_id, wish.first, wish.last)

    def _repair(self, repair: Repair) -> None:
        if self._state is not None:
            self.repair_wanted.emit(self._state.provider.id, repair)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask now for what was not worth asking while nobody looked."""
        super().showEvent(event)
        self._ask()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Make the tabs once the window stands."""
        super().paintEvent(event)
        if self._pages is None and self._is_told:
            QTimer.singleShot(0, self, lambda: self.pages)
