"""peewee's errors as those of sqlite3, which have a result code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import PeeweeException


@contextmanager
def plain_faults() -> Iterator[None]:
    """Take sqlite3's own error, with its result code, out of peewee's wrapping."""
    try:
        yield
    except PeeweeException as error:
        cause = getattr(error, "orig", None)
        if isinstance(cause, sqlite3.Error):
            raise cause from None
        raise
