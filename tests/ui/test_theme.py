from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aimonitor.ui.stylesheet import stylesheet
from aimonitor.ui.theme import Theme, ThemeChoice, palette, scaled, tabular
from aimonitor.ui.tokens import DARK, LIGHT, Tokens, tokens_of


@pytest.fixture
def theme(qapp: QApplication, qtbot: QtBot) -> Iterator[Theme]:
    del qtbot
    before = (qapp.palette(), qapp.styleSheet())
    made = Theme()
    yield made
    qapp.styleHints().colorSchemeChanged.disconnect(made._follow)
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


def test_the_choice_is_used_and_told(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    theme.apply(qapp, ThemeChoice.LIGHT)
    with qtbot.waitSignal(theme.changed) as told:
        theme.apply(qapp, "dark")
    assert told.args == [DARK]
    assert theme.tokens is DARK
    assert theme.choice is ThemeChoice.DARK
    assert tokens_of(qapp.palette()) is DARK
    assert DARK.accent in qapp.styleSheet()
    assert qapp.style().objectName().lower() in {"fusion", ""}


def test_the_system_is_followed_live(qapp: QApplication, theme: Theme) -> None:
    theme.apply(qapp, ThemeChoice.SYSTEM)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens is LIGHT


def test_the_user_s_choice_stands_against_the_system(qapp: QApplication, theme: Theme) -> None:
    theme.apply(qapp, ThemeChoice.LIGHT)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is LIGHT


def test_the_same_colours_again_are_not_told(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    theme.apply(qapp, ThemeChoice.DARK)
    with qtbot.assertNotEmitted(theme.changed):
        theme.apply(qapp, ThemeChoice.DARK)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_live_in_one_place(tokens: Tokens) -> None:
    sheet = stylesheet(tokens)
    assert "$" not in sheet
    allowed = {value for name in tokens.__struct_fields__ if isinstance(value := getattr(tokens, name), str)}
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= allowed


def test_disabled_text_is_muted() -> None:
    made = palette(LIGHT)
    colour = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert colour.name() == LIGHT.muted


def test_fonts_grow_from_the_user_s_own() -> None:
    points, pixels = QFont(), QFont()
    points.setPointSizeF(10)
    pixels.setPixelSize(20)
    assert scaled(points, 1.5, bold=True).pointSizeF() == 15
    assert scaled(points, 1.5, bold=True).bold()
    assert scaled(pixels, 0.5).pixelSize() == 10
    assert tabular(points).featureValue(QFont.Tag("tnum")) == 1
