from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage
from pytestqt.qtbot import QtBot

from aimonitor.qtmodels.figures import Tone
from aimonitor.ui.details.tone_label import ToneLabel
from aimonitor.ui.theme import palette
from aimonitor.ui.tokens import DARK, LIGHT

LONG = "The service answered with a long sentence that has to be broken into several lines. " * 3


def _made(qtbot: QtBot, text: str, tone: Tone = Tone.NORMAL, *, wraps: bool = False) -> ToneLabel:
    label = ToneLabel(tone, wraps=wraps)
    qtbot.addWidget(label)
    label.setText(text)
    label.resize(200, 40)
    return label


def _image(label: ToneLabel) -> QImage:
    return label.grab().toImage()


def test_mark_up_is_never_guessed(qtbot: QtBot) -> None:
    assert _made(qtbot, "<b>x</b>").textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("tone", [Tone.MUTED, Tone.WARNING, Tone.ERROR])
def test_tones_differ_and_can_be_changed(qtbot: QtBot, tone: Tone) -> None:
    label = _made(qtbot, "stale")
    before = _image(label)
    label.set_tone(tone)
    assert _image(label) != before


def test_it_follows_the_scheme(qtbot: QtBot) -> None:
    label = _made(qtbot, "stale")
    label.setPalette(palette(LIGHT))
    before = _image(label)
    label.setPalette(palette(DARK))
    assert _image(label) != before


def test_wrapped_text_is_higher_where_it_is_narrower_and_in_a_larger_font(qtbot: QtBot) -> None:
    label = _made(qtbot, LONG, wraps=True)
    assert label.heightForWidth(150) > label.heightForWidth(600)
    before = label.heightForWidth(300)
    font = QFont(label.font())
    font.setPixelSize(40)
    label.setFont(font)
    assert label.heightForWidth(300) > before


def test_a_single_line_is_cut_and_asks_for_little_room(qtbot: QtBot) -> None:
    label = _made(qtbot, LONG)
    assert label.heightForWidth(50) == label.sizeHint().height()
    assert label.minimumSizeHint().width() < 200 < label.sizeHint().width()
    assert _made(qtbot, "■").minimumSizeHint().width() < 30
