"""What comes of one poll of a service that gives the answers of an author's cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import AppError
from aimonitor.providers.base import ProviderClient
from aimonitor.testing.calling import NOW, calling, read
from aimonitor.testing.case import Case
from aimonitor.testing.server import LoopbackServer, Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one poll: a snapshot or an error, and what was asked for."""

    snapshot: UsageSnapshot | None
    error: AppError | None = None
    seen: list[Seen] = field(default_factory=list)

    @property
    def told(self) -> UsageSnapshot:
        """The snapshot, where there must be one."""
        if self.snapshot is None:
            raise AssertionError(f"The poll ended in an error: {self.error}")
        return self.snapshot

    @property
    def words(self) -> str:
        """All sentences that reach the user."""
        if self.error is not None:
            return self.error.message
        failures = [failure.problem.message for failure in self.told.failures]
        return " ".join([*self.told.warnings, *failures])


def serve(server: LoopbackServer, cases: Iterable[Case]) -> None:
    """Let `server` answer with these; of two that fit, with the one that comes first."""
    for case in reversed(list(cases)):
        server.rule(case.method, case.path, case.fits, case.reply)


async def outcome_of(
    client: ProviderClient,
    server: LoopbackServer,
    key: str,
    *,
    now: datetime = NOW,
    options: Mapping[str, str] | None = None,
) -> Outcome:
    """One poll of this month from a server that has been told what to answer."""
    since = now.date().replace(day=1)
    async with calling(client, server, key, now=now, since=since, options=options) as call:
        try:
            return Outcome(snapshot=await read(client, call), seen=server.seen)
        except AppError as error:
            return Outcome(snapshot=None, error=error, seen=server.seen)


async def poll_case(
    client: ProviderClient,
    case: Case,
    others: Iterable[Case],
    key: str,
    *,
    now: datetime = NOW,
    options: Mapping[str, str] | None = None,
) -> Outcome:
    """One poll of a service that gives this answer, and the good ones of `others` to all other requests."""
    good = [other for other in others if other.is_good and other.path != case.path]
    async with LoopbackServer() as server:
        serve(server, [case, *good])
        wanted = {**(options or {}), **case.options}
        return await outcome_of(client, server, key, now=case.now or now, options=wanted)
