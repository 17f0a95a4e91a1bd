"""Pictures of the window, to be looked at: `python -m tests.ui.shots OUTDIR`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel

from aimonitor.domain.state import Health
from aimonitor.insight.dashboard import dashboard
from aimonitor.qtmodels.figures import Tone
from aimonitor.ui.details.panel import DetailsPanel
from aimonitor.ui.main_window import MainWindow
from aimonitor.ui.menus import Actions
from aimonitor.ui.older_days import OlderDays
from aimonitor.ui.theme import Theme, ThemeChoice
from tests.ui.factories import NOW, history, picture_dashboard, picture_states, polls
from tests.ui.hostile import hostile_states, many_states

LOCALE = QLocale("en_GB")
Shot = Callable[[MainWindow], None]


def _details() -> DetailsPanel:
    panel = DetailsPanel(now=lambda: NOW)
    panel.set_state(picture_states()[0])
    panel.set_history(history())
    panel.set_polls("p0", polls())
    return panel


@contextmanager
def window(theme: Theme) -> Iterator[MainWindow]:
    """A window of the picture's size, shown and taken away again."""
    made = MainWindow(
        Actions(now=lambda: NOW), theme, _details(), QLabel("first run"), now=lambda: NOW, locale=LOCALE
    )
    made.status.set_keys("Keys in Secret Service")
    made.show()
    made.status.set_in_use(in_use=True)
    try:
        yield made
    finally:
        made.close()
        made.deleteLater()


def picture(made: MainWindow) -> None:
    """The target picture."""
    made.set_states(picture_states())
    made.set_dashboard(picture_dashboard())


def older(made: MainWindow) -> None:
    """The same while old days of one provider are being read."""
    picture(made)
    line = OlderDays()
    made.status.addPermanentWidget(line)
    line.set_state(replace(picture_states()[0], older_days=(62, 180)))


def computed(made: MainWindow) -> None:
    """The same providers with the sums that the app itself makes of them, and all kinds of banners."""
    states = [*picture_states()[:5], *picture_states()[5:]]
    made.set_states(states)
    made.set_dashboard(dashboard(states, NOW))
    made.banners.show_message(
        "database", "The history is damaged. A new one was begun.", tone=Tone.ERROR, button="Show folder"
    )
    made.banners.show_message("offline", "There is no network. Figures are the last good ones.")
    made.set_paused(paused=True, until=None)
    made.set_demo(demo=True)


def hostile(made: MainWindow) -> None:
    """What must be survived."""
    states = [
        *hostile_states(),
        replace(picture_states()[0], polling=True),
        replace(picture_states()[1], health=Health.PAUSED),
    ]
    made.set_states(states)
    made.set_dashboard(dashboard(states, NOW))


def many(made: MainWindow) -> None:
    """A long table."""
    made.set_states(many_states(100))
    made.set_dashboard(dashboard(many_states(100), NOW))


def no_match(made: MainWindow) -> None:
    """A filter that nothing matches."""
    picture(made)
    made.toolbar.filter.setText("<b>xyz</b>")


def nothing(_made: MainWindow) -> None:
    """The first-run page."""


def narrow(made: MainWindow) -> None:
    """A small window."""
    picture(made)
    made.resize(760, 560)


def main(folder: Path) -> None:
    """Write every picture into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(LOCALE)
    app = QApplication([])
    theme = Theme()
    shots: dict[str, Shot] = {
        "picture": picture,
        "older": older,
        "computed": computed,
        "hostile": hostile,
        "many": many,
        "no_match": no_match,
        "nothing": nothing,
        "narrow": narrow,
    }
    for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        theme.apply(app, choice)
        for name, shot in shots.items():
            _take(app, theme, folder / f"{name}-{choice}.png", shot)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _take(app, theme, folder / "rtl.png", picture)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    font = app.font()
    font.setPointSizeF(font.pointSizeF() * 1.6)
    app.setFont(font)
    _take(app, theme, folder / "large.png", picture)


def _take(app: QApplication, theme: Theme, path: Path, shot: Shot) -> None:
    with window(theme) as made:
        shot(made)
        app.processEvents()
        made.grab().save(str(path))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
