"""What could not be removed, and why: noted while the rest is removed, told at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aimonitor.errors import AppError, ConfigError, DatabaseError, KeychainError


class Leftovers:
    """Goes on after each failure, and forgets none."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []
        self._first: AppError | None = None

    @contextmanager
    def noted(self, thing: str) -> Iterator[None]:
        """Note that `thing` is still there where the block cannot remove it."""
        try:
            yield
        except AppError as error:
            self._note(thing, error)
        except OSError as error:
            self._note(thing, ConfigError(f"{error.strerror or type(error).__name__}."))

    def tell(self) -> None:
        """Raise an AppError of the first failure's kind that names all that is left; nothing: do nothing."""
        if self._first is None:
            return
        things = "; ".join(f"{thing} ({why.rstrip('.')})" for thing, why in self._found)
        words = f"Not everything could be removed. Still there: {things}. All else is removed."
        if isinstance(self._first, KeychainError):
            raise KeychainError(words, fault=self._first.fault)
        if isinstance(self._first, DatabaseError):
            raise DatabaseError(words, fault=self._first.fault)
        raise ConfigError(words)

    def _note(self, thing: str, error: AppError) -> None:
        self._first = self._first or error
        self._found.append((thing, error.message))
