"""Logs: one format, private files, no keys. The rest of the app uses stdlib `logging` and no more.

loguru is imported by `start_logging`, so importing this module costs nothing. Keys are kept out by
construction (`Secret`, texts of `AppError`); the `Redactor` is the second line of defence. A
message is one line, whatever is in it, and the lines of a traceback are indented: nothing that
comes from outside can look like a line of ours.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from aimonitor.masking import HIDDEN, KeyMask

if TYPE_CHECKING:
    import asyncio

    import loguru

LEVELS = ("debug", "info", "warning", "error")
LOG_FILE = "aimonitor.log"

_OURS = "aimonitor"
_MAX_BYTES = 10 * 1024 * 1024
_FILES = 5
_FORMAT = "{time:YYYY-MM-DD HH:mm:ss.SSS!UTC}Z {level: <8} {extra[source]}: {message}{extra[trace]}\n"
_QT_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "critical": logging.ERROR,
    "fatal": logging.CRITICAL,
}
_PATTERNS = (
    (r"(?i)\b(bearer|basic)\s+[\w\-.~+/=]{6,}", rf"\1 {HIDDEN}"),
    (
        r"(?i)(x-api-key|api[_-]?key|authorization)(\W{1,4})(?!\[|bearer|basic)[\w\-.~+/=]{6,}",
        rf"\1\2{HIDDEN}",
    ),
    (r"\bsk-[\w\-*•…]{12,}", HIDDEN),
    (r"\bAIza[\w\-]{20,}", HIDDEN),
    (r"\beyJ[\w\-]{8,}\.[\w\-.]+", HIDDEN),
    (r"://(?!…@)[^/\s@]+@", f"://{HIDDEN}@"),  # but where it is left out already
)


class Revealing(Protocol):
    """A `Secret`; its own floor is above this one."""

    def reveal(self) -> str:
        """The key itself."""


class Redactor:
    """Takes live keys, and what looks like a key, out of text. May be used from any thread."""

    def __init__(self) -> None:
        self._mask = KeyMask()

    def add(self, secret: Revealing) -> None:
        """A key came into memory. Providers may share one: each adds it."""
        self._mask.add(secret.reveal())

    def remove(self, secret: Revealing) -> None:
        """One provider let go of a key."""
        self._mask.remove(secret.reveal())

    def redact(self, text: str) -> str:
        """`text` without keys and pieces of them, passwords in addresses and bearer tokens."""
        text = self._mask.mask(text)
        for pattern, substitute in _patterns():
            text = pattern.sub(substitute, text)
        return text


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Compiled when the first text is redacted: nothing is, before the first paint."""
    return tuple((re.compile(pattern), substitute) for pattern, substitute in _PATTERNS)


def escape(text: str) -> str:
    """`text` on one line: line breaks, control and direction characters as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class LogHandle:
    """Logging that runs. `file` is None where it goes to the console. `close` undoes `start_logging`."""

    def __init__(self, logger: loguru.Logger, redactor: Redactor, level: str) -> None:
        self.file: Path | None = None
        self._logger = logger
        self._redactor = redactor
        self._sinks: list[int] = []
        self._root = logging.getLogger()
        self._root_level = self._root.level
        self._handler = _Intercept(logger)
        logger.remove()
        logger.configure(patcher=self._clean)
        self._root.addHandler(self._handler)
        self.set_level(level)

    def set_level(self, level: str) -> None:
        """Log `level` ("debug", "info", "warning", "error") and above from now on."""
        self._lowest = logging.getLevelNamesMapping()[level.upper()]
        self._root.setLevel(self._lowest)

    def close(self) -> None:
        """Write what is left, close the file, let go of stdlib logging. May be called twice."""
        self._root.removeHandler(self._handler)
        self._root.setLevel(self._root_level)
        while self._sinks:
            self._logger.remove(self._sinks.pop())

    def add_console(self) -> None:
        """Log to stderr, where there is one."""
        if sys.stderr is not None:
            self._sinks.append(self._logger.add(sys.stderr, **self._options()))

    def add_file(self, file: Path) -> None:
        """Log to `file`, rotated. Raises OSError."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sink = self._logger.add(
            file,
            rotation=_MAX_BYTES,
            retention=_FILES - 1,
            encoding="utf-8",
            opener=_open_private,
            **self._options(),
        )
        self._sinks.append(sink)
        self.file = file

    def _options(self) -> dict[str, Any]:
        # Left to itself loguru prints the values of variables: keys, bodies
        return {
            "level": 0,
            "format": lambda _: _FORMAT,
            "filter": self._wanted,
            "backtrace": False,
            "diagnose": False,
            "colorize": False,
            "catch": False,  # else it prints a page of its own for each line that cannot be written
        }

    def _wanted(self, record: loguru.Record) -> bool:
        """Libraries are heard from INFO on: their DEBUG holds requests and rows."""
        source = str(record["extra"]["source"])
        own = source == _OURS or source.startswith((f"{_OURS}.", "qt"))
        return record["level"].no >= (self._lowest if own else max(self._lowest, logging.INFO))

    def _clean(self, record: loguru.Record) -> None:
        record["message"] = self._one_line(record["message"])
        record["extra"]["source"] = self._one_line(str(record["extra"].get("source", record["name"])))
        record["extra"]["trace"] = self._trace(record["exception"])
        record["exception"] = None

    def _trace(self, exception: loguru.RecordException | None) -> str:
        if exception is None or exception.value is None:
            return ""
        text = "".join(traceback.format_exception(exception.value))
        return "".join(f"\n    | {self._one_line(line)}" for line in text.splitlines())

    def _one_line(self, text: str) -> str:
        return escape(self._redactor.redact(text))


def start_logging(
    *,
    folder: Path | None,
    level: str = "info",
    redactor: Redactor,
    console: bool = False,
    name: str = LOG_FILE,
) -> LogHandle:
    """Log to `folder`/`name` (10 MB, five files, 0600), to stderr with `console` or without a folder.

    A folder that cannot be written to is no reason not to start: stderr takes its place.
    """
    from loguru import logger  # noqa: PLC0415  80 ms that the first paint does not pay

    handle = LogHandle(logger, redactor, level)
    if console or folder is None:
        handle.add_console()
    if folder is not None and not console:
        try:
            handle.add_file(folder / name)
        except OSError as error:
            handle.add_console()
            logging.getLogger(__name__).warning("No log file can be written: %s", error.strerror)
    return handle


def qt_message(level: str, text: str) -> None:
    """Log what Qt said; `level` is "debug", "info", "warning", "critical" or "fatal"."""
    logging.getLogger("qt").log(_QT_LEVELS.get(level, logging.WARNING), "%s", text)


def asyncio_trouble(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """The loop's exception handler: log what no task waited for."""
    error = context.get("exception")
    told = error if isinstance(error, BaseException) else None
    logging.getLogger("asyncio").error("%s", context.get("message", "no message"), exc_info=told)


def uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """`sys.excepthook`: log what nobody caught."""
    if issubclass(kind, KeyboardInterrupt) and error is not None:
        sys.__excepthook__(kind, error, trace)
        return
    told = error if error is not None else kind()
    logging.getLogger(_OURS).critical("A fault of AIMonitor itself", exc_info=(kind, told, trace))


def hear_faults() -> None:
    """Log what nobody catches, in threads and destructors too: Python would print it, keys and all."""
    sys.excepthook = uncaught
    threading.excepthook = lambda fault: uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)
    sys.unraisablehook = lambda fault: uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)


class _Intercept(logging.Handler):
    """Hands the records of stdlib logging to loguru. What cannot be written is lost, which is told once."""

    def __init__(self, logger: loguru.Logger) -> None:
        super().__init__()
        self._logger = logger
        self._is_lost = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = record.getMessage()
        except (TypeError, ValueError, KeyError):
            text = f"{record.msg!r} (its arguments do not fit)"
        known = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
        level: str | int = record.levelname if record.levelname in known else record.levelno
        exception = record.exc_info or None
        try:
            self._logger.bind(source=record.name).opt(exception=exception).log(level, "{}", text)
        except (OSError, ValueError) as error:  # of a file that could not be opened anew: it is closed
            if not self._is_lost:
                self._is_lost = True
                _tell(f"The log cannot be written: {getattr(error, 'strerror', None) or error}.")
        else:
            self._is_lost = False


def _tell(sentence: str) -> None:
    with suppress(OSError, ValueError, AttributeError):  # nobody may be there to read it
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201  where there is no log


def _open_private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, 0o600)
    if hasattr(os, "fchmod"):  # the file may be there already, and looser
        os.fchmod(descriptor, 0o600)
    return descriptor
