"""How the window looked when it was left: place, columns, sorting, selection, splitter, period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QSettings

from aimonitor.domain.periods import Period, PeriodKind
from aimonitor.ui.menus import Actions
from aimonitor.ui.providers_view import ProvidersView
from aimonitor.ui.row_splitter import RowSplitter

_VERSION = 1
_EVERYONE = "*"
_GROUPED = "groups"


class HasWindowState(Protocol):
    """The parts of a window that are remembered."""

    view: ProvidersView
    splitter: RowSplitter
    app_actions: Actions

    def saveGeometry(self) -> QByteArray:
        """Where the window is."""

    def restoreGeometry(self, geometry: QByteArray | bytes | bytearray | memoryview, /) -> bool:
        """Put it there."""


class WindowState:
    """Keeps the window's looks in an INI file; a file that is damaged, or of another version, is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, window: HasWindowState) -> None:
        """Write how the window looks now."""
        store = self._store()
        header = window.view.horizontalHeader()
        selected = window.view.current_key
        columns = ",".join(column.id for column in window.view.providers.columns)
        store.setValue("version", _VERSION)
        store.setValue("geometry", window.saveGeometry())
        store.setValue("splitter", window.splitter.saveState() if window.splitter.by_hand else QByteArray())
        store.setValue("columns", columns)
        store.setValue("header", header.saveState())
        store.setValue("widths", window.view.fit.by_hand.value)
        everyone = _EVERYONE if window.view.shows_everyone else ""
        store.setValue("selected", selected or everyone)
        groups = window.view.groups
        store.setValue("grouped", ",".join([_GROUPED, *sorted(groups.heads.folded)]) if groups else "")
        store.setValue("period", window.app_actions.period.value)
        custom = window.app_actions.custom
        store.setValue("days", f"{custom.first}/{custom.last}" if custom else "")
        store.sync()

    def restore(self, window: HasWindowState) -> None:
        """Make the window look as it was left; what cannot be read stays as it is."""
        store = self._store()
        if store.status() is not QSettings.Status.NoError or _text(store, "version") != str(_VERSION):
            return
        _restore_bytes(store, "geometry", window.restoreGeometry)
        _restore_bytes(store, "splitter", window.splitter.restore)
        if _text(store, "columns") == ",".join(column.id for column in window.view.providers.columns):
            _restore_header(store, window.view)
        grouped, *folded = _texts(store, "grouped")
        if grouped == _GROUPED:
            window.view.set_grouped(True, folded)  # noqa: FBT003  a slot's argument
        if _text(store, "selected") == _EVERYONE:
            window.view.select_everyone()
        elif _text(store, "selected"):
            window.view.select_provider(_text(store, "selected"))
        _restore_period(store, window.app_actions)

    def _store(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)


def _text(store: QSettings, name: str) -> str:
    value = store.value(name, "")
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _texts(store: QSettings, name: str) -> list[str]:
    """Words between commas: QSettings makes a list of them by itself."""
    value = store.value(name, "")
    return [str(one) for one in value] if isinstance(value, list) and value else _text(store, name).split(",")


def _restore_bytes(store: QSettings, name: str, restore: Callable[[QByteArray], bool]) -> None:
    value = store.value(name)
    if isinstance(value, QByteArray) and not value.isEmpty():
        restore(value)


def _restore_period(store: QSettings, actions: Actions) -> None:
    kind = _text(store, "period")
    actions.custom = _days(_text(store, "days"))
    if kind in set(PeriodKind) - ({PeriodKind.CUSTOM} if actions.custom is None else set()):
        actions.show_period(PeriodKind(kind))


def _days(text: str) -> Period | None:
    first, _, last = text.partition("/")
    try:
        return Period(kind=PeriodKind.CUSTOM, first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError:
        return None


def _restore_header(store: QSettings, view: ProvidersView) -> None:
    header = view.horizontalHeader()
    _restore_bytes(store, "header", lambda state: view.fit.restore(state, _text(store, "widths")))
    view.sortByColumn(header.sortIndicatorSection(), header.sortIndicatorOrder())
