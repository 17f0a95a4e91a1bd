"""A damaged file kept aside and a new one put in its place: a kill at any moment loses no provider."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from aimonitor.db.files import belongings, free_name, make_empty
from aimonitor.db.rescue import rescue
from aimonitor.db.scratch import alone, scratch


def mend(
    path: Path, now: datetime, *, is_sound: Callable[[], bool], begin: Callable[[Path], object]
) -> Path | None:
    """Where the damaged file is now; None when another program has mended it meanwhile.

    The new file is made by `begin` and filled with what can be saved before the damaged one gives up
    its name. Until then it stays as it is, to be mended by the next start. Raises sqlite3.Error, OSError.
    """
    with alone(path.with_name(f"{path.stem}-mending.lock")):
        if is_sound():
            return None
        with scratch(path.parent, f"{path.stem}-begun-", path.suffix) as fresh:
            begin(fresh)
            rescue(path, fresh)
            aside = _keep_aside(path, now)
            for file in belongings(path):
                file.unlink(missing_ok=True)  # a log that is left would be taken for the new file's
            fresh.replace(path)
        return aside


def _keep_aside(path: Path, now: datetime) -> Path:
    """Give a damaged file, with what belongs to it, a second name that it keeps, and return that."""
    target = free_name(path, "damaged", now)
    for file, place in zip((path, *belongings(path)), (target, *belongings(target)), strict=True):
        with suppress(FileNotFoundError):
            _name_again(file, place)
    return target


def _name_again(file: Path, place: Path) -> None:
    try:
        place.hardlink_to(file)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:  # not every file system knows second names
        make_empty(place)
        shutil.copyfile(file, place)
