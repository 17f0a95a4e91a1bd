"""From the command line to the first paint. Imports Qt, SQLite and our own small modules, nothing else."""

from __future__ import annotations

import gc
import logging
import os
from typing import TYPE_CHECKING

from aimonitor import APP_ID, APP_NAME, __version__
from aimonitor.app.launch import Launch
from aimonitor.app.no_window import Opening, needing_qt
from aimonitor.app.qt import find_plugins, import_qt
from aimonitor.errors import AppError, ConfigError, DatabaseError
from aimonitor.logs import hear_faults, qt_message

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from aimonitor.app.desktop import Desktop
    from aimonitor.db.reports import OpenReport

_log = logging.getLogger(__name__)

_QT_LEVELS = {
    "QtDebugMsg": "debug",
    "QtInfoMsg": "info",
    "QtWarningMsg": "warning",
    "QtCriticalMsg": "critical",
    "QtFatalMsg": "fatal",
}
_SHORT_WAIT = 0.2  # seconds; who holds a lock does not hold up the first paint, the stack waits for it
_ALREADY = (
    "AIMonitor is running already, but it does not answer. End that program, then start this one again."
)
_QUIET = "qt.qpa.theme.gnome=false;qt.qpa.services=false"


def start(launch: Launch) -> int:
    """Open the window and live; the exit code. Raises ConfigError before there is a window.

    It begins with garbage not looked for (`__main__`); from the paint on it is, in what is made later.
    """
    launch.paths.ensure()
    app = make_application()
    from aimonitor.ui.single_instance import Claim, SingleInstance  # noqa: PLC0415  needs Qt

    hear_faults()
    instance = SingleInstance(launch.paths.data / "demo" if launch.demo else launch.paths.data)
    claim = instance.claim(os.environ.get("XDG_ACTIVATION_TOKEN", ""))
    if claim is Claim.HANDED_OVER:
        return 0
    if claim is Claim.NO_ANSWER:
        raise ConfigError(_ALREADY)
    desktop = first_paint(app, launch)
    gc.freeze()
    gc.enable()
    instance.show_wanted.connect(desktop.show_for_start)
    desktop.quit_wanted.connect(instance.hear_no_more)
    if not instance.listen():
        _log.warning("a second start cannot ask for this window: the folder of its wishes cannot be watched")
    try:
        from aimonitor.app.life import live  # noqa: PLC0415  asyncio: behind the first paint

        return live(app, desktop, launch)
    finally:
        instance.release()


def make_application() -> QApplication:
    """The one QApplication, named so that desktops find its entry and icon. Raises ConfigError without Qt."""
    os.environ.setdefault("QT_LOGGING_RULES", _QUIET)
    with needing_qt():
        import_qt()
        from PySide6.QtCore import qInstallMessageHandler  # noqa: PLC0415  Qt: a fifth of a second
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415  as above

    find_plugins()
    opening = Opening(qt_message)
    qInstallMessageHandler(lambda kind, _where, text: opening.hear(_QT_LEVELS.get(kind.name, "info"), text))
    app = QApplication([APP_NAME])
    opening.is_open()
    app.setApplicationName(APP_NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(False)
    return app


def first_paint(app: QApplication, launch: Launch) -> Desktop:
    """The window with what was stored, on the screen. Raises ConfigError."""
    from aimonitor.app.desktop import Desktop, utc_now  # noqa: PLC0415  needs Qt
    from aimonitor.db.prepare import prepare  # noqa: PLC0415  as little as the path needs
    from aimonitor.db.stored import read_settings  # noqa: PLC0415  as above
    from aimonitor.monitor.clock import SystemClock  # noqa: PLC0415  as above
    from aimonitor.monitor.glance import glance  # noqa: PLC0415  as above
    from aimonitor.providers.registry import Registry  # noqa: PLC0415  as above
    from aimonitor.settings.load import load_settings  # noqa: PLC0415  as above

    database = launch.paths.database
    problem: AppError | None = None
    opened: OpenReport | None = None
    if not launch.demo:
        try:
            opened = prepare(database, utc_now(), busy_timeout=_SHORT_WAIT)
        except DatabaseError as error:
            problem = error
    resolved = load_settings(
        flags=launch.flags,
        environ=launch.environ,
        config_file=launch.paths.config_file,
        stored={} if launch.demo else read_settings(database),
    )
    registry = Registry()
    desktop = Desktop(app, launch, resolved, registry)
    stored = None
    if not (launch.demo or problem):
        stored = glance(database, registry, SystemClock(), resolved.settings.interval, launch.environ)
    desktop.show_stored(stored)
    if opened is not None:
        desktop.tell_how_opened(opened)
    if not (launch.hidden or resolved.settings.start_hidden):
        desktop.window.show()
        app.processEvents()
    desktop.complete(stored)
    return desktop
