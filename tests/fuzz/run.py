"""Runs of one type: each is told apart by its number, and can be run again by it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from aimonitor.errors import AppError
from tests.fuzz.damage import damaged, destroyed
from tests.fuzz.judge import Figures, check, check_lost, figures
from tests.fuzz.sources import Bodies, Source


@dataclass
class Tally:
    """How the runs ended; `wrong` names those that must not have: number and what was wrong."""

    name: str
    read: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """All of them."""
        return self.read + self.refused + len(self.wrong)


class Fuzz:
    """One type, and what its good answers tell."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._answers = source.answers
        self._bases: dict[int, tuple[Figures, Figures] | None] = {}

    def run(self, numbers: Iterator[int]) -> Tally:
        """The runs of those numbers."""
        tally = Tally(self._source.name)
        for number in numbers:
            try:
                self._once(number)
                tally.read += 1
            except AppError:
                tally.refused += 1
            except Exception as error:  # noqa: BLE001  that there is any is what is looked for
                tally.wrong.append(f"{number}: {type(error).__name__}: {error}")
        return tally

    def _once(self, number: int) -> None:
        rng = random.Random(f"{self._source.name} {number}")
        chosen = rng.randrange(len(self._answers))
        path, body = self._answers[chosen]
        bodies = dict(self._answers)
        if number % 3:
            check(self._source.read(bodies | {path: damaged(rng, body)}))
            return
        spoiled = destroyed(rng, body)
        before = self._base(chosen)
        if spoiled is None or before is None:
            return
        snapshot = self._source.read(bodies | {path: spoiled})
        check(snapshot)
        check_lost(*before, figures(snapshot))

    def _base(self, chosen: int) -> tuple[Figures, Figures] | None:
        """What is told while nothing is damaged, and while the chosen answer is not there."""
        if chosen not in self._bases:
            path, body = self._answers[chosen]
            good = dict(self._answers) | {path: body}
            told = self._told(good)
            self._bases[chosen] = None if told is None else (told, self._told(_without(good, path)) or {})
        return self._bases[chosen]

    def _told(self, bodies: Bodies) -> Figures | None:
        try:
            return figures(self._source.read(bodies))
        except AppError:
            return None


def _without(bodies: Bodies, path: str) -> Bodies:
    return {name: body for name, body in bodies.items() if name != path}
