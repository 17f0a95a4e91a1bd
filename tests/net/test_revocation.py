"""Revoked certificates: refused where the user keeps their authority's list, and nothing else changes."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path

import pytest

from aimonitor.errors import NetworkError
from aimonitor.net import revocation
from aimonitor.net.http import HttpClient
from aimonitor.net.revocation import RevocationLists
from aimonitor.net.settings import HttpSettings
from tests.net.certificates import Authority
from tests.net.forward import forward_proxy
from tests.net.listing import HOST, ask, put
from tests.net.server import ScriptedServer


@pytest.fixture
def client(heeding: HttpClient) -> HttpClient:
    return heeding


def namesake(folder: Path) -> Authority:
    folder.mkdir()
    return Authority(folder)


def pem_of(authority: Authority) -> bytes:
    return authority.pem.read_bytes()


async def test_a_revoked_certificate_gets_no_key(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(authority.last_serial))
        with pytest.raises(NetworkError, match="was revoked by its authority") as caught:
            await ask(client, server)
        assert f"{HOST}:{server.port}" in str(caught.value)
        assert server.seen == []


async def test_one_that_the_list_does_not_name_is_good(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(authority.last_serial + 1))
        assert await ask(client, server) == {"a": 1}


async def test_a_host_whose_authority_has_no_list_is_met_as_ever(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    put(lists, Authority(tmp_path, "Another").crl(7))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        assert await ask(client, server) == {"a": 1}
        assert await ask(client, server) == {"a": 1}


async def test_a_revoked_authority_in_between_takes_its_hosts_along(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    between = Authority(tmp_path, "Between", above=authority)
    async with ScriptedServer(tls=between.server(HOST)) as server:
        put(lists, between.crl() + authority.crl())
        assert await ask(client, server) == {"a": 1}
    async with ScriptedServer(tls=between.server(HOST)) as server:
        put(lists, between.crl() + authority.crl(between.serial))
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        assert server.seen == []


async def test_a_list_of_the_authority_at_the_top_is_enough_for_those_between(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    between = Authority(tmp_path, "Between", above=authority)
    put(lists, authority.crl(between.serial))
    async with ScriptedServer(tls=between.server(HOST)) as server:
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        assert server.seen == []


async def test_what_is_looked_up_is_what_is_spoken_to(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    revoked, handshakes = authority.server(HOST), 0
    put(lists, authority.crl(authority.last_serial))
    front, unlisted = authority.server(HOST), Authority(tmp_path, "Unlisted", above=authority).server(HOST)

    def show(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        nonlocal handshakes
        handshakes += 1
        connection.context = unlisted if handshakes == 1 else revoked

    front.sni_callback = show
    async with ScriptedServer(tls=front) as server:
        assert await ask(client, server) == {"a": 1}
        assert handshakes == 1, "a second one was shown another chain than was looked up"
        await client.reconfigure(HttpSettings(proxy_mode="none", revoked=str(lists), total_timeout=29))
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        assert (handshakes, len(server.seen)) == (2, 1)


async def test_a_connection_that_stands_is_not_used_past_a_new_list(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(1))
        assert await ask(client, server) == {"a": 1}
        put(lists, authority.crl(1, authority.last_serial))
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        assert len(server.seen) == 1


async def test_through_a_proxy_the_service_is_looked_up_too(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server, forward_proxy(server.port) as proxy:
        put(lists, authority.crl(authority.last_serial))
        await client.reconfigure(HttpSettings(proxy_mode="custom", proxy_url=proxy.url, revoked=str(lists)))
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        assert proxy.heads
        assert server.seen == []


async def test_an_old_list_that_names_it_says_so_and_one_that_is_in_force_is_enough(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(authority.last_serial, ends=-1) + authority.crl(1))
        with pytest.raises(NetworkError, match="was revoked by its authority"):
            await ask(client, server)
        put(lists, authority.crl(1, ends=-1) + authority.crl(2))
        assert await ask(client, server) == {"a": 1}


async def test_a_list_of_a_time_to_come_is_not_in_force(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl(starts=1, ends=2))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="is out of date"):
            await ask(client, server)
        assert server.seen == []


async def test_a_certificate_that_cannot_be_looked_up_is_not_passed_over(
    authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl(1))
    at_hand = RevocationLists(str(lists))
    await at_hand.context()
    with pytest.raises(NetworkError, match="cannot be looked up"):
        await at_hand.verdict([b"\x30\x00", b"\x30\x00"])


async def test_a_new_list_in_its_place_counts_at_once(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl(5))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        serial = authority.last_serial
        assert await ask(client, server) == {"a": 1}
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        put(lists, authority.crl(5, serial, authority.last_serial))
        with pytest.raises(NetworkError, match="was revoked"):
            await ask(client, server)


async def test_a_list_that_is_out_of_date_says_so(
    client: HttpClient, authority: Authority, lists: Path
) -> None:
    put(lists, authority.crl(ends=-1))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="is out of date"):
            await ask(client, server)
        assert server.seen == []


async def test_a_list_that_somebody_else_made_in_the_authoritys_name_is_not_believed(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    put(lists, namesake(tmp_path / "elsewhere").crl())
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="is not its authority's own"):
            await ask(client, server)
        assert server.seen == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "no list in PEM form"),
        (b"\x30\x82\x01\x00", "no list in PEM form"),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "damaged"),
    ],
)
async def test_a_file_that_cannot_be_used_stops_everything_with_a_way_out(
    client: HttpClient, authority: Authority, lists: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        put(lists, content)
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match=words) as caught:
            await ask(client, server)
        assert "Settings, Network" in str(caught.value)
        assert server.seen == []


async def test_a_certificate_in_the_file_is_not_trusted(
    client: HttpClient, authority: Authority, lists: Path, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "Stranger")
    put(lists, authority.crl() + pem_of(stranger))
    async with ScriptedServer(tls=stranger.server(HOST)) as server:
        with pytest.raises(NetworkError, match="holds other things beside lists"):
            await ask(client, server)
        assert server.seen == []


async def test_a_file_that_is_no_list_by_its_size_is_not_read(
    client: HttpClient, authority: Authority, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lists, authority.crl())
    monkeypatch.setattr(revocation, "MOST", 10)
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="larger than any list"):
            await ask(client, server)


async def test_where_lists_cannot_be_read_nothing_goes_out(
    client: HttpClient, authority: Authority, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lists, authority.crl())
    monkeypatch.setitem(sys.modules, "cryptography", None)
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="needs Python's package cryptography"):
            await ask(client, server)
        assert server.seen == []


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_systems_that_judge_by_themselves_are_not_given_lists(
    platform: str, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert revocation.lists_at(str(lists)) is None
