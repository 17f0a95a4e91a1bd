"""A JSON document read piece by piece: a list's elements one by one, whatever the size of the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TextIO

from aimonitor.errors import ConfigError

LONGEST_RECORD = 1024 * 1024
"""Characters of one element; ours have some hundred."""

_CHUNK = 64 * 1024
_BLANK = " \t\r\n"
_WHOLE = "Choose a file that AIMonitor exported as JSON."

Element = tuple[str, int | None, Any]
"""Name of a member of the document, position in its list (None: it is no list), value."""


def elements(path: Path, go_on: Callable[[], object]) -> Iterator[Element]:
    """All members of the document; a list comes as its elements, and an empty one not at all.

    `go_on` is called now and then, and may raise. Raises ConfigError where it is no such document.
    """
    try:
        if not path.is_file():
            raise ConfigError(f"There is no file {path}. {_WHOLE}")
        with path.open(encoding="utf-8-sig") as file:
            yield from _Reading(file, go_on).members()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The file could not be read: {reason}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The file is not text in UTF-8. {_WHOLE}") from error


class _Reading:
    """`_at`: where the next thing begins in what is held of the file."""

    def __init__(self, file: TextIO, go_on: Callable[[], object]) -> None:
        self._file = file
        self._go_on = go_on
        self._held = ""
        self._at = 0
        self._place = "the beginning"
        self._decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=self._refuse_constant)

    def members(self) -> Iterator[Element]:
        """As `elements`."""
        self._expect("{")
        if self._next() == "}":
            self._at += 1
        else:
            yield from self._member()
            while self._one_of(",}") == ",":
                yield from self._member()
        if self._next():
            self._fail("after its end")

    def _member(self) -> Iterator[Element]:
        self._next()
        name = self._value()
        if not isinstance(name, str):
            self._fail()
        self._place = name[:40]
        self._expect(":")
        if self._next() != "[":
            yield name, None, self._value()
            return
        self._at += 1
        if self._next() == "]":
            self._at += 1
            return
        position = 0
        while True:
            self._place = f"{name[:40]}[{position}]"
            yield name, position, self._value()
            if self._one_of(",]") == "]":
                return
            position += 1

    def _value(self) -> Any:  # noqa: ANN401  whatever JSON holds
        while True:
            self._next()
            try:
                value, end = self._decoder.raw_decode(self._held, self._at)
            except RecursionError:
                self._fail("too deeply nested")
            except ValueError:
                self._more()
                continue
            if end < len(self._held) or not self._fill():  # a number may go on in the next chunk
                self._at = end
                return value

    def _next(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _BLANK:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._fill():
                return ""

    def _one_of(self, wanted: str) -> str:
        found = self._next()
        if not found or found not in wanted:
            self._fail()
        self._at += 1
        return found

    def _expect(self, wanted: str) -> None:
        self._one_of(wanted)

    def _more(self) -> None:
        """The value goes on in the next chunk, or it is none."""
        if len(self._held) - self._at > LONGEST_RECORD or not self._fill():
            self._fail()

    def _fill(self) -> bool:
        self._go_on()
        chunk = self._file.read(_CHUNK)
        if chunk:
            self._held, self._at = self._held[self._at :] + chunk, 0
        return bool(chunk)

    def _refuse_constant(self, word: str) -> NoReturn:
        raise ConfigError(f"The file cannot be imported: {self._place} holds {word}, which is no figure.")

    def _fail(self, why: str = "") -> NoReturn:
        reason = f" ({why})" if why else ""
        raise ConfigError(
            f"The file is not a whole JSON document: it cannot be read at {self._place}{reason}. {_WHOLE}"
        )
