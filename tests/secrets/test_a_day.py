"""The canary test: keys are planted everywhere a key can enter, then a day goes wrong in every way.

Afterwards they are in the keychain alone: no file, text, export, message, command or window holds a piece.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import random
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from aimonitor.__main__ import main
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import KEYCHAIN_REF, SESSION_REF
from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError
from aimonitor.keychain.service import KeychainService
from aimonitor.logs import Redactor, asyncio_trouble, start_logging, uncaught
from aimonitor.masking import HIDDEN
from aimonitor.monitor.channels import ADDRESS_ENTRY
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.net.http import HttpClient
from aimonitor.providers.registry import Registry
from aimonitor.settings.paths import AppPaths
from aimonitor.settings.settings import DigestEvery, WebhookKind
from tests.db.tails import unpacked
from tests.keychain.backends import GoodKeyring
from tests.monitor.clock import FakeClock
from tests.monitor.house import Heard
from tests.net.server import ScriptedServer
from tests.secrets import canaries
from tests.secrets.canaries import FORMS, leaks
from tests.secrets.echoing import KNOWN, MOODS, EchoServers

VARIABLE = "CANARY_VARIABLE"
HOUR = timedelta(hours=1)
ROUNDS = 26
ALL = tuple(ArchiveKind)
PLACES = {"openrouter": SESSION_REF, "deepseek": f"env:{VARIABLE}"}


class Day:
    """What was said to anybody in the course of it."""

    def __init__(self, home: Path) -> None:
        self.paths = AppPaths.resolve(home / "aimonitor", {})
        self.outside = home / "elsewhere"
        self.outside.mkdir()
        self.clock = FakeClock()
        self.redactor = Redactor()
        self.heard = Heard()
        self.shown: list[Notice] = []
        self.told: list[str] = []
        self.known = ""

    def tell(self, error: BaseException) -> None:
        """All that a crash reporter would send of it."""
        report = traceback.TracebackException.from_exception(error, capture_locals=False)
        self.told += [repr(error), *report.format()]
        if isinstance(error, AppError):
            self.told += [error.message, error.detail]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> GoodKeyring:
    keychain = GoodKeyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    return keychain


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries wait in no time at all."""
    ahead = [0.0]

    async def sleep(seconds: float) -> None:
        ahead[0] += seconds

    made = partial(HttpClient, monotonic=lambda: time.monotonic() + ahead[0], sleep=sleep)
    monkeypatch.setattr("aimonitor.monitor.stack.HttpClient", made)


@contextmanager
def logged(day: Day) -> Iterator[None]:
    handle = start_logging(folder=day.paths.logs, level="debug", redactor=day.redactor)
    try:
        yield
    finally:
        handle.close()


async def echo_hook(request: web.Request) -> web.StreamResponse:
    """Takes one message in four, and says in all ways where it was sent to."""
    place = random.Random(request.content_length).randrange(4)
    headers = {"Location": f"https://elsewhere.example{request.path}"} if place == 1 else {}
    return web.Response(status=(200, 302, 404, 503)[place], text=str(request.url), headers=headers)


async def refused(day: Day, stack: Stack, **changes: object) -> None:
    """Added so, it is refused, in words that are looked through as well."""
    wanted: dict[str, object] = {
        "provider_type": "openai",
        "name": "Wrong",
        "api_key": Secret(canaries.TYPED.value),
    }
    before = len(stack.monitor.states())
    for wish in (stack.monitor.add_provider, stack.monitor.test_key):
        with pytest.raises(AppError) as caught:
            await wish(AddProvider(**(wanted | changes)))  # type: ignore[arg-type]
        day.tell(caught.value)
    assert len(stack.monitor.states()) == before


async def plant(day: Day, stack: Stack, hook: ScriptedServer) -> None:
    """Keys enter by every door, the wrong ones too."""
    for name, (canary, _) in KNOWN.items():
        ref = PLACES.get(name, KEYCHAIN_REF)
        key = None if ref.startswith("env:") else Secret(canary.value)
        await stack.monitor.add_provider(
            AddProvider(provider_type=name, name=f"My {name}", api_key=key, api_key_ref=ref)
        )
    typed, login = canaries.TYPED.value, canaries.USERINFO.value
    await refused(day, stack, options={"base_url": f"https://me:{login}@api.example.com"})
    await refused(day, stack, options={"base_url": f"https://api.example.com/{typed}"})
    await refused(day, stack, options={"project": typed})
    await refused(day, stack, api_key=None, api_key_ref=f"env:{login}a1B")
    await refused(day, stack, api_key=None, api_key_ref=typed)
    await refused(day, stack, api_key=Secret(f"{typed} {typed}"))
    with pytest.raises(AppError) as caught:
        await stack.monitor.add_provider(
            AddProvider(provider_type="openai", name=typed, api_key=Secret("k" * 9))
        )
    day.tell(caught.value)
    first = stack.monitor.states()[0].provider.id
    with pytest.raises(AppError) as caught:
        await stack.monitor.edit_provider(EditProvider(provider_id=first, name=f"My {typed}"))
    day.tell(caught.value)
    await stack.desk.save_settings({"webhook": WebhookKind.JSON, "digest_every": DigestEvery.DAY})
    await stack.alerts.set_webhook(Secret(hook.url + canaries.WEBHOOK.value))
    stack.monitor.add_listener(day.heard)
    stack.alerts.use_desktop(day.shown.append)
    stack.alerts.start()


async def live(day: Day, stack: Stack, servers: EchoServers) -> None:
    """A day, an hour at a time, each service in another mood each hour."""
    for number in range(ROUNDS):
        servers.round = number
        for state in stack.monitor.states():
            try:
                await stack.monitor.poll_provider(state.provider.id)
            except AppError as error:
                day.tell(error)
        if number % 5 == 0:
            with pytest.raises(AppError) as caught:
                await stack.http.send_message(Secret(f"ftp://x/{canaries.WEBHOOK.secret}"), b"{}")
            day.tell(caught.value)
            day.told.append(repr(await stack.alerts.test_channel("webhook")))
        await day.clock.advance(HOUR)
        await judged(stack)


async def judged(stack: Stack) -> None:
    """Until nothing is being judged."""
    for _ in range(100):
        running_now = {task for task in stack.alerts._tasks._running if task.get_name() == "alerts"}
        if not running_now:
            return
        await asyncio.wait(running_now, timeout=0.05)


def crash() -> None:
    """What hooks make of faults of our own that hold a key in each form."""
    for canary in canaries.KEYS:
        for form in FORMS:
            told, error = form(canary.value), KeyError(form(canary.value))
            error.__cause__ = RuntimeError(told)
            uncaught(KeyError, error, None)
            asyncio_trouble(asyncio.get_running_loop(), {"message": told, "exception": error})
            logging.getLogger("aiohttp.client").info("sent %s", {"authorization": told})


async def write_out(day: Day, stack: Stack, hook: ScriptedServer) -> None:
    """All that can be taken away, and all that is held in memory to be shown."""
    outside, archive = day.outside, stack.archive
    await archive.export(ExportOrder(kinds=ALL, file_format="json"), outside / "all.json")
    await archive.export(ExportOrder(kinds=ALL, file_format="csv"), outside / "tables")
    await archive.backup(outside / "backup.sqlite3")
    today = day.clock.now().date()
    for state in stack.monitor.states():
        day.told.append(repr(await stack.monitor.history(state.provider.id, today - 40 * HOUR * 24, today)))
        day.told.append(repr(await stack.monitor.polls(state.provider.id)))
    day.told += map(repr, (stack.monitor.states(), stack.monitor.dashboard(), await stack.alerts.book()))
    day.told += map(repr, (day.heard, day.shown, stack.preferences.resolved, stack.http, stack.keys, stack))
    day.told += [seen.body.decode() for seen in hook.seen]
    day.told += [repr(await stack.database.settings()), repr(await stack.database.providers())]


async def whole(day: Day, keyring: GoodKeyring, environ: dict[str, str]) -> None:
    servers = EchoServers(now=day.clock.now, good_polls=None)
    await servers.start()
    urls = {Registry().manifest(name).base_url_env: url for name, url in servers.base_urls.items()}
    async with ScriptedServer() as hook:
        hook.reply("*", echo_hook)
        try:
            async with running(
                day.paths,
                flags={},
                environ={**environ, **urls},
                keychain=KeychainService(),
                clock=day.clock,
                redactor=day.redactor,
            ) as stack:
                await stack.monitor.open()
                await plant(day, stack, hook)
                await live(day, stack, servers)
                crash()
                await write_out(day, stack, hook)
                assert leaks(files(day)) == [], "while it runs: also the write-ahead log and the tail"
                seen = {name: service.keys_seen for name, service in servers.services.items()}
        finally:
            await servers.stop()
    assert seen == {name: {canary.name} for name, (canary, _) in KNOWN.items()}, (
        "each key reached its service"
    )
    assert len(hook.seen) > 5
    assert all(request.path == canaries.WEBHOOK.value for request in hook.seen)
    stored = sorted(keyring.stored.values())
    kept = [canaries.OPENAI, canaries.ANTHROPIC, canaries.LITELLM]
    assert keyring.stored["AIMonitor", ADDRESS_ENTRY].endswith(canaries.WEBHOOK.value)
    assert [one for one in stored if "/hook/" not in one] == sorted(canary.value for canary in kept)


def files(day: Day) -> bytes:
    """All that stands on the disk, names included."""
    found = [file for place in (day.paths.data.parent, day.outside) for file in place.rglob("*")]
    return b"\n".join(
        [str(file).encode() + b"\n" + (unpacked(file) if file.is_file() else b"") for file in found]
    )


def commands(day: Day, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command line says of it, of wrong input and of a file that somebody put keys into."""
    document = json.loads((day.outside / "all.json").read_text())
    document["providers"][0] |= {
        "api_key": canaries.IMPORTED.value,
        "options": {"api_key": canaries.IMPORTED.value},
    }
    given = day.outside.parent / "given.json"
    given.write_text(json.dumps(document))
    typed, home = canaries.TYPED.value, str(day.paths.data.parent)
    lines = [
        ("status",),
        ("status", "--json"),
        ("providers", "list"),
        ("providers", "list", "--json"),
        ("alerts", "list"),
        ("alerts", "list", "--json"),
        ("doctor",),
        ("doctor", "--json"),
        ("poll",),
        ("export", "--format", "csv", "--what", "days"),
        ("providers", "add", "openai", "--name", "x", typed),
        ("providers", "add", "openai", "--name", "x", "--key", typed),
        ("providers", "add", "openai", "--name", "x", "--key-env", typed),
        ("providers", "add", "openai", "--name", "x", "--key-env", f"{canaries.USERINFO.value}a1B"),
        ("providers", "add", "openai", "--name", "x", "--key-stdin", "--set", f"api_key={typed}"),
        (
            "providers",
            "add",
            "openai",
            "--name",
            "x",
            "--key-stdin",
            "--base-url",
            f"https://a:{typed}@h.example",
        ),
        ("--home", home + "2", "import", str(given)),
        (typed,),
    ]
    for line in lines:
        place = () if line[0] == "--home" else ("--home", home)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115, PTH123  closed by the end
            try:
                main([*place, *line])
            except SystemExit:
                pass
            finally:
                sys.stdin.close()
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_after_a_day_of_faults_keys_are_in_the_keychain_alone(
    private_home: Path,
    keyring: GoodKeyring,
    no_time: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert no_time is None
    day = Day(private_home)
    proxy = f"http://me:{canaries.PROXY.value}@proxy.example:3128"
    environ = {
        VARIABLE: canaries.DEEPSEEK.value,
        "AIMONITOR_PROXY_MODE": "custom",
        "AIMONITOR_PROXY_URL": proxy,
    }
    with logged(day):
        asyncio.run(whole(day, keyring, environ))
    log = (day.paths.logs / "aimonitor.log").read_text()
    assert log.count(HIDDEN) > 3 * len(FORMS) * len(canaries.KEYS), "the crashes were logged, without keys"
    told = "\n".join(day.told)
    assert told.count(HIDDEN) > 100, "the names came through, and were hidden"
    assert leaks(told) == []
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for name in KNOWN:
        monkeypatch.setenv(Registry().manifest(name).base_url_env, "http://127.0.0.1:9")
    said = commands(day, capsys)
    assert "My deepseek" in said
    assert leaks(said) == []
    assert leaks(files(day)) == []
    gc.collect()


def test_each_mood_is_met_and_the_finder_finds_each_form() -> None:
    assert len(MOODS) <= ROUNDS
    for canary in canaries.KEYS:
        for form in FORMS:
            assert leaks(f"a {form(canary.value)} b"), (canary, form(canary.value))
            assert leaks(f"a {form(canary.value)} b".encode("utf-16-le"))
    assert leaks("sk-admin-… sk-ant-admin01-… sk-or-v1-…") == []
