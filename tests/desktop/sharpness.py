"""Whether a part of the screen is drawn in its own dots, or in half as many and then made larger.

What was made larger from half the dots loses next to nothing when it is halved and doubled again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.desktop.session import DesktopSession

Place = tuple[int, int, int, int]
"""Left, top, width and height in the screen's own dots; even, so that the dots of a pair stay together."""

_SOFT, _BLOCKS = 1.85, 0.2
"""Measured of larger parts: 2.2 to 2.8 where sharp, 1.3 to 1.7 where not; 0.8, and 0 where blocks."""


def is_sharp(desktop: DesktopSession, picture: Path, place: Place) -> bool:
    """Whether that part of a picture has details of single dots."""
    part = _cut(desktop, picture, place)
    soft = made_larger(desktop, part, "triangle")
    detail, of_soft = (
        _difference(desktop, one, made_larger(desktop, one, "triangle")) for one in (part, soft)
    )
    blocks = _difference(desktop, part, made_larger(desktop, part, "point"))
    return detail > _SOFT * of_soft and blocks > _BLOCKS * detail


def made_larger(desktop: DesktopSession, picture: Path, how: str) -> Path:
    """The same from half the dots: smoothed ("triangle"), or each dot four times ("point")."""
    return _drawn(
        desktop, picture, how, ("-filter", "box", "-resize", "50%", "-filter", how, "-resize", "200%")
    )


def _cut(desktop: DesktopSession, picture: Path, place: Place) -> Path:
    left, top, width, height = (each // 2 * 2 for each in place)
    return _drawn(desktop, picture, "part", ("-crop", f"{width}x{height}+{left}+{top}", "+repage"))


def _drawn(desktop: DesktopSession, picture: Path, name: str, how: Sequence[str]) -> Path:
    made = desktop.root / f"{picture.stem} {name}.png"
    desktop.run("convert", str(picture), *how, str(made))
    return made


def _difference(desktop: DesktopSession, one: Path, other: Path) -> float:
    how = (
        "-compose",
        "difference",
        "-composite",
        "-colorspace",
        "gray",
        "-format",
        "%[fx:10000*mean]",
        "info:",
    )
    return float(desktop.run("convert", str(one), str(other), *how))
