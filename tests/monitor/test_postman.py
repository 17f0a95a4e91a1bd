from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from aimonitor.domain.alert import Delivery
from aimonitor.domain.notice import Notice
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, KeychainError, KeychainFault
from aimonitor.keychain.memory import SessionKeys
from aimonitor.monitor.channels import ADDRESS_ENTRY, DesktopChannel, WebhookChannel
from aimonitor.monitor.postman import LATER, Postman, sample
from aimonitor.net.http import HttpClient
from aimonitor.net.settings import HttpSettings
from aimonitor.settings.settings import Settings, WebhookKind
from tests.monitor.clock import START, FakeClock, settle
from tests.net.server import Reply, ScriptedServer

PATH = "/hook/T0TESTonlyTESTonly"
ALERT = sample(START)


@dataclass
class Office:
    postman: Postman
    server: ScriptedServer
    clock: FakeClock
    keys: SessionKeys
    kind: WebhookKind = WebhookKind.JSON
    heard: list[Secret] = field(default_factory=list)

    @property
    def address(self) -> Secret:
        return Secret(self.server.url + PATH)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    clock, keys = FakeClock(), SessionKeys()

    async def at_once(_seconds: float) -> None:
        return

    heard: list[Secret] = []
    http = HttpClient(HttpSettings(proxy_mode="none"), now=clock.now, rng=random.Random(1), sleep=at_once)
    async with ScriptedServer() as server:
        made: Office
        webhook = WebhookChannel(keys, http, lambda: Settings(webhook=made.kind), heard.append)
        made = Office(Postman(DesktopChannel(), webhook, clock), server, clock, keys, heard=heard)
        yield made
    await http.aclose()


async def delivered(office: Office) -> tuple[Delivery, ...]:
    """What became of an alert in the end."""
    known = [found async for found in office.postman.deliver(ALERT)]
    return known[-1] if known else ()


async def test_what_became_of_it_is_known_before_the_last_try(office: Office) -> None:
    office.postman.desktop.show = lambda _notice: None
    await office.postman.webhook.keep(office.address)
    office.server.reply(PATH, Reply(status=503))
    telling = office.postman.deliver(ALERT)
    assert [one.done for one in await anext(telling)] == [True]
    assert [one.done for one in await anext(telling)] == [True, False]
    office.server.reply(PATH, Reply())
    last = asyncio.ensure_future(anext(telling))
    while not last.done():
        await office.clock.advance(timedelta(seconds=30))
        await asyncio.sleep(0.001)
    assert [one.done for one in await last] == [True, True]


async def test_an_alert_goes_by_every_channel_that_is_on(office: Office) -> None:
    shown: list[Notice] = []
    office.postman.desktop.show = shown.append
    office.server.reply(PATH, Reply())
    await office.postman.webhook.keep(office.address)
    done = await delivered(office)
    assert [(one.channel, one.done) for one in done] == [("desktop", True), ("webhook", True)]
    assert shown == [ALERT.notice]
    assert office.server.seen[0].json["body"] == ALERT.body


async def test_what_is_off_is_not_told(office: Office) -> None:
    office.kind = WebhookKind.OFF
    assert await delivered(office) == ()
    assert office.server.seen == []


async def test_the_address_is_kept_in_the_keychain_under_a_name_no_provider_can_have(office: Office) -> None:
    await office.postman.webhook.keep(office.address)
    assert await office.keys.get_api_key(ADDRESS_ENTRY) == office.address
    assert not set(ADDRESS_ENTRY) <= set("0123456789abcdef")
    assert office.heard == [office.address]
    await office.postman.webhook.keep(None)
    with pytest.raises(KeychainError):
        await office.keys.get_api_key(ADDRESS_ENTRY)


@pytest.mark.parametrize("fault", [KeychainFault.ABSENT, KeychainFault.LOCKED])
async def test_without_a_keychain_there_is_nothing_to_forget(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: KeychainFault
) -> None:
    async def refuse(_entry: str) -> None:
        text = "No."
        raise KeychainError(text, fault=fault)

    monkeypatch.setattr(office.keys, "delete_api_key", refuse)
    if fault is KeychainFault.ABSENT:
        await office.postman.webhook.keep(None)
    else:
        with pytest.raises(KeychainError):
            await office.postman.webhook.keep(None)


async def test_without_an_address_the_log_says_so(office: Office) -> None:
    (done,) = await delivered(office)
    assert done == Delivery(
        channel="webhook", done=False, words="There is no webhook address yet. Enter it first."
    )


async def test_a_locked_keychain_is_said_and_does_not_ask(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    async def locked(_entry: str, *, ask: bool = True) -> Secret:
        asked.append(ask)
        text = "The keychain is locked."
        raise KeychainError(text, fault=KeychainFault.LOCKED)

    monkeypatch.setattr(office.keys, "get_api_key", locked)
    (done,) = await delivered(office)
    assert (done.done, done.words, asked) == (False, "The keychain is locked.", [False])
    assert [channel.ready for channel in await office.postman.states()] == [False, False]


async def test_a_webhook_that_is_down_is_tried_again_later(office: Office) -> None:
    await office.postman.webhook.keep(office.address)
    office.server.reply(PATH, Reply(status=503))
    telling = asyncio.ensure_future(delivered(office))
    while len(office.server.seen) < 3:  # noqa: ASYNC110  a server of another's makes no event of ours
        await asyncio.sleep(0.001)
    await settle()
    assert not telling.done()
    office.server.reply(PATH, Reply())
    while not telling.done():
        await office.clock.advance(timedelta(seconds=30))
        await asyncio.sleep(0.001)
    assert (await telling)[0].done


async def test_after_the_last_try_it_is_given_up(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    await office.postman.webhook.keep(office.address)
    office.server.reply(PATH, Reply(status=503))
    telling = asyncio.ensure_future(delivered(office))
    with caplog.at_level(logging.DEBUG):
        while not telling.done():
            await office.clock.advance(timedelta(minutes=1))
            await asyncio.sleep(0.001)
    (done,) = await telling
    assert not done.done
    assert "has a fault of its own (status 503)" in done.words
    assert len(office.server.seen) == 3 * (len(LATER) + 1)
    assert "T0TEST" not in done.words + caplog.text


async def test_a_no_is_not_tried_again(office: Office) -> None:
    await office.postman.webhook.keep(office.address)
    office.server.reply(PATH, Reply(status=404))
    (done,) = await delivered(office)
    assert (done.done, len(office.server.seen)) == (False, 1)


async def test_the_sample_goes_by_one_channel(office: Office) -> None:
    office.server.reply(PATH, Reply())
    await office.postman.webhook.keep(office.address)
    done = await office.postman.test("webhook", START)
    assert done == Delivery(channel="webhook", done=True, words="sent (json)")
    assert "test" in office.server.seen[0].json["body"]
    assert not (await office.postman.test("desktop", START)).done
    with pytest.raises(ConfigError, match="desktop or webhook"):
        await office.postman.test("pigeon", START)


async def test_how_channels_are_set_up(office: Office) -> None:
    desktop, webhook = await office.postman.states()
    assert (desktop.ready, webhook.ready) == (False, False)
    office.postman.desktop.show = lambda _notice: None
    await office.postman.webhook.keep(office.address)
    desktop, webhook = await office.postman.states()
    assert (desktop.ready, webhook.ready, webhook.words) == (True, True, "A json webhook.")


async def test_an_ntfy_address_without_a_topic_is_not_kept(office: Office) -> None:
    office.kind = WebhookKind.NTFY
    with pytest.raises(ConfigError, match="topic"):
        await office.postman.webhook.keep(Secret(office.server.url))
    with pytest.raises(KeychainError):
        await office.keys.get_api_key(ADDRESS_ENTRY)
