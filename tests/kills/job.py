"""What every kind of work has that a kill may hit."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from pathlib import Path

from tests.kills.forks import Tell
from tests.kills.homes import make_home


class Job(ABC):
    """One kind of work. All three are called in children of their own, with no loop running."""

    name: str
    loses: str

    def make(self, home: Path) -> None:
        """What is there before."""
        asyncio.run(make_home(home))

    @abstractmethod
    def work(self, home: Path, tell: Tell) -> None:
        """What the kill hits; `tell` says what the user could know to be done."""

    @abstractmethod
    def check(self, home: Path, told: list[str]) -> None:
        """Raise AssertionError where something is wrong with what is left."""
