"""The options of a plain start of the window, read without a parser: to import and make one takes 7 ms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aimonitor.cli.options import Options


def window_options(arguments: Sequence[str]) -> Options | None:
    """The options, as the parser would give them; None where only the parser can tell."""
    options = Options()
    words = iter(arguments)
    for word in words:
        if word == "--hidden":
            options.hidden = True
        elif word == "--demo":
            options.demo = True
        elif word == "--home" and (folder := next(words, "")) and not folder.startswith("-"):
            options.home = Path(folder)
        else:
            return None
    return options
