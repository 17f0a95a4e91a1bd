"""The file of the tail: a head that says whose it is, then a line for each poll, packed.

Most of a line stands in the lines before it, so they are one deflated stream, ended at each line so that
it can go on: some 50 bytes a poll. Each line begins with a sum over itself and the mark in the head: what
was cut, changed or left over from another tail ends what is read, as in SQLite's own log. Who appends holds
the database's lock for writing.
"""

from __future__ import annotations

import errno
import os
import stat
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, MsgspecError, Struct
from msgspec.json import Decoder, encode

Line = list[list[Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | str | None]]
"""What a poll changed: of each row the place of its table, counted as the head names them, and its cells."""

Look = tuple[int, int, int]
"""Which file it is, how large, and when it was written."""

_LINE = Decoder(Line)
_PRIVATE_FILE = 0o600
_LARGEST = 1024 * 1024
_WINDOW = 8192
_MOST = 16 * 1024 * 1024
"""So much text is taken at most: a few bytes may unpack to any length."""
_END = b"\x00\x00\xff\xff"
"""Of what was packed, where the stream can go on."""
_WORD = b"aimonitor-tail-1"
_SUM = 8
_OPEN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_BINARY", "O_CLOEXEC", "O_NONBLOCK"))
"""A link is not followed, and a pipe that somebody put there is not waited for."""


class Head(Struct, frozen=True):
    """Whose tail it is, of which schema, and the tables that its lines count."""

    mark: str
    schema: int
    tables: tuple[str, ...]

    def text(self) -> bytes:
        """The first line."""
        return b"%s %s %d %s\n" % (_WORD, self.mark.encode(), self.schema, ",".join(self.tables).encode())


class Found(Struct, frozen=True):
    """What was read. `whole`: up to its end, so that it can go on. `window`: the end of its text."""

    look: Look
    head: Head | None = None
    lines: tuple[Line, ...] = ()
    window: bytes = b""
    whole: bool = False


class TailFile:
    """Named by its path. Methods raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def look(self) -> Look | None:
        """What can be seen from outside; None where there is no such file, or nothing in it. Never raises."""
        try:
            return _look(self.path.lstat())
        except OSError:
            return None

    def read(self) -> Found | None:
        """The lines up to the first that is none of ours; None where there is no such file."""
        try:
            number = os.open(self.path, os.O_RDONLY | _OPEN)
        except FileNotFoundError:
            return None
        with open(number, "rb") as file:  # noqa: PTH123  it must not follow a link
            look = _look(os.fstat(number))
            return None if look is None else _found(look, file.read(_LARGEST))

    def begin(self, head: Head, line: bytes) -> None:
        """One line after a new head; what was there is gone."""
        flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | _OPEN
        self._write(flags, head.text() + _packed(line, b""))

    def append(self, line: bytes, window: bytes) -> None:
        """A line more after a text that ends with `window`: all of it or nothing."""
        self._write(os.O_WRONLY | os.O_APPEND | _OPEN, _packed(line, window))

    def remove(self) -> None:
        """No file any more."""
        self.path.unlink(missing_ok=True)

    def _write(self, flags: int, text: bytes) -> None:
        """In one call of the system; where that was cut short, the file is as long as before."""
        number, written = os.open(self.path, flags, _PRIVATE_FILE), 0
        before = os.fstat(number).st_size
        try:
            written = os.write(number, text)
        finally:
            if written < len(text):
                with suppress(OSError):
                    os.truncate(number, before)
            os.close(number)
        if written < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sealed(line: object, mark: str) -> bytes:
    """A line of the tail with that mark: the sum, and the line as JSON."""
    text = encode(line)
    return b"%08x %s\n" % (_sum(text, mark), text)


def with_line(window: bytes, line: bytes) -> bytes:
    """The end of a text that the line was added to."""
    return (window + line)[-_WINDOW:]


def _sum(text: bytes, mark: str) -> int:
    return zlib.crc32(text, _seed(mark))


@lru_cache(maxsize=2)
def _seed(mark: str) -> int:
    return zlib.crc32(mark.encode())


def _packed(line: bytes, window: bytes) -> bytes:
    if window:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS, zdict=window)
    else:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(line) + packer.flush(zlib.Z_SYNC_FLUSH)


def _unpacked(packed: bytes) -> bytes:
    """As far as it can be unpacked."""
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(packed, _MOST)
    unpacker, text = zlib.decompressobj(wbits=-zlib.MAX_WBITS), bytearray()
    with suppress(zlib.error):
        for place in range(len(packed)):
            text += unpacker.decompress(packed[place : place + 1], _MOST)
            if len(text) > _MOST:
                break
    return bytes(text)


def _look(state: os.stat_result) -> Look | None:
    is_one = stat.S_ISREG(state.st_mode) and state.st_size > 0
    return (state.st_ino, state.st_size, state.st_mtime_ns) if is_one else None


def _found(look: Look, content: bytes) -> Found:
    first, _, packed = content.partition(b"\n")
    head = _head(first)
    if head is None:
        return Found(look)
    text, lines = _unpacked(packed), list[Line]()
    *whole, cut = text.split(b"\n")
    for sealed_line in whole:
        line = _line(sealed_line, head.mark)
        if line is None:
            break
        lines.append(line)
    is_whole = not cut and len(lines) == len(whole) and packed.endswith(_END)
    return Found(look, head, tuple(lines), text[-_WINDOW:], is_whole)


def _line(line: bytes, mark: str) -> Line | None:
    """What a line says; None where its sum is not right, or it is none of ours."""
    text = line[_SUM + 1 :]
    if line[: _SUM + 1] != b"%08x " % _sum(text, mark):
        return None
    try:
        return _LINE.decode(text)
    except (MsgspecError, ValueError, RecursionError):
        return None


def _head(line: bytes) -> Head | None:
    try:
        word, mark, schema, tables = line.decode("ascii").split(" ")
        head = Head(mark, int(schema), tuple(tables.split(",")))
    except ValueError:
        return None
    return head if word.encode() == _WORD else None
