"""No way around the look-up: not by aiohttp, not by a proxy, not by a file that changes unseen."""

from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path

import aiohttp
import pytest

from aimonitor.errors import NetworkError
from aimonitor.net import connector
from aimonitor.net.barred import BarredContext, NotLookedUpError
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.certificates import Authority
from tests.net.forward import forward_proxy
from tests.net.listing import HOST, PROXY, ask, put
from tests.net.server import ScriptedServer

_HOOKS = ("_create_direct_connection", "_start_tls_connection", "_create_connection", "connect")


class Renamed(aiohttp.TCPConnector):
    """As aiohttp's next version might be: what we override is called by nobody any more."""

    def __init__(self, _lists: object) -> None:
        super().__init__()


async def test_where_aiohttp_calls_nobody_nothing_is_sent_and_nothing_is_asked_any_more(
    heeding: HttpClient, authority: Authority, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "ListedConnector", Renamed)
    put(lists, authority.crl(1))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        for _ in range(2):
            with pytest.raises(NetworkError, match="list of revoked certificates cannot be used") as caught:
                await ask(heeding, server)
            assert "Settings, Network" in str(caught.value)
            assert server.seen == []


@pytest.mark.parametrize("hook", sorted(set(_HOOKS) & vars(connector.ListedConnector).keys()))
async def test_each_place_that_aiohttp_calls_is_needed(
    heeding: HttpClient, authority: Authority, lists: Path, monkeypatch: pytest.MonkeyPatch, hook: str
) -> None:
    monkeypatch.delattr(connector.ListedConnector, hook)
    put(lists, authority.crl(1))
    async with ScriptedServer(tls=authority.server(HOST)) as server, forward_proxy(server.port) as proxy:
        await heeding.reconfigure(HttpSettings(proxy_mode="custom", proxy_url=proxy.url, revoked=str(lists)))
        straight = hook == "_create_direct_connection"
        if straight:
            await heeding.reconfigure(HttpSettings(proxy_mode="none", revoked=str(lists)))
        with pytest.raises(NetworkError, match="list of revoked certificates cannot be used"):
            await ask(heeding, server)
        assert server.seen == []
        assert bool(proxy.heads) is not straight


async def test_an_encrypted_proxy_whose_certificate_was_revoked_is_told_nothing(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    tls = authority.server(PROXY)
    revoked = authority.last_serial
    async with (
        ScriptedServer(tls=authority.server(HOST)) as server,
        forward_proxy(server.port, tls=tls) as proxy,
    ):
        address = f"https://me:secret@{PROXY}:{proxy.own_port}"
        way = HttpSettings(proxy_mode="custom", proxy_url=address, revoked=str(lists))
        await heeding.reconfigure(way)
        put(lists, authority.crl(1))
        assert await ask(heeding, server) == {"a": 1}
        assert len(proxy.heads) == 1
        put(lists, authority.crl(revoked))
        with pytest.raises(NetworkError, match=f"The certificate of the proxy {PROXY}:{proxy.own_port} was"):
            await ask(heeding, server)
        assert len(proxy.heads) == 1
        put(lists, authority.crl(authority.last_serial))
        with pytest.raises(NetworkError, match=f"The certificate of {HOST}"):
            await ask(heeding, server)
        assert len(server.seen) == 1


async def test_a_list_that_changes_without_a_new_date_or_size_is_read_again(
    heeding: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        serial = authority.last_serial
        first, second = same_size(authority, serial ^ 1, serial)
        put(lists, first)
        was = stamp(lists)
        assert await ask(heeding, server) == {"a": 1}
        put(lists, second)
        os.utime(lists, ns=(was[0], was[0]))
        assert stamp(lists) == was
        with pytest.raises(NetworkError, match="was revoked"):
            await ask(heeding, server)
        assert len(server.seen) == 1


def stamp(file: Path) -> tuple[int, int, int]:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def same_size(authority: Authority, *serials: int) -> list[bytes]:
    """A list for each, all as long: signatures differ by some bytes."""
    made = [authority.crl(serial) for serial in serials]
    while len({len(one) for one in made}) > 1:
        made = [authority.crl(serial) for serial in serials]
    return made


async def test_a_connection_as_such_takes_nothing_before_it_is_cleared(authority: Authority) -> None:
    tried: list[None] = []
    context = BarredContext(lambda: tried.append(None))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        _, writer = await asyncio.open_connection(HOST, server.port, ssl=context)
        assert tried == []
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert tried == [None]
        writer.transport.abort()
        with pytest.raises(NotLookedUpError):
            await writer.wait_closed()
    with pytest.raises(NotLookedUpError):
        context.wrap_socket(None)
    assert tried == [None, None]
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
