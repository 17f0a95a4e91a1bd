"""Encryption: good certificates work, each bad one has its own words, and the key stays here."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import truststore

from aimonitor.errors import NetworkError
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.net.tls import trusting_context
from tests.net.calls import KEY, api_of
from tests.net.certificates import Authority, self_signed
from tests.net.names import lead_here
from tests.net.raw import old_tls, raw_server, resetting
from tests.net.server import Reply, ScriptedServer

HOST = "api.example.test"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this computer trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.pem))
    lead_here(monkeypatch, HOST)
    return made


@pytest.fixture
async def client(authority: Authority) -> AsyncIterator[HttpClient]:
    assert authority.pem.exists()
    made = HttpClient(
        HttpSettings(proxy_mode="none"),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rng=random.Random(3),
    )
    yield made
    await made.aclose()


async def test_a_trusted_certificate_is_good(client: HttpClient, authority: Authority) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        server.reply("/x", Reply(json={"a": 1}))
        assert await api_of(client, f"https://{HOST}:{server.port}").get("/x") == {"a": 1}
        assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


Make = Callable[[Authority, Path], ssl.SSLContext]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _, folder: self_signed(folder, HOST), "vouches for itself"),
        (lambda _, folder: Authority(folder, "Stranger").server(HOST), "does not know"),
        (lambda authority, _: authority.server(HOST, starts=-3, ends=-2), "has expired"),
        (lambda authority, _: authority.server(HOST, starts=1, ends=2), "not valid yet"),
        (lambda authority, _: authority.server("other.example.test"), "belongs to another name"),
    ],
)
async def test_a_bad_certificate_has_its_own_words(
    client: HttpClient, authority: Authority, tmp_path: Path, make: Make, words: str
) -> None:
    async with ScriptedServer(tls=make(authority, tmp_path)) as server:
        url = f"https://{HOST}:{server.port}"
        api = api_of(client, url)
        with pytest.raises(NetworkError, match=words) as caught:
            await api.get("/x")
        assert f"{HOST}:{server.port}" in str(caught.value)
        assert server.seen == []
        assert api.requests == 1
        assert words in (await client.reachable(url) or "")


async def test_a_certificate_is_checked_on_this_machine_too(client: HttpClient, authority: Authority) -> None:
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        with pytest.raises(NetworkError, match="belongs to another address"):
            await api_of(client, server.url).get("/x")
    async with ScriptedServer(tls=authority.server("127.0.0.1")) as server:
        server.reply("/x", Reply(json=[]))
        assert await api_of(client, server.url).get("/x") == []


async def test_outdated_encryption_is_refused(client: HttpClient) -> None:
    async with raw_server(old_tls) as url:
        with pytest.raises(NetworkError, match="only outdated encryption"):
            await api_of(client, url.replace("http", "https")).get("/x")


async def test_a_handshake_that_fails_otherwise_is_told(client: HttpClient) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(bytes.fromhex("15 0303 0002 02 28"))
        await writer.drain()
        await reader.read()

    async with raw_server(refuse) as url:
        with pytest.raises(NetworkError, match="No encrypted connection"):
            await api_of(client, url.replace("http", "https")).get("/x")


async def test_a_port_without_tls_is_told(client: HttpClient) -> None:
    async with ScriptedServer() as server:
        with pytest.raises(NetworkError, match="does not speak TLS"):
            await api_of(client, f"https://{HOST}:{server.port}").get("/x")
    async with raw_server(resetting) as url:
        with pytest.raises(NetworkError, match=HOST):
            await api_of(client, url.replace("http://127.0.0.1", f"https://{HOST}")).get("/x")


def test_the_systems_store_is_asked_and_checks_are_on() -> None:
    context = trusting_context()
    assert isinstance(context, truststore.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_without_the_systems_store_checks_are_on_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_protocol: int) -> None:
        raise ImportError

    monkeypatch.setattr(truststore, "SSLContext", absent)
    context = trusting_context()
    assert type(context) is ssl.SSLContext
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_system_that_allows_outdated_encryption_is_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lax:
        minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED

        def __init__(self, protocol: int) -> None:
            assert protocol == ssl.PROTOCOL_TLS_CLIENT

    monkeypatch.setattr(truststore, "SSLContext", Lax)
    assert trusting_context().minimum_version is ssl.TLSVersion.TLSv1_2
