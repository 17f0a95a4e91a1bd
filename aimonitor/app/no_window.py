"""Why no window can open, in words: else a missing library is a traceback, and no display an abort."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

from aimonitor.errors import ConfigError

_CONFIGURATION = 3  # as `cli/exits.py` has it
_FATAL = "fatal"
_ALWAYS = ("From 6.5.0, xcb-cursor0", "This application failed to start", "Could not load the Qt platform")
"""How the sentences begin that Qt says whatever the cause."""


@contextmanager
def needing_qt() -> Iterator[None]:
    """Importing Qt: a system library that it does not find is told as one. Raises ConfigError."""
    try:
        yield
    except ImportError as error:
        from aimonitor.desktop.window_libraries import lost_library, missing_words  # noqa: PLC0415  rarely needed

        library = lost_library(error.msg)
        if not library:
            raise
        raise ConfigError(missing_words(library)) from None


class Opening:
    """What Qt says while it looks for a screen. Where it finds none it aborts: we end in words."""

    def __init__(self, log: Callable[[str, str], None], end: Callable[[str], NoReturn] | None = None) -> None:
        self._log = log
        self._end = end or _end
        self._said: list[tuple[str, str]] = []
        self._is_open = False

    def hear(self, level: str, text: str) -> None:
        """Take in what Qt says; `level` as `logs.qt_message` has it."""
        if self._is_open:
            self._log(level, text)
        elif level == _FATAL:
            self._end(_why([*(said for _, said in self._said), text]))
        else:
            self._said.append((level, text))

    def is_open(self) -> None:
        """There is a screen: what was said on the way is for the log."""
        self._is_open = True
        for level, text in self._said:
            self._log(level, text)
        self._said.clear()


def _why(said: Sequence[str]) -> str:
    from aimonitor.desktop.window_libraries import missing_library, missing_words  # noqa: PLC0415  as above

    library = missing_library(os.environ)
    if library:
        return missing_words(library)
    told = [text.strip().rstrip(".") for text in said if text and not text.startswith(_ALWAYS)]
    return (
        f"The window cannot open. Qt says: {'; '.join(told) or 'there is no screen'}. Look at DISPLAY, "
        "WAYLAND_DISPLAY and QT_QPA_PLATFORM. The command line needs no display: `aimonitor status`."
    )


def _end(words: str) -> NoReturn:
    """Behind this Qt aborts, which would leave a core dump and lose what was printed."""
    for stream, last in ((sys.stdout, ""), (sys.stderr, f"aimonitor: {words}\n")):
        with suppress(OSError, ValueError, AttributeError):  # nobody reads it, or it is None
            stream.write(last)
            stream.flush()
    os._exit(_CONFIGURATION)
