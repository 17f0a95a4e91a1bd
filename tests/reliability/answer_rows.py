"""Answers that are no figures, or none that can be trusted."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from tests.reliability.front import Reply
from tests.reliability.row import LATER, ON_TIME, POLITELY, Row, Values, World
from tests.reliability.scene import Scene
from tests.reliability.worlds import answer, replying, saying

_MIB = 2**20
_WHOLE = 1024
_SIGN_IN = b"<!DOCTYPE html><html><body>Sign in to the hotel's network</body></html>"
_CHANGED = "Invalid response format: the answer for costs has changed. An update of AIMonitor may help."
_NUMBER = "The answer holds a number that cannot be right, so none of it is used."
_GARBLED = "The service's answer broke off or is garbled."
_NO_DATA = "The service answered something that is not data."
_NOTHING = "The service answered nothing where data was expected."
_TODAY = "Invalid response format: today's figures cannot be read: costs. An update of AIMonitor may help."
_BROKEN_OFF = (
    "The answer for costs is incomplete: its pages break off. The newest days may be missing; "
    "AIMonitor asks again with the next poll."
)


def _with(number: str) -> bytes:
    """A page that would do, but for a number in it."""
    return answer(body=f'{{"object": "page", "data": [], "has_more": false, "n": {number}}}')


def _costs(**changes: object) -> World:
    """The report of costs is another one; the other reports are as they were."""

    def made(_scene: Scene) -> Reply:
        page = {"object": "page", "data": [], "has_more": False, "next_page": None} | changes
        return lambda path: answer(body=json.dumps(page)) if "/costs?" in path else None

    return replying(made)


def _bucket(scene: Scene, amount: object) -> dict[str, object]:
    start = day_start(utc_day(scene.clock.now()))
    line = {"object": "organization.costs.result", "amount": {"value": amount, "currency": "usd"}}
    return {
        "object": "bucket",
        "start_time": int(start.timestamp()),
        "end_time": int((start + ONE_DAY).timestamp()),
        "results": [line | {"line_item": "gpt-5, input"}],
    }


def _today(amount: object) -> World:
    """The bill of the running day is such an amount."""

    def made(scene: Scene) -> Reply:
        page = {"object": "page", "data": [_bucket(scene, amount)], "has_more": False, "next_page": None}
        return lambda path: answer(body=json.dumps(page)) if "/costs?" in path else None

    return replying(made)


def _pages(*, repeat: bool) -> World:
    """Each page of the costs says that there is another one."""

    def made(_scene: Scene) -> Reply:
        turned = [0]

        def reply(path: str) -> bytes | None:
            if "/costs?" not in path:
                return None
            turned[0] += 1
            cursor = "page_again" if repeat else f"page_{turned[0]}"
            page = {"object": "page", "data": [], "has_more": True, "next_page": cursor}
            return answer(body=json.dumps(page))

        return reply

    return replying(made)


@asynccontextmanager
async def _a_gigabyte(scene: Scene) -> AsyncIterator[None]:
    sent: list[int] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(content_length=str(_WHOLE * _MIB)))
        sent.append(0)
        while sent[-1] < _WHOLE and not writer.is_closing():
            writer.write(b" " * _MIB)
            await writer.drain()
            await asyncio.sleep(0)  # a connection that is closing takes all and never makes anyone wait
            sent[-1] += 1

    async with scene.front.with_talk(talk):
        yield
    assert max(sent) < _WHOLE, "an answer beyond the limit was read on"


def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b"["), *(packer.compress(b" " * _MIB) for _ in range(100)), packer.flush()]
    return b"".join(parts)


def _deep() -> bytes:
    return b"[" * 100_000 + b"]" * 100_000


NO_FIGURES = (
    Row(
        fault="A web page, such as a hotel's sign-in",
        world=saying(answer(body=_SIGN_IN, kind="text/html")),
        words="The service answered a web page instead of data. "
        "Is there a sign-in page or a proxy in between?",
        again=POLITELY,
    ),
    Row(fault="204, no content", world=saying(answer(204)), words=_NOTHING, again=POLITELY),
    Row(fault="An empty answer", world=saying(answer()), words=_NOTHING, again=POLITELY),
    Row(fault="Text", world=saying(answer(body="OK", kind="text/plain")), words=_NO_DATA, again=POLITELY),
    Row(
        fault="JSON that is cut",
        world=saying(answer(body='{"object": "page", "data": [{"s')),
        words=_GARBLED,
        again=POLITELY,
    ),
    Row(
        fault="Bytes of no encoding",
        world=saying(answer(body=b'{"object": "\xff\xfe"}')),
        words=_GARBLED,
        again=POLITELY,
    ),
    Row(
        fault="Compressed, but not really",
        world=saying(answer(body=b"nope", content_encoding="gzip")),
        words="The connection to {host} broke off in the middle of the answer.",
    ),
    Row(fault="null", world=saying(answer(body="null")), words=_CHANGED, again=LATER),
    Row(fault="An empty object", world=saying(answer(body="{}")), words=_CHANGED, again=LATER),
    Row(
        fault="Wrong types",
        world=_costs(data={"a": 1}, has_more="perhaps"),
        words=_CHANGED,
        again=ON_TIME,
        values=Values.PARTLY,
    ),
    Row(fault="NaN or Infinity", world=saying(_with("NaN")), words=_NUMBER, again=LATER),
    Row(fault="A number of a hundred digits", world=saying(_with("9" * 100)), words=_NUMBER, again=LATER),
    Row(fault="A number such as 1e999", world=saying(_with("1e999")), words=_NUMBER, again=LATER),
    *(
        Row(fault=fault, world=_today(amount), words=_TODAY, again=ON_TIME, values=Values.PARTLY)
        for fault, amount in (
            ("An amount that is text", "much"),
            ("An amount that is null", None),
            ("An amount beyond any bill, such as 10¹²", 10**12),
        )
    ),
    Row(
        fault="Nested a hundred thousand deep",
        world=saying(answer(body=_deep())),
        words="The answer is nested too deep to be usage data, so none of it is used.",
        again=LATER,
    ),
    Row(
        fault="A body of 1 GB",
        world=_a_gigabyte,
        words="{host} answered more than 32 MiB, so the answer was not read.",
        again=POLITELY,
    ),
    Row(
        fault="A gzip bomb: 100 KB that unpack to 100 MB",
        world=saying(answer(body=_bomb(), content_encoding="gzip")),
        words="{host} answered more than 32 MiB, so the answer was not read.",
        again=POLITELY,
    ),
    Row(
        fault="Pages without end",
        world=_pages(repeat=False),
        words=_BROKEN_OFF,
        again=ON_TIME,
        values=Values.PARTLY,
    ),
    Row(
        fault="A page that leads to itself",
        world=_pages(repeat=True),
        words=_BROKEN_OFF,
        again=ON_TIME,
        values=Values.PARTLY,
    ),
)
