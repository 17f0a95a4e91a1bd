"""Standard output and standard error: JSON that no terminal obeys, sentences without keys, closed pipes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys

from aimonitor.cli.options import Options
from aimonitor.cli.text import plain
from aimonitor.insight.json_text import harmless_json


def prepare_streams() -> None:
    """Let no character that the terminal cannot show end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(document: object) -> None:
    """One document, readable and lossless; ASCII only where standard output is not UTF-8."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(harmless_json(json.dumps(document, ensure_ascii=not is_utf8, indent=1)))


def say(options: Options, sentence: str) -> None:
    """A sentence on standard error, on one line and without keys."""
    print(plain(options.redactor.redact(sentence)), file=sys.stderr, flush=True)


def complain(options: Options, sentence: str) -> None:
    """What went wrong, on standard error."""
    say(options, f"aimonitor: {sentence}")


def give_up_output() -> None:
    """Nobody reads standard output any more: what is left in its buffer must not fail again at exit."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
