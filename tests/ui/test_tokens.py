from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from aimonitor.ui.tokens import DARK, LIGHT, Tokens, contrast, tokens_of

GROUNDS = ("background", "surface", "selection")
WORDS = ("text", "muted", "link", "ok_text", "warning_text", "error_text")
FILLS = ("accent", "ok", "warning", "error")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", [*GROUNDS, "hover"])
@pytest.mark.parametrize("words", WORDS)
def test_words_can_be_read_on_every_ground(tokens: Tokens, ground: str, words: str) -> None:
    assert contrast(getattr(tokens, words), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("fill", FILLS)
def test_icons_and_meters_stand_out(tokens: Tokens, ground: str, fill: str) -> None:
    assert contrast(getattr(tokens, fill), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_sparklines_stand_out_and_the_button_can_be_read(tokens: Tokens) -> None:
    for line in tokens.series_lines:
        assert contrast(line, tokens.surface) >= 3
        assert contrast(line, tokens.selection) >= 3
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_tokens_follow_the_palette() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(DARK.surface))
    assert tokens_of(palette) is DARK
    palette.setColor(QPalette.ColorRole.Base, QColor(LIGHT.surface))
    assert tokens_of(palette) is LIGHT


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_five_steps_of_a_heat_map_are_told_apart_and_go_one_way(tokens: Tokens) -> None:
    grounds = [contrast(tokens.surface, step) for step in tokens.heat]
    assert len(grounds) == 5
    assert grounds == sorted(grounds)
    assert grounds[0] >= 1.35
    assert grounds[-1] >= 7
    for step, darker in zip(tokens.heat, tokens.heat[1:], strict=False):
        assert contrast(step, darker) >= 1.35
