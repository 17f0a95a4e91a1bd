"""When a process of ours is killed: at its n-th statement, in the midst of one, or after some time."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_STEPS = 50
"""So many instructions of SQLite's machine between two looks at the count."""


def kill_me() -> None:
    """The end, without a word to anyone."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Counted:
    """What passed so far; `at` is called for each, and may be the end."""

    statements: int = 0
    instructions: int = 0
    at: Callable[[Counted], object] | None = None

    def statement(self, _text: str) -> None:
        self.statements += 1
        self._look()

    def instruction(self) -> int:
        self.instructions += 1
        self._look()
        return 0

    def _look(self) -> None:
        if self.at is not None:
            self.at(self)


def count_all(counted: Counted) -> None:
    """Count what every connection does that is made from now on."""
    connect = sqlite3.connect

    def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401
        connection: sqlite3.Connection = connect(*arguments, **named)
        connection.set_trace_callback(counted.statement)
        connection.set_progress_handler(counted.instruction, _STEPS)
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


@dataclass(frozen=True)
class Moment:
    """`seconds` is the parent's affair, the counts are the child's own; one of them is not None."""

    seconds: float | None = None
    statement: int | None = None
    instruction: int | None = None

    def __str__(self) -> str:
        if self.seconds is not None:
            return f"after {self.seconds * 1000:.1f} ms"
        if self.statement is not None:
            return f"at statement {self.statement}"
        return f"at instruction {(self.instruction or 0) * _STEPS}"

    def look(self, counted: Counted) -> None:
        """End this process when it has come to that."""
        if self.statement == counted.statements or self.instruction == counted.instructions:
            kill_me()


@dataclass(frozen=True)
class Length:
    """How much there is of a whole run that nobody kills."""

    seconds: float
    statements: int
    instructions: int

    def moment(self, chance: random.Random) -> Moment:
        """Any moment of it, of any kind."""
        kind = chance.randrange(3)
        if kind == 0:
            return Moment(seconds=chance.uniform(0, self.seconds))
        if kind == 1 or self.instructions == 0:
            return Moment(statement=chance.randint(1, max(1, self.statements)))
        return Moment(instruction=chance.randint(1, self.instructions))
