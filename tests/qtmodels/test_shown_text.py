from __future__ import annotations

from aimonitor.qtmodels.shown_text import plain_tooltip, printable


def test_tooltips_show_mark_up_as_text() -> None:
    assert plain_tooltip("<b>a</b>\nb & c") == "<qt>&lt;b&gt;a&lt;/b&gt;<br>b &amp; c</qt>"
    assert plain_tooltip("") == ""


def test_lines_and_joined_signs_stay_and_what_controls_a_screen_goes() -> None:
    lines = "first\nsecond"
    assert printable(lines, 100) is lines
    assert printable("a\u200db\nc", 100) == "a\u200db\nc"
    assert printable("a\x1b[31m\u202eb\nc\r", 100) == "a [31m b\nc "
    assert printable("abcdef\n", 4) == "abc…"
