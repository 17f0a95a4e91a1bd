"""The real monitor, its HTTP client and database, before a service over TLS that a test can spoil."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aimonitor.demo import cast
from aimonitor.demo.expected import Expected
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.money import amount_in
from aimonitor.domain.state import FigureStatus, MoneyFigure, ProviderState
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor import stack
from aimonitor.monitor.stack import Stack, running
from aimonitor.net.http import HttpClient
from tests.monitor.clock import START, settle
from tests.monitor.house import Heard, places, request
from tests.net.certificates import Authority
from tests.net.names import lead_here
from tests.reliability.clock import OneTime
from tests.reliability.front import Front

HOST = "api.example.com"
MEMBER = cast.PRODUCTION
KEY = MEMBER.key.reveal()
_NAP = 0.001
_NAPS = 20_000
_EVENING = 20


@dataclass
class Scene:
    """A running stack with one provider, which was read once. `patch` and `folder` are the test's.

    `book_at`: the moment of which the service tells; it moves with each poll, not within one. `off`: by how
    much this computer's clock is ahead of the service's.
    """

    stack: Stack
    servers: DemoServers
    front: Front
    clock: OneTime
    heard: Heard
    authority: Authority
    patch: pytest.MonkeyPatch
    folder: Path
    proxy: str = ""
    book_at: list[datetime] = field(default_factory=list)
    off: timedelta = timedelta(0)

    @property
    def state(self) -> ProviderState:
        """Of the only provider."""
        (found,) = self.stack.monitor.states()
        return found

    @property
    def words(self) -> str:
        """What is told of its trouble, with {host} for the service's name and port, {proxy} for a proxy's."""
        problem = self.state.problem
        text = "" if problem is None else problem.message.replace(f"{HOST}:{self.front.port}", "{host}")
        return text.replace(self.proxy, "{proxy}") if self.proxy else text

    @property
    def expected(self) -> Expected:
        """What the service's own book said when the last poll began."""
        return self.servers.expected(MEMBER.name)

    async def poll_when_due(self) -> None:
        """Let the time come at which it is tried again by itself; wait until that poll ended."""
        due, last = self.state.next_poll_at, self.state.last_poll
        assert due is not None, "it is not tried again by itself"
        self.book_at[0] = due - self.off
        self.clock.elapse((due - self.clock.now()).total_seconds())
        await self.until(lambda: self.state.last_poll is not last and not self.state.polling)

    async def ask(self) -> None:
        """The user asks for it, and waits."""
        last = self.state.last_poll
        self.book_at[0] = self.clock.now() - self.off
        await self.stack.monitor.refresh(self.state.provider.id)
        await self.until(lambda: self.state.last_poll is not last and not self.state.polling)

    async def poll_again(self) -> None:
        """By the clock, or by the user's hand where only that helps."""
        await (self.ask() if self.state.next_poll_at is None else self.poll_when_due())

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until it is so; sockets and the database's thread take real time."""
        for _ in range(_NAPS):
            await settle()
            if there():
                return
            await asyncio.sleep(_NAP)
        raise AssertionError("it did not come to that")

    async def morning(self) -> None:
        """No poll of a test runs into midnight, unless it wants to."""
        if self.clock.now().hour > _EVENING:
            self.clock.elapse(6 * 3600)
            await self.until(lambda: not self.state.polling)
            await self.poll_when_due()

    async def at_rest(self, like: tuple[int, int] | None = None) -> tuple[int, int]:
        """Tasks and descriptors while no connection is open, once they are no more than those of `like`."""
        await self.front.close()
        self.clock.elapse(20)  # by then the client has given up connections nobody uses
        await self.until(lambda: not self._connections())
        counts: list[tuple[int, int]] = []
        await self.until(lambda: _steady(counts) and (like is None or is_no_more(counts[-1], like)))
        await self.front.open()
        return counts[-1]

    def _connections(self) -> int:
        session = self.stack.http._sessions._pool._session
        connector = None if session is None else session.connector
        if connector is None:
            return 0
        return len(connector._acquired) + sum(map(len, connector._conns.values()))


def figures(state: ProviderState) -> Expected:
    """What is shown, in the words of the service's book."""
    return Expected(
        today=_dollars(state.today),
        month=_dollars(state.month),
        tokens_today=state.tokens_today.value,
        tokens_month=state.tokens_month.value,
        cap=next((one.limit for one in state.windows if one.limit is not None), None),
    )


def _dollars(figure: MoneyFigure) -> Decimal | None:
    return amount_in(figure.totals, "USD") if figure.status is FigureStatus.KNOWN else None


def _descriptors() -> int:
    """Open ones of this process; 0 where the system does not tell."""
    here = Path("/proc/self/fd")
    return len(list(here.iterdir())) if here.exists() else 0


def is_no_more(after: tuple[int, int], before: tuple[int, int]) -> bool:
    """Whether nothing was left behind; on a busy machine one that was about to end counted before."""
    return after[0] <= before[0] and after[1] <= before[1]


def _steady(counts: list[tuple[int, int]]) -> bool:
    counts.append((len(asyncio.all_tasks()), _descriptors()))
    return len(counts) > 5 and len(set(counts[-5:])) == 1


@asynccontextmanager
async def scene(folder: Path, patch: pytest.MonkeyPatch, *, now: datetime = START) -> AsyncIterator[Scene]:
    """Opened, polling by the clock, and read once."""
    clock = OneTime(patch, now)
    authority = Authority(folder)
    patch.setenv("SSL_CERT_FILE", str(authority.pem))
    lead_here(patch, HOST)
    # The stack's client keeps the machine's own monotonic clock; here all waits are made up
    patch.setattr(stack, "HttpClient", partial(HttpClient, monotonic=clock.monotonic, sleep=clock.sleep))
    book_at = [clock.now()]
    servers = DemoServers(now=lambda: book_at[0], good_polls=None)
    await servers.start()
    behind = urlsplit(servers.base_urls[MEMBER.provider_type])
    front = Front(behind.port or 0, authority.server(HOST))
    await front.open()
    environ = {"AIMONITOR_OPENAI_BASE_URL": f"https://{HOST}:{front.port}{behind.path}"}
    try:
        async with running(
            places(folder / "house"), flags={}, environ=environ, keychain=SessionKeys(), clock=clock
        ) as built:
            made = Scene(
                stack=built,
                servers=servers,
                front=front,
                clock=clock,
                heard=Heard(),
                authority=authority,
                patch=patch,
                folder=folder,
                book_at=book_at,
            )
            built.monitor.add_listener(made.heard)
            await built.monitor.open()
            await built.monitor.start_polling()
            await built.monitor.add_provider(request(MEMBER))
            await made.until(lambda: made.state.last_poll is not None and not made.state.polling)
            yield made
    finally:
        await front.close()
        front.give_up()
        await servers.stop()
