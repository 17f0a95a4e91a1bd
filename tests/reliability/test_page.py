from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from aimonitor.domain.usage import Problem
from aimonitor.errors import ProblemKind
from aimonitor.monitor.schedule import next_due
from tests.reliability.page import PAGE, written
from tests.reliability.row import INTERVAL, LATER, POLITELY, SOON, Again

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


class NoJitter(random.Random):
    def random(self) -> float:
        return 0.0


def test_the_page_on_reliability_is_as_the_rows_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written(page) == page, "run: python -m tests.reliability docs/reliability.md"


@pytest.mark.parametrize(
    ("again", "kind", "minutes"),
    [
        (SOON, ProblemKind.NETWORK, [1, 2, 4, 8, 16, 30, 30]),
        (POLITELY, ProblemKind.SERVICE, [5, 5, 5, 8, 16, 30, 30]),
        (POLITELY, ProblemKind.RATE_LIMIT, [5, 5, 5, 8, 16, 30, 30]),
        (LATER, ProblemKind.SCHEMA, [10, 20, 40, 80, 160, 320, 360]),
        (LATER, ProblemKind.BILLING, [10, 20, 40, 80, 160, 320, 360]),
    ],
)
def test_the_times_of_the_page_are_those_of_the_schedule(
    again: Again, kind: ProblemKind, minutes: list[int]
) -> None:
    waits = []
    for failures in range(1, 8):
        problem = Problem(kind=kind, message="No.")
        due = next_due(
            now=NOW, interval=INTERVAL, problem=problem, failures=failures, rng=NoJitter(), minimum=INTERVAL
        )
        assert due is not None
        waits.append((due - NOW) // timedelta(minutes=1))
    assert waits == minutes
    assert again.wait == timedelta(minutes=minutes[0])
