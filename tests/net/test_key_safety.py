"""The key goes where it belongs and nowhere else, whatever a server or an address says."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from yarl import URL

from aimonitor.errors import AppError, RateLimitError, ServiceError
from aimonitor.net.exchange import NoAnswerError, Outgoing
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from tests.net.calls import HEADERS, KEY, api_of
from tests.net.certificates import Authority
from tests.net.names import lead_here
from tests.net.server import Reply, ScriptedServer

HOST = "api.example.test"
REDIRECTS = [301, 302, 303, 307, 308]


@pytest.fixture
async def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HttpClient]:
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path).pem))
    made = HttpClient(
        HttpSettings(proxy_mode="none"),
        now=lambda: datetime.now(UTC),
        monotonic=time.monotonic,
        rng=random.Random(3),
    )
    yield made
    await made.aclose()


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, json={}, headers={"Location": to})


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_redirect_within_the_origin_is_followed(
    client: HttpClient, server: ScriptedServer, status: int
) -> None:
    server.reply("/x", moved("/y?page=2", status))
    server.reply("/y", Reply(json={"a": 1}))
    assert await api_of(client, server.url).get("/x", {"page": 1}) == {"a": 1}
    assert server.paths() == ["/x", "/y"]
    assert server.seen[1].values("page") == ["2"]
    assert server.seen[1].headers["authorization"] == HEADERS["Authorization"]


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_redirect_to_another_port_is_another_origin(
    client: HttpClient, server: ScriptedServer, status: int
) -> None:
    async with ScriptedServer() as other:
        other.reply("*", Reply(json={}))
        server.reply("/x", moved(f"{other.url}/steal?key=1", status))
        with pytest.raises(
            ServiceError, match=f"127.0.0.1:{other.port}, where the key must not go"
        ) as caught:
            await api_of(client, server.url).get("/x")
        assert other.seen == []
    assert "steal" not in str(caught.value)
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example/x",
        "https://evil.example/x",
        "http://evil.example:80@127.0.0.1.evil.example/",
        "ftp://evil.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[::1",
        "http://127.0.0.1:99999999/",
        "https://127.0.0.1/",
    ],
)
async def test_redirects_to_strange_places_are_refused(
    client: HttpClient, server: ScriptedServer, to: str
) -> None:
    server.reply("/x", moved(to))
    with pytest.raises(ServiceError, match="sent the request on to"):
        await api_of(client, server.url).get("/x")
    assert len(server.seen) == 1


@pytest.mark.parametrize("to", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example"])
async def test_a_place_without_a_host_is_named_all_the_same(
    client: HttpClient, server: ScriptedServer, to: str
) -> None:
    server.reply("/x", moved(to))
    with pytest.raises(ServiceError, match="sent the request on to an address without a host, where"):
        await api_of(client, server.url).get("/x")


async def test_a_redirect_with_a_log_in_is_refused(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", moved(f"http://user:pass@127.0.0.1:{server.port}/y"))
    with pytest.raises(ServiceError, match="must not go") as caught:
        await api_of(client, server.url).get("/x")
    assert "pass" not in str(caught.value)
    assert len(server.seen) == 1


async def test_redirects_in_a_circle_end(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", moved("/x"))
    with pytest.raises(ServiceError, match="circles"):
        await api_of(client, server.url).get("/x")
    assert len(server.seen) == 6


async def test_five_redirects_are_followed(client: HttpClient, server: ScriptedServer) -> None:
    server.replies("/x", [*[moved("/x")] * 5, Reply(json=[])])
    assert await api_of(client, server.url).get("/x") == []


@pytest.mark.parametrize("status", REDIRECTS)
async def test_a_post_is_not_sent_on(client: HttpClient, server: ScriptedServer, status: int) -> None:
    server.reply("/x", moved("/y", status))
    with pytest.raises(ServiceError, match="not followed"):
        await api_of(client, server.url).post("/x", {})
    assert server.paths() == ["/x"]


async def test_a_redirect_without_an_address_is_refused(client: HttpClient, server: ScriptedServer) -> None:
    server.reply("/x", Reply(status=302, json={"data": []}))
    with pytest.raises(ServiceError, match="without saying where"):
        await api_of(client, server.url).get("/x")


async def test_https_is_not_left_for_http(
    client: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path, "Second")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pem))
    lead_here(monkeypatch, HOST)
    async with ScriptedServer(tls=authority.server(HOST)) as server, ScriptedServer() as plain:
        server.replies(
            "/x", [moved(f"http://{HOST}:{plain.port}/x"), moved(f"http://127.0.0.1:{plain.port}/")]
        )
        api = api_of(client, f"https://{HOST}:{server.port}")
        for _ in range(2):
            with pytest.raises(ServiceError, match="must not go"):
                await api.get("/x")
        assert plain.seen == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (f"https://{HOST}/x", True),
        (f"https://{HOST}.:443/x", False),
        (f"https://sub.{HOST}/x", False),
        (f"http://{HOST}/x", False),
        ("https://evil.example/x", False),
    ],
)
async def test_the_last_gate_before_the_socket(
    client: HttpClient,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    allowed: bool,  # noqa: FBT001
) -> None:
    asked: list[str] = []

    def lookup(host: str, *_: object, **__: object) -> None:
        asked.append(host)
        raise OSError

    monkeypatch.setattr("socket.getaddrinfo", lookup)
    outgoing = Outgoing(method="GET", url=URL(url), may_go=frozenset({HOST}).__contains__, headers=HEADERS)
    with pytest.raises(NoAnswerError) as caught:
        await client._send(outgoing, 20)
    assert bool(asked) is allowed
    assert ("The key must not go" in caught.value.error.message) is not allowed


ECHOES = [
    KEY,
    f"Bearer {KEY}",
    KEY[:10] + "*" * 20 + KEY[-4:],
    KEY[:14],
    KEY[-10:],
    f"Authorization: Bearer {KEY}; again {KEY}",
]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500])
async def test_a_server_that_echoes_the_key_is_not_repeated(
    client: HttpClient, server: ScriptedServer, status: int, echo: str
) -> None:
    server.reply("/x", Reply(status=status, json={"error": {"message": f"Wrong key {echo}."}}))
    with pytest.raises(AppError, match="Wrong key") as caught:
        await api_of(client, server.url, attempts=1).get("/x")
    for text in (str(caught.value), repr(caught.value), caught.value.message, caught.value.detail):
        assert KEY not in text
        assert KEY[:14] not in text
        assert KEY[-4:] not in text


async def test_a_judges_own_words_are_cleaned_as_well(client: HttpClient, server: ScriptedServer) -> None:
    secret = "opaque-plain-word-secret"
    server.reply("/x", Reply(status=400, json={"error": {"message": secret}}))

    def blab(_: object) -> AppError:
        return ServiceError(f"It said {secret}", detail=secret)

    api = api_of(client, server.url, headers={"x-api-key": secret}, judge=blab)
    with pytest.raises(ServiceError, match="It said") as caught:
        await api.get("/x")
    assert secret not in repr(caught.value) + caught.value.message + caught.value.detail


async def test_no_repr_shows_the_key(client: HttpClient) -> None:
    api = api_of(client, "https://api.example.test")
    outgoing = Outgoing(method="GET", url=URL("https://h"), may_go=bool, headers=HEADERS)
    proxied = HttpSettings(proxy_mode="custom", proxy_url="http://user:hunter2@proxy:1")
    caller = api._caller  # type: ignore[attr-defined]
    assert KEY not in repr(api) + repr(outgoing) + repr(caller) + repr(client)
    assert "hunter2" not in repr(proxied)


async def test_an_error_in_a_pause_holds_no_key(client: HttpClient, server: ScriptedServer) -> None:
    reply = Reply(status=429, json={"error": {"message": KEY}}, headers={"Retry-After": "100"})
    server.reply("/x", reply)
    with pytest.raises(RateLimitError) as caught:
        await api_of(client, server.url).get("/x")
    assert KEY not in str(caught.value)
    assert caught.value.args == (caught.value.message,)
