"""Pictures of periods, groups, zoom and the year: `python -m tests.ui.details.history_shots FOLDER`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec.structs import replace
from PySide6.QtCore import QLocale, QPoint
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.domain.history import EVERYONE, DayStatus, History, Series, SeriesDay
from aimonitor.domain.money import Money
from aimonitor.domain.periods import Period, PeriodKind, period
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.grouping import Grouping
from aimonitor.insight.period_figures import PeriodFigures
from aimonitor.ui.charts.view import Zoom
from aimonitor.ui.details.panel import DetailsPanel, Tab
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.theme import Theme, ThemeChoice
from tests.ui.details.samples import long_history, picture_history
from tests.ui.details.shots import GAP
from tests.ui.factories import picture_states, poll, polls
from tests.ui.moments import NOW, TODAY

NAMES = ("OpenAI — production", "Claude API — research", "OpenRouter", "other (3)")
LOCALE = QLocale("en_GB")


def everyone(days: int = 30) -> History:
    """All providers of the picture, one of them missing on one day."""
    alone = picture_history().spend[0] if days == len(picture_history().spend[0].days) else None
    series = alone or long_history(days, 4).spend[0]
    named = _named(series)
    return History(
        provider_id=EVERYONE,
        first=series.days[0].day,
        last=series.days[-1].day,
        spend=(named,),
        spend_by_model=(series,),
        tokens=None,
        models=(),
        begins=(("OpenRouter", TODAY - timedelta(days=12)),),
    )


def _named(series: Series) -> Series:
    days = tuple(
        _without(day) if place == len(series.days) - 8 else day for place, day in enumerate(series.days)
    )
    return replace(series, labels=NAMES[: len(series.labels)], days=days)


def _without(day: SeriesDay) -> SeriesDay:
    note = "without OpenAI — staging, Anthropic — old key"
    return replace(day, status=DayStatus.PARTIAL, note=note)


def year(provider_id: str = "p0") -> History:
    """365 days that began 300 days ago, with weekends, a spike and gaps."""
    found = long_history(365, 5, provider_id)
    series = found.spend[0]
    days = tuple(_of_year(day, place) for place, day in enumerate(series.days))
    return replace(found, spend=(replace(series, days=days),))


def _of_year(day: SeriesDay, place: int) -> SeriesDay:
    if place < 65:
        return replace(day, status=DayStatus.MISSING, values=(), note="before the first day that was read")
    weekend = Decimal("0.3") if day.day.isoweekday() in {6, 7} else Decimal(1)
    spike = Decimal(6) if place == 211 else Decimal(1)
    growth = 1 + Decimal(place) / 200
    return replace(day, values=tuple(value * weekend * spike * growth for value in day.values))


def window(
    chosen: Period, history: History, *, selected: bool = True, theme: Theme | None = None
) -> MainWindow:
    """The whole window with that period, as the app shows it."""
    details = DetailsPanel(now=lambda: NOW)
    made = MainWindow(
        Actions(now=lambda: NOW), theme or Theme(), details, QLabel(), now=lambda: NOW, locale=LOCALE
    )
    states = [replace(one, days_known=one.last_30_days) for one in picture_states()]
    made.set_states(states)
    made.set_dashboard(dashboard(states, NOW))
    if chosen.kind is PeriodKind.CUSTOM:
        made.app_actions.show_days(chosen)
    else:
        made.app_actions.show_period(chosen.kind)
    figures = PeriodFigures(chosen, TODAY)
    made.model.set_figures(figures)
    made.cards.set_total(figures.total(states))
    made.status.set_keys("Keys in Secret Service")
    if not selected:
        made.view.select_everyone()
    details.set_period(chosen.kind, chosen.first, chosen.last)
    details.set_state(made.view.current())
    details.set_total(figures.of(states[0]) if selected else figures.total(states))
    details.set_history(history)
    details.set_polls("p0", polls())
    made.show()
    return made


def _details(made: MainWindow) -> DetailsPanel:
    assert isinstance(made.details, DetailsPanel)
    return made.details


def thirty() -> MainWindow:
    """The target picture: one provider, 30 days, a budget, a gap."""
    made = window(period(PeriodKind.LAST_30_DAYS, TODAY), picture_history(last_poll=poll(problem=GAP)))
    _details(made).set_budgets((Money(amount=Decimal(22), currency="USD"),), Grouping.DAY)
    return made


def all_providers() -> MainWindow:
    """No row selected."""
    return window(period(PeriodKind.LAST_30_DAYS, TODAY), everyone(), selected=False)


def custom() -> MainWindow:
    """Days of the user's own, not read yet in table and cards."""
    days = Period(kind=PeriodKind.CUSTOM, first=TODAY - timedelta(days=399), last=TODAY)
    return window(days, long_history())


def weeks() -> MainWindow:
    """A bar a week."""
    made = window(period(PeriodKind.LAST_30_DAYS, TODAY), picture_history())
    page = _details(made).pages.spend
    page._group_by(Grouping.WEEK)
    page.set_budgets((Money(amount=Decimal(110), currency="USD"),), Grouping.WEEK)
    return made


def months() -> MainWindow:
    """A bar a month."""
    made = custom()
    _details(made).pages.spend._group_by(Grouping.MONTH)
    return made


def zoomed() -> MainWindow:
    """A closer look, without one of the models."""
    made = thirty()
    page = _details(made).pages.spend
    page.chart.set_zoom(Zoom(first=TODAY - timedelta(days=20), last=TODAY - timedelta(days=9)))
    page._toggle("gpt-5.1-mini")
    return made


def drawn() -> MainWindow:
    """While the stretch to look at is drawn."""
    made = thirty()
    chart = _details(made).pages.spend.chart
    chart._pressed, chart._drawn = 300.0, 520.0
    return made


def heat_map() -> MainWindow:
    """A year, one day pointed at."""
    made = window(period(PeriodKind.THIS_MONTH, TODAY), picture_history())
    details = _details(made)
    details.pages.setCurrentIndex(Tab.YEAR)
    details.set_history(year())
    details.pages.year.chart.point_at(320)
    return made


def heat_map_large() -> MainWindow:
    """The same with more room."""
    made = heat_map()
    made.resize(1500, 950)
    return made


SHOTS: dict[str, Callable[[], MainWindow]] = {
    "thirty": thirty,
    "everyone": all_providers,
    "custom": custom,
    "weeks": weeks,
    "months": months,
    "zoomed": zoomed,
    "drawn": drawn,
    "year": heat_map,
    "year-roomy": heat_map_large,
}


def main(folder: Path) -> None:
    """Every picture in light and dark, the first ones with a large font too."""
    folder.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(LOCALE)
    app = QApplication(sys.argv[:1])
    theme = Theme()
    base = QFont(app.font())
    for choice, pixels in ((ThemeChoice.LIGHT, 12), (ThemeChoice.DARK, 12), (ThemeChoice.LIGHT, 20)):
        theme.apply(app, choice)
        font = QFont(base)
        font.setPixelSize(pixels)
        app.setFont(font)
        for name, make in SHOTS.items():
            made = make()
            app.processEvents()
            QTest.mouseMove(made, QPoint(1, 1))
            app.processEvents()
            suffix = choice.value if pixels == 12 else f"large-{choice.value}"
            made.grab().save(str(folder / f"{name}-{suffix}.png"))
            made.close()
            made.deleteLater()
            app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
