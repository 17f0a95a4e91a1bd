"""Which day a key leads to. No widget."""

from __future__ import annotations

from PySide6.QtCore import Qt

_WEEK = 7


def day_after_key(key: int, cursor: int | None, last: int, *, is_mirrored: bool) -> int | None:
    """The place that `key` moves the cursor to, within 0 and `last`; None for any other key.

    Without a cursor every step begins at the last day.
    """
    if key == Qt.Key.Key_Home:
        return 0
    if key == Qt.Key.Key_End:
        return last
    later = -1 if is_mirrored else 1
    steps = {
        Qt.Key.Key_Left: -later,
        Qt.Key.Key_Right: later,
        Qt.Key.Key_PageUp: -_WEEK,
        Qt.Key.Key_PageDown: _WEEK,
    }
    step = steps.get(Qt.Key(key))
    if step is None:
        return None
    return last if cursor is None else min(max(cursor + step, 0), last)
