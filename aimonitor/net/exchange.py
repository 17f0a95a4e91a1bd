"""One request and its answer: where it may go, how long, how much."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import aiohttp
from yarl import URL

from aimonitor.errors import AppError, NetworkError, ServiceError
from aimonitor.net.faults import FAULTS, is_lasting, network_fault, was_connected
from aimonitor.net.origin import is_loopback, same_origin, shown_host
from aimonitor.net.proxy import Proxy, proxy_for
from aimonitor.net.redact import plain
from aimonitor.net.session import Way

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request. `headers` hold the key; `may_go` tells the hosts it may be sent to."""

    method: str
    url: URL
    may_go: Callable[[str], bool]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An answer, decompressed. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoAnswerError(Exception):
    """Carries the AppError for an exchange that gave no answer.

    `lasting`: trying again is pointless. `connected`: the other side was there. `out_of_time`: ended by
    the time for the whole request, so that an earlier attempt knows better what is wrong.
    """

    def __init__(self, error: AppError, *, lasting: bool, connected: bool, out_of_time: bool = False) -> None:
        super().__init__(error.message)
        self.error = error
        self.lasting = lasting
        self.connected = connected
        self.out_of_time = out_of_time


async def exchange(way: Way, outgoing: Outgoing, seconds: float) -> Incoming:
    """Send, follow redirects within the origin, read. `seconds` is the time left for all of it.

    Raises NoAnswerError.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _follow(way, outgoing)
    except TimeoutError as error:
        fault = network_fault(error, _host(outgoing), way.settings)
    raise NoAnswerError(fault, lasting=False, connected=False, out_of_time=True)


async def _follow(way: Way, outgoing: Outgoing) -> Incoming:
    for _ in range(_MOST_REDIRECTS + 1):
        incoming = await _send(way, outgoing)
        location = incoming.headers.get("location")
        if incoming.status not in _REDIRECTS or location is None:
            return incoming
        outgoing = replace(outgoing, url=_next_url(outgoing, location))
    raise _refusal(f"{_host(outgoing)} sent the request round in circles.")


async def _send(way: Way, outgoing: Outgoing) -> Incoming:
    _check_destination(outgoing)
    proxy = proxy_for(str(outgoing.url), way.settings)
    try:
        return await _round_trip(way, outgoing, proxy)
    except FAULTS as error:
        fault = network_fault(error, _host(outgoing), way.settings, proxy.name if proxy else "")
        lasting, connected = is_lasting(error), was_connected(error)
    except NetworkError as error:  # the lists cannot be used
        fault, lasting, connected = error, True, False
    if way.lists is not None and way.lists.fault is not None:
        fault, lasting, connected = way.lists.fault, True, False
    # Outside the handler: as a context, aiohttp's error would carry the request's headers along
    raise NoAnswerError(fault, lasting=lasting, connected=connected)


async def _round_trip(way: Way, outgoing: Outgoing, proxy: Proxy | None) -> Incoming:
    encrypted = outgoing.url.scheme == "https"
    async with way.session.request(
        outgoing.method,
        outgoing.url,
        headers=outgoing.headers,
        data=outgoing.body,
        allow_redirects=False,
        proxy=proxy.url if proxy else None,
        proxy_headers=proxy.headers if proxy else None,
        timeout=aiohttp.ClientTimeout(connect=way.settings.connect_timeout),
        ssl=await way.lists.context() if way.lists is not None and encrypted else True,
    ) as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body = await _read(response, way.settings.max_body, _host(outgoing))
        return Incoming(status=response.status, headers=headers, body=body)


async def _read(response: aiohttp.ClientResponse, most: int, host: str) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            response.close()
            size = f"{most // 2**20} MiB" if most >= 2**20 else f"{most} bytes"
            raise _refusal(f"{host} answered more than {size}, so the answer was not read.")
    return bytes(body)


def _next_url(outgoing: Outgoing, location: str) -> URL:
    here = _host(outgoing)
    if outgoing.method != "GET":
        raise _refusal(f"{here} sent the request on to another address, which is not followed for this kind.")
    try:
        url = outgoing.url.join(URL(location))
        there = plain(shown_host(str(url)), 80) or "an address without a host"
        inside = same_origin(str(url), str(outgoing.url)) and url.user is None and url.password is None
    except ValueError:
        raise _refusal(f"{here} sent the request on to an address that cannot be read.") from None
    if not inside:
        bare = " without encryption" if (outgoing.url.scheme, url.scheme) == ("https", "http") else ""
        raise _refusal(
            f"{here} sent the request on to {there}{bare}, where the key must not go, so it was not followed."
        )
    return url


def _check_destination(outgoing: Outgoing) -> None:
    host = outgoing.url.host or ""
    encrypted = outgoing.url.scheme == "https"
    if is_loopback(host) or (encrypted and outgoing.may_go(host)):
        return
    raise _refusal(f"The key must not go to {plain(host, 80)}, so nothing was sent.")


def _host(outgoing: Outgoing) -> str:
    return shown_host(str(outgoing.url))


def _refusal(text: str) -> NoAnswerError:
    return NoAnswerError(ServiceError(text), lasting=True, connected=True)
