from __future__ import annotations

from aimonitor.qtmodels.shown_text import plain_tooltip


def test_tooltips_show_mark_up_as_text() -> None:
    assert plain_tooltip("<b>a</b>\nb & c") == "<qt>&lt;b&gt;a&lt;/b&gt;<br>b &amp; c</qt>"
    assert plain_tooltip("") == ""
