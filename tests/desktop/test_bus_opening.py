"""Quitting while the session bus has not yet answered the first call."""

from __future__ import annotations

import asyncio

import pytest

from aimonitor.desktop import bus
from aimonitor.desktop.bus import BusError, SessionBus


class Slow:
    """A bus that answers late. Cancelled meanwhile, it falls over as jeepney does."""

    def __init__(self) -> None:
        self.asked, self.answers = asyncio.Event(), asyncio.Event()
        self.closed = 0

    async def connect(self, _address: object) -> Slow:
        self.asked.set()
        try:
            await self.answers.wait()
        except asyncio.CancelledError:
            raise asyncio.InvalidStateError from None
        return self

    async def close(self) -> None:
        self.closed += 1


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    found = Slow()
    monkeypatch.setattr(bus, "open_dbus_connection", found.connect)
    monkeypatch.setattr(bus, "_address", lambda: "unix:path=/none")
    return found


def session(timeout: float = 30.0) -> SessionBus:
    return SessionBus(on_signal=lambda *_: None, on_lost=lambda: None, timeout=timeout)


async def test_who_is_cancelled_meanwhile_is_cancelled_and_leaves_no_connection(slow: Slow) -> None:
    opening = asyncio.create_task(session().open())
    await slow.asked.wait()
    opening.cancel()
    await asyncio.sleep(0)
    slow.answers.set()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert slow.closed == 1


async def test_a_bus_that_never_answers_does_not_hold_up_the_end(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "_MOMENT", 0.0)
    opening = asyncio.create_task(session().open())
    await slow.asked.wait()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening


@pytest.mark.usefixtures("slow")
async def test_a_bus_that_is_too_slow_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_MOMENT", 0.0)
    with pytest.raises(BusError, match="no session bus"):
        await session(timeout=0.0).open()
