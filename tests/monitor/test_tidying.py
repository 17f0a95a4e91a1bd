"""The history is tidied once a day, and not by a clock that is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from aimonitor.demo import cast
from aimonitor.domain.periods import utc_day
from tests.monitor.clock import START, FakeClock
from tests.monitor.house import House, house, places

DAY = timedelta(days=1)
FIRST = utc_day(START) - 179 * DAY
"""So far back the service's contract reaches."""


async def kept(home: House) -> list[date]:
    """The days of which costs are stored."""
    provider = home.state(cast.PRODUCTION.name).provider
    found = await home.stack.database.history(provider.id, date(2000, 1, 1), date(2100, 1, 1))
    return sorted({cost.day for cost in found.costs})


async def begun(path: Path) -> None:
    """A history of half a year, of which the user keeps a hundred days from the next start on."""
    async with house(path) as home:
        provider = await home.add(cast.PRODUCTION)
        await home.monitor.poll_provider(provider.id)
        assert (await kept(home))[0] == FIRST
        await home.stack.database.set_settings({"keep_days": "100"})


async def passes(home: House, time: timedelta) -> None:
    await home.clock.advance(time)
    for _ in range(50):  # what was begun in the database's thread ends
        await home.stack.database.settings()


async def test_a_start_tidies_and_so_does_each_day(tmp_path: Path) -> None:
    await begun(tmp_path)
    async with house(tmp_path, clock=FakeClock(START + timedelta(hours=1))) as home:
        await home.monitor.start_polling()
        await passes(home, timedelta(minutes=2))
        assert (await kept(home))[0] == utc_day(START) - 100 * DAY
        await passes(home, timedelta(hours=24, minutes=2))
        assert (await kept(home))[0] == utc_day(START) - 99 * DAY


async def test_a_start_with_a_clock_that_is_years_ahead_removes_nothing(tmp_path: Path) -> None:
    await begun(tmp_path)
    ahead = timedelta(days=73 * 365)
    async with house(tmp_path, clock=FakeClock(START + ahead), answers_of=START) as home:
        await home.monitor.start_polling()
        await passes(home, timedelta(hours=1))
        assert (await kept(home))[0] == FIRST
        home.clock.set_back(ahead)
        await passes(home, timedelta(minutes=2))
        assert (await kept(home))[0] == utc_day(START) - 100 * DAY, "and with the right time it is tidied"


async def test_nor_do_the_starts_after_it_with_that_clock(tmp_path: Path) -> None:
    """The polls of the first start are by the same clock: they do not prove it."""
    await begun(tmp_path)
    ahead = START + timedelta(days=73 * 365)
    for hours in (0, 2, 4):
        clock = FakeClock(ahead + timedelta(hours=hours))
        async with house(tmp_path, clock=clock, answers_of=START) as home:
            await home.monitor.start_polling()
            await passes(home, timedelta(hours=1))
            assert home.state(cast.PRODUCTION.name).last_poll is not None
            assert (await kept(home))[0] == FIRST


async def test_nor_does_a_clock_that_leaps_while_it_runs(tmp_path: Path) -> None:
    await begun(tmp_path)
    async with house(tmp_path, clock=FakeClock(START + timedelta(hours=1)), answers_of=START) as home:
        await home.monitor.start_polling()
        await passes(home, timedelta(minutes=2))
        before = await kept(home)
        await home.clock.advance(timedelta(minutes=2), asleep=timedelta(days=4000))
        await passes(home, timedelta(minutes=2))
        assert await kept(home) == before


async def test_after_a_long_absence_it_is_tidied_a_day_later(tmp_path: Path) -> None:
    await begun(tmp_path)
    later = START + timedelta(days=60)
    async with house(tmp_path, clock=FakeClock(later), answers_of=later) as home:
        await home.monitor.start_polling()
        await passes(home, timedelta(hours=1))
        assert (await kept(home))[0] == FIRST
        await passes(home, timedelta(hours=24))
        assert (await kept(home))[0] == utc_day(later) - 99 * DAY
    assert places(tmp_path).database.exists()
