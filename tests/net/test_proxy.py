"""Proxies: the system's, the user's, none; and that none of them sees a key."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aimonitor.errors import ConfigError, NetworkError
from aimonitor.net.http import HttpClient
from aimonitor.net.proxy import Proxy, proxy_for, read_proxy
from aimonitor.net.settings import HttpSettings, ProxyMode
from tests.net.calls import KEY, api_of
from tests.net.certificates import Authority
from tests.net.forward import forward_proxy
from tests.net.names import lead_here
from tests.net.raw import raw_server, silent
from tests.net.server import Reply, ScriptedServer

HOST = "api.example.test"


@asynccontextmanager
async def client_with(
    mode: ProxyMode, url: str = "", connect_timeout: float = 10
) -> AsyncIterator[HttpClient]:
    client = HttpClient(
        HttpSettings(proxy_mode=mode, proxy_url=url, connect_timeout=connect_timeout),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rng=random.Random(3),
    )
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture
async def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ScriptedServer]:
    """A server with a trusted certificate for a name that only a proxy can find."""
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    async with ScriptedServer(tls=authority.server(HOST)) as server:
        server.reply("/x", Reply(json={"a": 1}))
        yield server


async def test_a_proxy_of_ones_own_is_used_and_sees_no_key(secure: ScriptedServer) -> None:
    async with forward_proxy(secure.port) as proxy:
        address = proxy.url.replace("http://", "http://user:p%40ss@")
        async with client_with("custom", address) as client:
            assert await api_of(client, f"https://{HOST}").get("/x") == {"a": 1}
        assert proxy.heads[0].startswith(f"CONNECT {HOST}:443 HTTP/1.1")
        assert f"Basic {base64.b64encode(b'user:p@ss').decode()}" in proxy.heads[0]
        assert KEY not in proxy.heads[0]
        assert KEY.encode() not in proxy.passed
    assert secure.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert "proxy-authorization" not in secure.seen[0].headers


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
async def test_the_systems_proxy_is_used(
    secure: ScriptedServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    async with forward_proxy(secure.port) as proxy, client_with("system") as client:
        monkeypatch.setenv(variable, proxy.url.removeprefix("http://"))
        assert await api_of(client, f"https://{HOST}").get("/x") == {"a": 1}
        assert len(proxy.heads) == 1


async def test_the_systems_exceptions_and_none_go_straight(
    secure: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead_here(monkeypatch, HOST)
    async with forward_proxy(secure.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with client_with("none") as client:
            assert await api_of(client, f"https://{HOST}:{secure.port}").get("/x") == {"a": 1}
        monkeypatch.setenv("NO_PROXY", ".example.test")
        async with client_with("system") as client:
            assert await api_of(client, f"https://{HOST}:{secure.port}").get("/x") == {"a": 1}
        assert proxy.heads == []


@pytest.mark.parametrize(
    ("url", "excepted"),
    [
        ("https://api.example.test/v1", True),
        ("https://api.example.test:8443", False),
        ("https://other.test:8443/x", True),
        ("https://other.test", False),
        ("https://[2001:db8::1]:444", True),
        ("https://[2001:db8::1]", False),
    ],
)
def test_an_exception_may_name_a_port(monkeypatch: pytest.MonkeyPatch, url: str, excepted: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "api.example.test:443, other.test:8443, 2001:db8::1:444")
    assert (proxy_for(url, HttpSettings()) is None) is excepted


def test_where_the_exceptions_are_not_the_environments_they_are_asked_about_the_bare_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those of macOS are patterns, which fit no port."""
    asked: list[str] = []
    monkeypatch.setattr("aimonitor.net.proxy.getproxies", lambda: {"https": "http://proxy.test:3128"})
    monkeypatch.setattr("aimonitor.net.proxy.proxy_bypass", asked.append)
    assert proxy_for("https://api.example.test:8443/x", HttpSettings()) is not None
    assert asked == ["api.example.test"]


async def test_this_machine_is_never_asked_through_a_proxy(server: ScriptedServer) -> None:
    server.reply("/x", Reply(json={}))
    async with forward_proxy(server.port) as proxy, client_with("custom", proxy.url) as client:
        assert await api_of(client, server.url).get("/x") == {}
        assert proxy.heads == []


async def test_a_log_in_from_netrc_is_not_sent(
    server: ScriptedServer, private_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = private_home / ".netrc"
    netrc.write_text("default login user password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.reply("/x", Reply(json={}))
    async with client_with("system") as client:
        await api_of(client, server.url, headers={"x-api-key": KEY}).get("/x")
    assert "authorization" not in server.seen[0].headers


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            b"HTTP/1.1 407 Log in\r\nContent-Length: 0\r\n\r\n",
            "Write them into its address, in AIMONITOR_PROXY_URL",
        ),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", f"did not let the request through to {HOST}"),
    ],
)
async def test_a_proxy_that_refuses_is_named_without_its_password(answer: bytes, words: str) -> None:
    async with forward_proxy(answer=answer) as proxy:
        address = proxy.url.replace("http://", "http://user:hunter2@")
        async with client_with("custom", address) as client:
            api = api_of(client, f"https://{HOST}")
            with pytest.raises(NetworkError, match=words) as caught:
                await api.get("/x")
            assert api.requests == 1
        assert proxy.url.removeprefix("http://") in str(caught.value)
    for text in (str(caught.value), repr(caught.value), caught.value.detail):
        assert "hunter2" not in text
        assert "user:" not in text
    assert caught.value.__context__ is None


async def test_a_proxy_that_is_down_is_told(server: ScriptedServer) -> None:
    await server.stop()
    async with client_with("custom", f"http://user:hunter2@127.0.0.1:{server.port}") as client:
        with pytest.raises(
            NetworkError, match=f"The proxy 127.0.0.1:{server.port} cannot be reached"
        ) as caught:
            await api_of(client, f"https://{HOST}", attempts=1).get("/x")
    assert "hunter2" not in repr(caught.value)


async def test_a_proxy_that_hangs_is_told() -> None:
    async with raw_server(silent) as url, client_with("custom", url, connect_timeout=0.1) as client:
        words = f"{HOST} could not be reached in time through the proxy {url.removeprefix('http://')}"
        with pytest.raises(NetworkError, match=words):
            await api_of(client, f"https://{HOST}", attempts=1).get("/x")


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("proxy.example:3128", Proxy(url="http://proxy.example:3128", name="proxy.example:3128")),
        (" http://proxy.example ", Proxy(url="http://proxy.example:80", name="proxy.example:80")),
        ("https://proxy.example/", Proxy(url="https://proxy.example:443", name="proxy.example:443")),
        ("http://[::1]:8", Proxy(url="http://[::1]:8", name="[::1]:8")),
        ("http://u@p:1", Proxy(url="http://p:1", name="p:1", user="u")),
        ("http://u:a%3Ab@p:1", Proxy(url="http://p:1", name="p:1", user="u", password="a:b")),
    ],
)
def test_a_proxy_address_is_read(text: str, proxy: Proxy) -> None:
    assert read_proxy(text) == proxy
    assert "a:b" not in repr(proxy)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a proxy address"),
        ("http://", "not a proxy address"),
        ("ftp://proxy:1", "not a proxy address"),
        ("http://proxy:port", "not a proxy address"),
        ("http://user:hunter2@pro xy:1", "not a proxy address"),
        ("http://user:hunter2@[::1", "not a proxy address"),
        ("socks5://user:hunter2@proxy:1080", "SOCKS"),
    ],
)
def test_a_proxy_address_that_cannot_be_used_says_so(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read_proxy(text)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_proxy_that_cannot_be_used_stops_the_request(server: ScriptedServer) -> None:
    async with client_with("custom", "socks5://127.0.0.1:1080") as client:
        with pytest.raises(ConfigError, match="SOCKS"):
            await api_of(client, f"https://{HOST}:{server.port}").get("/x")
        assert "SOCKS" in (await client.reachable(f"https://{HOST}") or "")
    assert server.seen == []


def test_without_a_system_proxy_the_way_is_straight() -> None:
    assert proxy_for(f"https://{HOST}/x", HttpSettings()) is None
