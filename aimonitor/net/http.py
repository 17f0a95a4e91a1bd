"""The door to the network: one session for all providers, one `Api` for each."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from yarl import URL

from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError, ConfigError
from aimonitor.net.answer import Api, Judge
from aimonitor.net.api import BoundApi, Caller, Means
from aimonitor.net.exchange import Incoming, NoAnswerError, Outgoing, exchange
from aimonitor.net.hook import Message, check_hook, send_message
from aimonitor.net.limiter import Limiter, Sleep
from aimonitor.net.origin import check_base_url, host_of
from aimonitor.net.pauses import Pauses
from aimonitor.net.session import Sessions
from aimonitor.net.settings import HttpSettings


class HttpClient:
    """Owns the session, the floors between calls and the pauses that servers asked for.

    It reads no clock of its own: `now` (aware), `monotonic` and `sleep` are handed in (a `sleep`
    that is not real must move `monotonic` on). It opens nothing until the first request and must
    be closed with `aclose` on the loop it was used on.
    """

    def __init__(
        self,
        settings: HttpSettings,
        *,
        now: Callable[[], datetime],
        rng: random.Random,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._sessions = Sessions(settings)
        self._pauses = Pauses(now=now, monotonic=monotonic)
        self._slow = Pauses(now=now, monotonic=monotonic)
        self._limiter = Limiter(monotonic=monotonic, sleep=sleep)
        self._means = Means(
            send=self._send,
            total_timeout=lambda: self._sessions.settings.total_timeout,
            limiter=self._limiter,
            pauses=self._pauses,
            slow=self._slow,
            now=now,
            monotonic=monotonic,
            sleep=sleep,
            rng=rng,
        )

    def api(
        self,
        *,
        provider_id: str,
        base_url: str,
        hosts: Collection[str],
        headers: Mapping[str, str],
        host_gap: timedelta,
        judge: Judge | None = None,
        attempts: int = 3,
    ) -> Api:
        """The service at `base_url` for one provider.

        `headers` hold the key: they go to `hosts`, to the base URL's own host (it comes from the
        manifest or from the user) and to this machine, nowhere else. `judge` is asked about each
        answer first; where it says None, the status decides. Raises ConfigError where the base URL
        or a header cannot be used.
        """
        _check_headers(headers)
        base = check_base_url(base_url)
        caller = Caller(
            provider_id=provider_id,
            base_url=base,
            hosts=frozenset(host.lower() for host in hosts) | {host_of(base)},
            host_gap=host_gap,
            attempts=attempts,
            headers=dict(headers),
            judge=judge,
        )
        return BoundApi(self._means, caller)

    async def send_message(self, address: Secret, body: bytes) -> None:
        """Post JSON to a secret address. Raises ConfigError, NetworkError, ServiceError and the like."""
        await send_message(self._means, Message(url=check_hook(address), body=body))

    def paused_until(self, provider_id: str) -> datetime | None:
        """Until when a server told this provider to wait; None: it may ask now."""
        return self._pauses.until(provider_id)

    def recall_pause(self, provider_id: str, until: datetime) -> None:
        """Respect a pause that a server asked for before the app was started."""
        self._pauses.recall(provider_id, until)

    def forget(self, provider_id: str) -> None:
        """The provider is gone or has another key: its pauses end and nothing of it is kept."""
        self._pauses.end(provider_id)
        self._slow.end(provider_id)
        self._limiter.forget(provider_id)

    async def reachable(self, host_url: str) -> str | None:
        """None where `host_url` can be connected to, else why not. No key is sent."""
        try:
            url = URL(check_base_url(host_url))
            outgoing = Outgoing(method="HEAD", url=url.with_path("/"), may_go=lambda _: True)
            await self._send(outgoing, self._sessions.settings.total_timeout)
        except NoAnswerError as failure:
            return None if failure.connected else failure.error.message
        except AppError as error:
            return error.message
        return None

    async def reconfigure(self, settings: HttpSettings) -> None:
        """Use `settings` from the next request on; those under way end as they began."""
        await self._sessions.replace(settings)

    async def aclose(self) -> None:
        """Close every connection. What is still asked for afterwards ends in NetworkError."""
        await self._sessions.close()

    async def _send(self, outgoing: Outgoing, seconds: float) -> Incoming:
        async with self._sessions.use() as way:
            return await exchange(way, outgoing, seconds)


def _check_headers(headers: Mapping[str, str]) -> None:
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise ConfigError("The key holds a character that no key has. Copy it again and paste it once more.")
