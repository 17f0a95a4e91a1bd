"""Sizes of dialogs that grow with the user's font and never pass the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

_DESIGNED_FOR = 15  # the height of a line, in pixels, in the font that sizes are given for
_SCREEN_EDGE = 60
_FEWEST_LETTERS = 12


def scaled_px(widget: QWidget, pixels: int) -> int:
    """`pixels` at the design's font, in those of the widget's own; never less."""
    return max(pixels, round(pixels * widget.fontMetrics().height() / _DESIGNED_FOR))


def side_width(dialog: QWidget, pixels: int) -> int:
    """The width of a list at the side: grown with the font, but at most a third of the screen's."""
    return min(scaled_px(dialog, pixels), dialog.screen().availableSize().width() // 3)


def shrinkable(box: QComboBox) -> QComboBox:
    """Let a drop-down be narrower than its longest entry."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_FEWEST_LETTERS)
    return box


def give_size(dialog: QWidget, width: int, height: int) -> None:
    """Open `dialog` in this size, grown with the font, as far as the screen has room."""
    room = dialog.screen().availableSize()
    dialog.resize(
        min(scaled_px(dialog, width), room.width() - _SCREEN_EDGE),
        min(scaled_px(dialog, height), room.height() - _SCREEN_EDGE),
    )


def give_width(dialog: QWidget, width: int) -> None:
    """Open `dialog` in this width, grown with the font, and as high as its wrapped words need."""
    wide = min(scaled_px(dialog, width), dialog.screen().availableSize().width() - _SCREEN_EDGE)
    dialog.setMinimumWidth(wide)
    _give_height(dialog, wide)


def fit_height(dialog: QWidget) -> None:
    """As high as its words need now; Qt's own way cuts what is higher than two thirds of the screen."""
    _give_height(dialog, dialog.width())


def _give_height(dialog: QWidget, width: int) -> None:
    layout = dialog.layout()
    if layout is not None:
        dialog.resize(width, max(layout.totalHeightForWidth(width), layout.totalSizeHint().height()))
