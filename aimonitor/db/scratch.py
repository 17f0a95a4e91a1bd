"""Files that are ours for a while: of a name that no other run has, and swept up after a run that was killed.

Beside each lies a lock that its run holds. The system lets go of it when the process ends, however it
ends: a lock that can be had belongs to nobody any more, and its file with it. Standard library only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_LOCK = ".lock"
_PRIVATE_FILE = 0o600
_BELONGINGS = ("", "-wal", "-shm", "-journal", "-tail")


@contextmanager
def scratch(folder: Path, prefix: str, suffix: str) -> Iterator[Path]:
    """A new empty file (0600) in `folder`; it is gone when the block ends, unless it was moved away.

    What killed runs left of that name is removed first. Raises OSError.
    """
    sweep(folder, prefix)
    number, lock = _claimed(folder, prefix, suffix)
    file = _file_of(lock)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE))
        yield file
    finally:
        _remove(file)
        os.close(number)  # Windows removes nothing that is open
        lock.unlink(missing_ok=True)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other program is inside a block with the same `lock`. Raises OSError."""
    while True:
        number = os.open(lock, os.O_CREAT | os.O_RDWR, _PRIVATE_FILE)
        _hold(number, wait=True)
        if os.fstat(number).st_nlink:
            break
        os.close(number)  # whoever held it has removed it
    try:
        yield
    finally:
        if sys.platform != "win32":
            lock.unlink(missing_ok=True)
        os.close(number)


def sweep(folder: Path, prefix: str) -> None:
    """Remove what runs that are no more left in `folder`. Never raises."""
    with suppress(OSError):
        for lock in [each for each in folder.iterdir() if _is_lock(each.name, prefix)]:
            with suppress(OSError):
                _sweep(lock)


def _is_lock(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name.endswith(_LOCK)


def _sweep(lock: Path) -> None:
    number = os.open(lock, os.O_RDWR)
    try:
        if not _hold(number, wait=False):
            return
        if sys.platform != "win32":
            lock.unlink()
            _remove(_file_of(lock))
    finally:
        os.close(number)
    if sys.platform == "win32":
        lock.unlink()  # refused while its run has it open
        _remove(_file_of(lock))


def _claimed(folder: Path, prefix: str, suffix: str) -> tuple[int, Path]:
    while True:
        lock = folder / f"{prefix}{os.urandom(6).hex()}{suffix}{_LOCK}"
        number = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, _PRIVATE_FILE)
        _hold(number, wait=True)
        if os.fstat(number).st_nlink:
            return number, lock
        os.close(number)  # it was swept up before it was held


def _hold(number: int, *, wait: bool) -> bool:
    """Whether the lock was had; where the file system has none, nothing is known to be left over."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _file_of(lock: Path) -> Path:
    return lock.with_name(lock.name.removesuffix(_LOCK))


def _remove(file: Path) -> None:
    for end in _BELONGINGS:
        file.with_name(file.name + end).unlink(missing_ok=True)
