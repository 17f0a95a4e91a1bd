"""Which troubles of a poll stand between the user and fresh headline figures."""

from __future__ import annotations

from datetime import datetime

from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Problem

ACCOUNT = "account"
"""The part that fails where a service tells its figures, and that it serves this account no more."""

CORE_PARTS = frozenset({"costs", "tokens", "balance", ACCOUNT})
"""The parts of a poll without which a provider's headline figures are old, or it needs the user."""

OLDER_DAYS = "older days"
"""The part of a poll that reads old days, after the newest are known."""


def part_name(part: str) -> str:
    """The part that a share of one belongs to: "tokens" for "tokens (embeddings)"."""
    return part.partition(" (")[0]


def headline_problem(poll: PollRecord | None) -> Problem | None:
    """Why the poll left headline figures as they were; None when it read them, or there was none."""
    if poll is None or poll.problem is not None:
        return None if poll is None else poll.problem
    return next((failure.problem for failure in poll.failures if part_name(failure.part) in CORE_PARTS), None)


def asked_to_wait(poll: PollRecord | None) -> datetime | None:
    """Until when the service asked, during that poll, to be left alone; None when it did not."""
    if poll is None:
        return None
    met = [poll.problem, *(failure.problem for failure in poll.failures)]
    return max((one.retry_at for one in met if one is not None and one.retry_at is not None), default=None)
