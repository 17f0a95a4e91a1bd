"""Words that cannot be read in a window as it is laid out: cut off, or one over the other.

`python -m tests.ui.legible` looks at the main window and at every dialog, with the scale of `QT_SCALE_FACTOR`
and letters as large as its argument says, and prints what it finds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import combinations

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QTabBar,
    QToolButton,
    QWidget,
)

from aimonitor.monitor.service import MonitorService
from aimonitor.settings.settings import Theme as ThemeChoice
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.theme import Theme
from tests.ui.dialogs.shots import MAKERS
from tests.ui.shots import narrow, picture, window

_SLACK = 1
"""Dots by which a letter may stand out: what is measured is its step, not its ink."""


def faults(top: QWidget) -> list[str]:
    """Words of `top` that are cut, and pairs of which one stands over the other."""
    shown = [one for one in top.findChildren(QWidget) if one.isVisibleTo(top) and words_of(one)]
    cut = [f"cut: {words_of(one)[:60]!r}" for one in shown if is_cut(one) or is_hidden(one, top)]
    return cut + [
        f"over one another: {words_of(one)[:40]!r} and {words_of(other)[:40]!r}"
        for one, other in combinations(shown, 2)
        if are_over_one_another(one, other, top)
    ]


def words_of(widget: QWidget) -> str:
    """What is written on a label or a button."""
    if isinstance(widget, QLabel | QAbstractButton) and not widget.size().isEmpty():
        return widget.text()
    return ""


def is_cut(widget: QWidget) -> bool:
    """Whether the widget is too small for its words. A line that ends in "…" by itself is not."""
    if isinstance(widget, ToneLabel) and not widget.wordWrap():
        return widget.height() + _SLACK < widget.minimumSizeHint().height()
    if isinstance(widget, QLabel):
        return _label_is_cut(widget)
    assert isinstance(widget, QAbstractButton)
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return False
    needed = QFontMetrics(widget.font()).boundingRect(
        QRect(), int(Qt.TextFlag.TextShowMnemonic | Qt.AlignmentFlag.AlignLeft), widget.text()
    )
    room = widget.rect()
    return needed.width() > room.width() + _SLACK or needed.height() > room.height() + _SLACK


def _label_is_cut(label: QLabel) -> bool:
    room = label.contentsRect()
    if label.textFormat() is Qt.TextFormat.RichText:
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(label.text())
        document.setTextWidth(room.width() if label.wordWrap() else -1)
        return document.size().height() > room.height() + 2 * document.documentMargin() + _SLACK
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + _SLACK
    hint = label.minimumSizeHint()
    return hint.width() > label.width() + _SLACK or hint.height() > label.height() + _SLACK


def is_hidden(widget: QWidget, top: QWidget) -> bool:
    """Whether a part lies outside of what it stands in, where nothing can be scrolled to show it."""
    place = QRect(widget.mapTo(top, widget.rect().topLeft()), widget.size())
    around = widget.parentWidget()
    while around is not None and around is not top.parentWidget():
        if isinstance(around.parentWidget(), QAbstractScrollArea) or isinstance(around, QTabBar):
            return False
        room = QRect(around.mapTo(top, around.rect().topLeft()), around.size())
        if not room.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(place):
            return True
        if around is top:
            return False
        around = around.parentWidget()
    return False


def are_over_one_another(one: QWidget, other: QWidget, top: QWidget) -> bool:
    """Whether two that are not in each other share dots."""
    if one.isAncestorOf(other) or other.isAncestorOf(one) or _scrolled(one) is not _scrolled(other):
        return False
    places = [QRect(each.mapTo(top, each.rect().topLeft()), each.size()) for each in (one, other)]
    shared = places[0].intersected(places[1])
    return shared.width() > _SLACK and shared.height() > _SLACK


def _scrolled(widget: QWidget) -> QWidget | None:
    """What it is scrolled in: two in different ones are cut there, not over one another."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QAbstractScrollArea):
        around = around.parentWidget()
    return around


def all_windows(app: QApplication) -> Iterator[tuple[str, QWidget]]:
    """The main window as in the picture and as narrow as it goes, and every dialog."""
    theme = Theme()
    theme.apply(app, ThemeChoice.LIGHT)
    for shot in (picture, narrow):
        with window(theme) as made:
            shot(made)
            app.processEvents()
            yield shot.__name__, made
    for make in MAKERS:
        service = MonitorService()
        dialog = make(service)
        dialog.show()
        for _ in range(3):
            app.processEvents()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        yield getattr(make, "__name__", "page"), dialog
        dialog.close()
        dialog.deleteLater()


def main(larger: float) -> int:
    app = QApplication([])
    font = app.font()
    font.setPointSizeF(font.pointSizeF() * larger)
    app.setFont(font)
    found = [f"{name}: {fault}" for name, top in all_windows(app) for fault in faults(top)]
    print(*found, sep="\n", flush=True)  # noqa: T201  the parent reads it
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0))
