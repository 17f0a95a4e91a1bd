from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from aimonitor.domain.state import Health
from aimonitor.qtmodels.figures import Tone
from aimonitor.qtmodels.provider_cells import Badge, Level, Meter, Spark
from aimonitor.qtmodels.providers import ProvidersModel
from aimonitor.qtmodels.records import Wording
from aimonitor.ui.delegates.cell import CellDelegate, tone_colour
from aimonitor.ui.delegates.meter import MeterDelegate, level_colour, paint_bar
from aimonitor.ui.delegates.sparkline import paint_spark, runs
from aimonitor.ui.delegates.status import paint_sign
from aimonitor.ui.theme import palette
from aimonitor.ui.tokens import DARK, LIGHT, Tokens
from tests.ui.factories import NOW, picture_states
from tests.ui.windows import LOCALE

SIDE = 40
pytestmark = pytest.mark.usefixtures("qapp")


def painted(paint: Callable[[QPainter, QRectF], None], width: int = SIDE) -> QImage:
    image = QImage(width, SIDE, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    paint(painter, QRectF(4, 4, width - 8, SIDE - 8))
    painter.end()
    return image


def sign(health: Health, *, polling: bool = False, tokens: Tokens = LIGHT) -> QImage:
    return painted(
        lambda painter, box: paint_sign(painter, box, Badge(health=health, polling=polling), tokens)
    )


def mask(image: QImage) -> list[bool]:
    return [image.pixelColor(x, y).alpha() > 128 for y in range(image.height()) for x in range(image.width())]


def test_each_health_has_a_shape_of_its_own() -> None:
    shapes = [mask(sign(health)) for health in Health]
    for place, shape in enumerate(shapes):
        assert any(shape)
        for other in shapes[place + 1 :]:
            different = sum(one != two for one, two in zip(shape, other, strict=True))
            assert different > 15


def test_being_read_is_a_halo_around_the_same_shape() -> None:
    still, reading = mask(sign(Health.OK)), mask(sign(Health.OK, polling=True))
    assert still != reading
    assert all(after for before, after in zip(still, reading, strict=True) if before)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_signs_have_the_colours_of_the_scheme(tokens: Tokens) -> None:
    assert sign(Health.OK, tokens=tokens).pixelColor(20, 20) == QColor(tokens.ok)
    assert sign(Health.STALE, tokens=tokens).pixelColor(20, 26) == QColor(tokens.warning)
    assert sign(Health.NEEDS_YOU, tokens=tokens).pixelColor(20, 20) == QColor(tokens.error)


def bar(meter: Meter, *, from_right: bool = False) -> QImage:
    return painted(
        lambda painter, box: paint_bar(painter, box, meter, LIGHT, from_right=from_right), width=108
    )


def test_a_bar_is_filled_from_where_text_starts() -> None:
    half = Meter(fraction=0.5, level=Level.OK)
    left, right = bar(half), bar(half, from_right=True)
    assert left.pixelColor(30, 20) == QColor(LIGHT.ok)
    assert left.pixelColor(80, 20) == QColor(LIGHT.track)
    assert right.pixelColor(30, 20) == QColor(LIGHT.track)
    assert right.pixelColor(80, 20) == QColor(LIGHT.ok)


def test_no_limit_has_no_fill() -> None:
    image = bar(Meter(fraction=None, level=Level.OK))
    assert {image.pixelColor(x, 20).name() for x in range(12, 96)} == {LIGHT.track}


def test_levels_have_colours() -> None:
    colours = [level_colour(level, LIGHT) for level in Level]
    assert colours == [LIGHT.ok, LIGHT.warning, LIGHT.error, LIGHT.muted]


def test_a_line_is_broken_at_gaps() -> None:
    assert list(runs([None, 1.0, 0.5, None, None, 0.2])) == [(1, [1.0, 0.5]), (5, [0.2])]
    assert list(runs([])) == []
    spark = Spark(heights=(1.0, 1.0, None, None, 1.0, 1.0), series=0)
    image = painted(lambda painter, box: paint_spark(painter, box, spark, LIGHT, mirrored=False), width=108)
    assert image.pixelColor(10, 30).alpha() > 0
    assert image.pixelColor(54, 30).alpha() == 0
    assert image.pixelColor(95, 30).alpha() > 0


def test_a_day_alone_is_a_dot_and_days_are_mirrored() -> None:
    spark = Spark(heights=(0.5, None, None), series=5)
    plain = painted(lambda painter, box: paint_spark(painter, box, spark, LIGHT, mirrored=False))
    turned = painted(lambda painter, box: paint_spark(painter, box, spark, LIGHT, mirrored=True))
    assert plain.pixelColor(4, 20).alpha() > 0
    assert plain.pixelColor(36, 20).alpha() == 0
    assert turned.pixelColor(36, 20).alpha() > 0


def test_tones_have_colours_and_muted_is_plain_on_a_selected_row() -> None:
    assert tone_colour(Tone.MUTED, LIGHT, selected=False) == LIGHT.muted
    assert tone_colour(Tone.MUTED, LIGHT, selected=True) == LIGHT.text
    assert tone_colour(Tone.ERROR, LIGHT, selected=True) == LIGHT.error_text
    assert tone_colour(Tone.WARNING, DARK, selected=False) == DARK.warning_text
    assert tone_colour(Tone.NORMAL, DARK, selected=False) == DARK.text


def test_words_keep_their_direction_in_a_mirrored_table(qtbot: QtBot) -> None:
    del qtbot
    model = ProvidersModel(Wording(locale=LOCALE, now=NOW))
    model.set_records(picture_states())
    option = QStyleOptionViewItem()
    option.palette = palette(DARK)
    option.direction = Qt.LayoutDirection.RightToLeft
    CellDelegate().initStyleOption(option, model.index(0, model.column_of("updated")))
    assert option.text == "\u20682 min ago\u2069"
    option.direction = Qt.LayoutDirection.LeftToRight
    CellDelegate().initStyleOption(option, model.index(5, model.column_of("updated")))
    assert option.text == "failed 4 min ago"
    assert option.palette.text().color() == QColor(DARK.error_text)


def test_a_meter_has_room_for_both_lines() -> None:
    model = ProvidersModel(Wording(locale=LOCALE, now=NOW))
    model.set_records(picture_states())
    option = QStyleOptionViewItem()
    hint = MeterDelegate().sizeHint(option, model.index(0, model.column_of("limit")))
    assert hint.height() >= 2 * option.fontMetrics.height()
