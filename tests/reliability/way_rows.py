"""Encryption and proxies: what stands between, and what does not get the key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aimonitor.domain.state import Health
from aimonitor.net.settings import HttpSettings
from tests.net.certificates import Authority, self_signed
from tests.net.forward import forward_proxy
from tests.net.raw import old_tls, raw_server, silent
from tests.reliability.row import YOURS, Row, World, harmless
from tests.reliability.scene import HOST, Scene
from tests.reliability.worlds import answer, secured, talking

_REVOKED = "The certificate of {host} was revoked by its authority, so the key was not sent."


@asynccontextmanager
async def _revoked(scene: Scene) -> AsyncIterator[None]:
    """Its list of revoked certificates names the certificate, and lies where the certificate says."""
    lists: list[bytes] = []
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        writer.write(answer(body=lists[0], kind="application/pkix-crl"))

    async with raw_server(serve) as url:
        tls, revoked = scene.authority.revoked(HOST, list_at=f"{url}/revoked.crl")
        lists.append(revoked)
        async with secured(lambda _: tls)(scene):
            yield
    assert asked == 0, "the list is asked for now: say so in the row"


def _listed(make: Callable[[Authority, Path], Authority]) -> World:
    """What the service shows is revoked, or who vouches for it is; the user keeps the lists."""

    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        signer = make(scene.authority, scene.folder)
        tls = signer.server(HOST)
        is_own = signer is scene.authority
        lists = [scene.authority.crl(signer.last_serial if is_own else signer.serial)]
        file = scene.folder / "revoked.pem"
        _put(file, b"".join([*lists, b"" if is_own else signer.crl()]))
        await scene.stack.http.reconfigure(HttpSettings(proxy_mode="none", revoked=str(file)))
        async with secured(lambda _: tls)(scene):
            yield
        await scene.stack.http.reconfigure(HttpSettings(proxy_mode="none"))

    return world


def _put(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def _speaks_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(answer(400))
    await writer.drain()


ENCRYPTION = (
    Row(
        fault="A certificate that vouches for itself",
        world=secured(lambda scene: self_signed(scene.folder, HOST)),
        words="{host} vouches for itself (a self-signed certificate), so the key was not sent.",
    ),
    Row(
        fault="A certificate by an authority that this computer does not know",
        world=secured(lambda scene: Authority(scene.folder, "Stranger").server(HOST)),
        words="{host} is vouched for by an authority this computer does not know, so the key was not sent. "
        "A company proxy may need its certificate installed.",
    ),
    Row(
        fault="A certificate that has expired",
        world=secured(lambda scene: scene.authority.server(HOST, starts=-3, ends=-2)),
        words="The certificate of {host} has expired. "
        "Check this computer's date; else its owner must renew it.",
    ),
    Row(
        fault="A certificate that is not valid yet",
        world=secured(lambda scene: scene.authority.server(HOST, starts=1, ends=2)),
        words="The certificate of {host} is not valid yet. Check this computer's date and time.",
    ),
    Row(
        fault="A certificate of another name",
        world=secured(lambda scene: scene.authority.server("other.example.com")),
        words="The certificate of {host} belongs to another name, so the key was not sent.",
    ),
    Row(
        fault="A certificate that its authority has revoked, by a list that you keep",
        world=_listed(lambda authority, _: authority),
        words=f"{_REVOKED} Its owner must get a new one.",
    ),
    Row(
        fault="A certificate by an authority that was itself revoked, by lists that you keep",
        world=_listed(lambda authority, folder: Authority(folder, "Between", above=authority)),
        words=f"{_REVOKED} Its owner must get a new one.",
    ),
    harmless(
        "A certificate that its authority has revoked, and you keep no list of that authority's",
        _revoked,
        "**not noticed**, see below",
    ),
    Row(
        fault="TLS 1.1 and older only",
        world=talking(old_tls, plain=True),
        words="{host} offers only outdated encryption (TLS 1.2 or newer is needed), so the key was not sent.",
    ),
    Row(
        fault="No encryption at this port",
        world=talking(_speaks_plainly, plain=True),
        words="{host} does not speak TLS on this port. Check the address: it may be an http address.",
    ),
)


def _proxied(answer_of_it: bytes = b"", *, login: str = "") -> World:
    @asynccontextmanager
    async def world(scene: Scene) -> AsyncIterator[None]:
        async with forward_proxy(scene.front.port, answer_of_it) as proxy:
            async with _set(scene, proxy.url.replace("http://", f"http://{login}")):
                yield
            assert proxy.heads
            assert all(head.startswith(f"CONNECT {HOST}:") for head in proxy.heads)

    return world


@asynccontextmanager
async def _set(scene: Scene, url: str) -> AsyncIterator[None]:
    await scene.stack.http.reconfigure(HttpSettings(proxy_mode="custom", proxy_url=url))
    scene.proxy = url.rpartition("/")[2].rpartition("@")[2]
    yield
    await scene.stack.http.reconfigure(HttpSettings(proxy_mode="none"))
    scene.proxy = ""


@asynccontextmanager
async def _proxy_down(scene: Scene) -> AsyncIterator[None]:
    async with raw_server(silent) as url:
        pass
    async with _set(scene, url):
        yield


@asynccontextmanager
async def _proxy_hangs(scene: Scene) -> AsyncIterator[None]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        scene.clock.elapse(11)
        await silent(reader, writer)

    async with raw_server(talk) as url, _set(scene, url):
        yield


@asynccontextmanager
async def _socks(scene: Scene) -> AsyncIterator[None]:
    async with _set(scene, "socks5://127.0.0.1:1080"):
        yield


PROXIES = (
    harmless("A proxy that works", _proxied(), "it sees the host's name and never the key"),
    harmless("A proxy that works, with a log-in", _proxied(login="user:pass@")),
    Row(
        fault="The proxy is down",
        world=_proxy_down,
        words="The proxy {proxy} cannot be reached. Check the proxy in Settings, Network.",
    ),
    Row(
        fault="The proxy asks for a log-in, or refuses it",
        world=_proxied(b"HTTP/1.1 407 Log in\r\nContent-Length: 0\r\n\r\n", login="user:wrong@"),
        words="The proxy {proxy} asks for a user name and password. "
        "Write them into its address, in AIMONITOR_PROXY_URL or config.toml.",
    ),
    Row(
        fault="The proxy does not let it through",
        world=_proxied(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"),
        words="The proxy {proxy} did not let the request through to {host} (status 403).",
    ),
    Row(
        fault="The proxy takes the request, then silence",
        world=_proxy_hangs,
        words="{host} could not be reached in time through the proxy {proxy}. "
        "Check the proxy in Settings, Network.",
    ),
    Row(
        fault="A SOCKS proxy",
        world=_socks,
        state=Health.NEEDS_YOU,
        words="SOCKS proxies cannot be used; set an HTTP proxy in Settings, Network, "
        "such as http://proxy.example.com:3128.",
        again=YOURS,
    ),
)
