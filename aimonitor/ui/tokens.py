"""Every colour, radius and spacing of the window, in one place, for light and for dark.

Painted widgets ask `tokens_of(self.palette())`, so that they follow a change of scheme by
themselves. The fills are those of the design, darkened in the light theme as far as 3:1 needs;
text in a state's colour has a tone of its own that reaches 4.5:1.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QColor, QPalette

RADIUS_CARD = 8
RADIUS_CONTROL = 6
SPACE_1, SPACE_2, SPACE_3, SPACE_4 = 4, 8, 12, 16
ROW_HEIGHT = 38
_DARK_BELOW = 128


class Tokens(Struct, frozen=True, kw_only=True):
    """The colours of one scheme as "#rrggbb".

    `ok`, `warning`, `error`: fills of icons and meters; `..._text`: the same for words.
    `series`: fills of charts, in order; `series_lines`: the same for thin lines. `heat`: little to much.
    """

    name: str
    background: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    selection: str
    hover: str
    track: str
    scroll: str
    ok: str
    warning: str
    error: str
    ok_text: str
    warning_text: str
    error_text: str
    series: tuple[str, ...]
    series_lines: tuple[str, ...]
    heat: tuple[str, ...]


LIGHT = Tokens(
    name="light",
    background="#f6f7f9",
    surface="#ffffff",
    line="#e3e6ea",
    text="#1d2330",
    muted="#626b79",
    accent="#3d6fe0",
    accent_hover="#3262d0",
    on_accent="#ffffff",
    link="#2f5ecb",
    selection="#e8effd",
    hover="#f1f4f9",
    track="#e3e6ea",
    scroll="#c3c9d2",
    ok="#2b9858",
    warning="#be7900",
    error="#d23f3f",
    ok_text="#1f7a44",
    warning_text="#8f5b00",
    error_text="#c03030",
    series=("#3d6fe0", "#15a3a3", "#e08a3d", "#9b6ae0"),
    series_lines=("#3d6fe0", "#0e8f8f", "#bd6d20", "#9b6ae0"),
    heat=("#cddcfb", "#9dbbf4", "#6a95ea", "#3d6fe0", "#1f4199"),
)

DARK = Tokens(
    name="dark",
    background="#16181d",
    surface="#1f2229",
    line="#2e323b",
    text="#e8eaee",
    muted="#a0a8b6",
    accent="#6f9bff",
    accent_hover="#86abff",
    on_accent="#16181d",
    link="#86abff",
    selection="#27324a",
    hover="#272b34",
    track="#2e323b",
    scroll="#434957",
    ok="#4cc47f",
    warning="#f0b044",
    error="#f06a6a",
    ok_text="#4cc47f",
    warning_text="#f0b044",
    error_text="#f58080",
    series=("#6f9bff", "#39c5c5", "#f0a35e", "#b892f5"),
    series_lines=("#6f9bff", "#39c5c5", "#f0a35e", "#b892f5"),
    heat=("#2c4273", "#3f63b3", "#5d8bf0", "#93b5ff", "#d3e1ff"),
)


def tokens_of(palette: QPalette) -> Tokens:
    """The tokens that `palette` was made of, told by whether its ground is dark."""
    ground = palette.color(QPalette.ColorRole.Base)
    return DARK if ground.lightness() < _DARK_BELOW else LIGHT


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2, 0 to 1."""
    paint = QColor(colour)
    return 0.2126 * _linear(paint.redF()) + 0.7152 * _linear(paint.greenF()) + 0.0722 * _linear(paint.blueF())


def _linear(channel: float) -> float:
    low = 0.04045
    return channel / 12.92 if channel <= low else float(((channel + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2 between two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
