"""Pictures of the details, to be looked at: `python tests/ui/details/shots.py FOLDER`. Not a test."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[3]))

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aimonitor.domain.alert import AlertBook
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import Problem, QuotaWindow, Unit
from aimonitor.errors import ProblemKind, Repair
from aimonitor.insight.grouping import Grouping
from aimonitor.ui.details.panel import DetailsPanel, Tab
from aimonitor.ui.theme import Theme, ThemeChoice
from tests.ui.details.samples import long_history, picture_history
from tests.ui.dialogs.alert_samples import BOOK
from tests.ui.factories import picture_states, poll, polls, refused, state
from tests.ui.moments import NOW, TODAY

SIZE = (1152, 295)
GAP = Problem(kind=ProblemKind.SERVICE, message="The service answered 503.", repair=Repair.RETRY)


def new_panel(one: ProviderState | None, size: tuple[int, int] = SIZE) -> DetailsPanel:
    """A shown panel."""
    panel = DetailsPanel(now=lambda: NOW)
    panel.resize(*size)
    panel.set_state(one)
    panel.show()
    QTest.mouseMove(panel, QPoint(1, 1))
    return panel


def picture() -> DetailsPanel:
    """The target picture."""
    panel = new_panel(state())
    panel.set_budgets((Money(amount=Decimal(22), currency="USD"),), Grouping.DAY)
    panel.set_history(picture_history(last_poll=poll(problem=GAP)))
    return panel


def hovered() -> DetailsPanel:
    """A day that is pointed at."""
    panel = picture()
    QTest.mouseMove(panel.pages.spend.chart, QPoint(560, 120))
    return panel


def walked() -> DetailsPanel:
    """The keyboard on the missing day."""
    panel = picture()
    panel.activateWindow()
    panel.pages.spend.chart.setFocus()
    panel.pages.spend.chart.point_at(13)
    return panel


def mirrored() -> DetailsPanel:
    """From right to left."""
    panel = picture()
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QTest.mouseMove(panel.pages.spend.chart, QPoint(560, 120))
    return panel


def two_currencies() -> DetailsPanel:
    """A switch between them."""
    panel = new_panel(state())
    panel.set_history(picture_history(currencies=("USD", "CNY")))
    return panel


def on_tab(tab: Tab, one: ProviderState | None = None) -> DetailsPanel:
    """The picture's provider on that tab."""
    panel = new_panel(one or state())
    panel.set_history(picture_history())
    panel.set_polls("p0", polls())
    panel.pages.setCurrentIndex(tab)
    return panel


def limits() -> DetailsPanel:
    """Limits of all kinds."""
    windows = (
        QuotaWindow(id="b", name="Monthly budget", unit=Unit.USD, used=Decimal("241.07"), limit=Decimal(390)),
        QuotaWindow(id="w", name="Weekly limit", unit=Unit.PERCENT, used_fraction=Decimal("0.83"),
                    resets_at=NOW + timedelta(days=2), scope="Opus only"),
        QuotaWindow(id="t", name="gpt-5.1", unit=Unit.TOKENS_PER_MINUTE, limit=Decimal(2_000_000)),
        QuotaWindow(id="s", name="Session", unit=Unit.TOKENS, used=Decimal(990_000), limit=Decimal(1_000_000),
                    resets_at=NOW + timedelta(hours=2)),
    )  # fmt: skip
    return on_tab(Tab.LIMITS, replace(picture_states()[2], provider=state().provider, windows=windows))


def alerts() -> DetailsPanel:
    """Limits, and what was told."""
    panel = limits()
    log = tuple(replace(one, provider_id="p0") for one in BOOK.log if one.provider_id == "p1")
    panel.pages.alerts.show_book(AlertBook(log=log, standing=BOOK.standing))
    return panel


def year() -> DetailsPanel:
    """400 days."""
    panel = new_panel(state())
    panel.set_period(PeriodKind.CUSTOM, TODAY - timedelta(days=399), TODAY)
    panel.set_history(long_history())
    return panel


def project_key() -> DetailsPanel:
    """A key that reads no cost."""
    panel = new_panel(replace(state(), capabilities=frozenset({Capability.TOKENS})))
    panel.set_history(replace(picture_history(), spend=()))
    return panel


def refused_key() -> DetailsPanel:
    """A key that was refused, nothing known."""
    panel = new_panel(refused(0))
    panel.set_history(replace(picture_history(), spend=(), tokens=None, models=()))
    return panel


def stale() -> DetailsPanel:
    """Failing, with figures of before."""
    panel = new_panel(replace(picture_states()[4], provider=state().provider))
    panel.set_history(picture_history(last_poll=poll(problem=GAP)))
    return panel


SHOTS: dict[str, Callable[[], DetailsPanel]] = {
    "picture": picture,
    "hovered": hovered,
    "walked": walked,
    "mirrored": mirrored,
    "two-currencies": two_currencies,
    "tokens": lambda: on_tab(Tab.TOKENS),
    "models": lambda: on_tab(Tab.MODELS),
    "limits": limits,
    "alerts": alerts,
    "polls": lambda: on_tab(Tab.POLLS),
    "year": year,
    "project-key": project_key,
    "refused": refused_key,
    "stale": stale,
    "nothing": lambda: new_panel(None),
    "reading": lambda: new_panel(state()),
    "narrow": lambda: _resized(picture(), 560, 240),
}


def _resized(panel: DetailsPanel, width: int, height: int) -> DetailsPanel:
    panel.resize(width, height)
    return panel


def main(folder: Path) -> None:
    """Write every picture in every theme, and the first ones with a large font."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme = Theme()
    base = QFont(app.font())
    base.setPixelSize(12)
    for choice, pixels in ((ThemeChoice.LIGHT, 12), (ThemeChoice.DARK, 12), (ThemeChoice.LIGHT, 20)):
        theme.apply(app, choice)
        font = QFont(base)
        font.setPixelSize(pixels)
        app.setFont(font)
        for name, make in SHOTS.items():
            panel = make()
            app.processEvents()
            suffix = choice.value if pixels == base.pixelSize() else f"large-{choice.value}"
            panel.grab().save(str(folder / f"{name}-{suffix}.png"))
            panel.close()
            panel.deleteLater()
            app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
