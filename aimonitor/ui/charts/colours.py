"""Which colour a part of a chart has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

from aimonitor.insight.history import NOT_ATTRIBUTED
from aimonitor.ui.tokens import Tokens

_PARTIAL_SHARE = 0.45


def fills(labels: Sequence[str], tokens: Tokens) -> tuple[QColor, ...]:
    """A fill for each label: the series' colours in order; grey for what belongs to no model."""
    named = len(tokens.series)
    return tuple(
        QColor(tokens.muted if place >= named or label == NOT_ATTRIBUTED else tokens.series[place])
        for place, label in enumerate(labels)
    )


def lightened(fill: QColor, tokens: Tokens) -> QColor:
    """The same fill for a day that is not complete: mixed with the ground it stands on."""
    ground = QColor(tokens.surface)
    pairs = ((fill.red(), ground.red()), (fill.green(), ground.green()), (fill.blue(), ground.blue()))
    return QColor(*(round(one * _PARTIAL_SHARE + other * (1 - _PARTIAL_SHARE)) for one, other in pairs))
