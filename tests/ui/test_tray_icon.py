from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QImage

from aimonitor.domain.state import Health
from aimonitor.ui.tokens import contrast
from aimonitor.ui.tray_icon import BADGE_GROUND, BADGE_TEXT, GLYPH, MARKS, SIZES, tray_icon, tray_pixmap

pytestmark = pytest.mark.usefixtures("qapp")


def shape(health: Health, size: int) -> set[tuple[int, int]]:
    """The inked pixels of the mark's corner, whatever their colour."""
    image = tray_pixmap(size, health).toImage()
    corner = range(size // 2)
    return {(x, y) for x in corner for y in corner if image.pixelColor(x, y).alpha() > 127}


@pytest.mark.parametrize("size", SIZES)
def test_each_state_has_a_shape_of_its_own_at_every_size(size: int) -> None:
    for one, other in itertools.combinations(Health, 2):
        assert shape(one, size) != shape(other, size), f"{one} looks like {other} without colour"


@pytest.mark.parametrize("health", Health)
def test_the_mark_has_the_states_colour(health: Health) -> None:
    image: QImage = tray_pixmap(64, health).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(32) for y in range(32)}
    assert QColor(MARKS[health]).name() in colours


@pytest.mark.parametrize("colour", [GLYPH, *MARKS.values()])
@pytest.mark.parametrize("panel", ["#ffffff", "#16181d"])
def test_every_colour_can_be_seen_on_light_and_dark_panels(colour: str, panel: str) -> None:
    assert contrast(colour, panel) >= 3


def test_a_figure_on_the_icon_can_be_read_on_its_own_ground() -> None:
    assert contrast(BADGE_TEXT, BADGE_GROUND) >= 4.5


def test_the_icon_has_all_sizes_and_shows_its_figure() -> None:
    icon = tray_icon(Health.OK, "$137")
    assert {size.width() for size in icon.availableSizes()} == set(SIZES)
    assert tray_pixmap(22, Health.OK, "$137").toImage() != tray_pixmap(22, Health.OK, "$138").toImage()
    assert tray_pixmap(22, Health.OK, "$137").toImage() != tray_pixmap(22, Health.OK).toImage()


def test_the_background_stays_clear() -> None:
    assert tray_pixmap(32, Health.OK).toImage().pixelColor(31, 0).alpha() == 0
