"""Every way in which a server says how long to wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aimonitor.net.retry_after import LONGEST_PAUSE, Pause, duration_words, read_pause

NOW = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "5"}, 5),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "2."}, 2),
        ({"retry-after": "0"}, 0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "1500.5", "retry-after": "9"}, 1.5005),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9),
        ({"retry-after": "Sun, 15 Nov 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Sunday, 15-Nov-26 12:00:30 GMT"}, 30),
        ({"retry-after": "Sun Nov 15 12:00:30 2026"}, 30),
        ({"retry-after": "Sun, 15 Nov 2026 13:00:30 +0100"}, 30),
        ({"retry-after": "Sun, 15 Nov 2026 12:00:30 -0000"}, 30),
        ({"retry-after": "Sun, 15 Nov 2026 11:00:00 GMT"}, 0),
    ],
)
def test_a_pause_is_read(headers: dict[str, str], seconds: float) -> None:
    assert read_pause(headers, NOW) == Pause(asked=seconds, seconds=seconds)


@pytest.mark.parametrize(
    "text",
    ["", "-5", "soon", "nan", "inf", "1e3", "0x10", "٣", "5 seconds", "Sun, 99 Nov 2026 12:00:00 GMT", ","],
)
def test_garbage_is_no_pause(text: str) -> None:
    assert read_pause({"retry-after": text}, NOW) is None


def test_none_asked_is_no_pause() -> None:
    assert read_pause({}, NOW) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("86400", "It asks to wait 1 day. AIMonitor tries once more after 1 hour."),
        ("9" * 400, "days. AIMonitor tries once more after 1 hour."),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "days. AIMonitor tries once more after 1 hour."),
    ],
)
def test_an_absurd_pause_is_capped_and_told(text: str, words: str) -> None:
    pause = read_pause({"retry-after": text}, NOW)
    assert pause is not None
    assert pause.seconds == LONGEST_PAUSE
    assert pause.words.endswith(words)


def test_a_sane_pause_in_words() -> None:
    assert Pause(asked=90, seconds=90).words == "It asks to wait 2 minutes."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a second"),
        (0.4, "less than a second"),
        (0.6, "1 second"),
        (1, "1 second"),
        (59.4, "59 seconds"),
        (59.9, "1 minute"),
        (60, "1 minute"),
        (3599, "1 hour"),
        (7200, "2 hours"),
        (86400 * 12, "12 days"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words
