from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.domain.history import DayStatus
from aimonitor.domain.money import Money
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import FigureStatus, Health
from aimonitor.domain.usage import Balance, BalanceRole, Provenance
from aimonitor.insight.figures import FROM_BALANCE
from aimonitor.monitor.requests import EditProvider
from aimonitor.providers.base import BalancePart, Call, UsagePart
from tests.monitor.clock import FakeClock
from tests.monitor.odd import OddHouse, odd_house

START = datetime(2026, 11, 10, 9, tzinfo=UTC)


async def nothing(_call: Call) -> UsagePart:
    return UsagePart()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house", clock=FakeClock(START)) as made:
        made.script.kind, made.script.usage = "wallet", nothing
        yield made


async def poll(home: OddHouse, at: datetime, left: str, provenance: Provenance = Provenance.REPORTED) -> None:
    async def balance(_call: Call) -> BalancePart:
        money = Money(amount=Decimal(left), currency="USD")
        return BalancePart(balances=(Balance(role=BalanceRole.TOTAL, money=money, provenance=provenance),))

    home.script.balance = balance
    await home.clock.advance(timedelta(0), asleep=at - home.clock.now())
    await home.stack.monitor.poll_provider(home.state.provider.id)


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


async def test_a_service_that_tells_only_a_balance_has_a_spend_of_today_and_of_the_month(
    home: OddHouse,
) -> None:
    await home.add()
    assert (home.state.today.status, home.state.month.status) == (FigureStatus.UNKNOWN,) * 2
    await poll(home, on(10), "50")
    assert (home.state.today.status, home.state.today.note) == (FigureStatus.UNKNOWN, FROM_BALANCE)
    for day, left in ((11, "48"), (12, "45")):
        await poll(home, on(day), left)
    await poll(home, on(12, 11), "94.5")
    await poll(home, on(12, 12), "94.25")
    today, month = home.state.today, home.state.month
    assert [one.amount for one in today.totals] == [Decimal("3.25")]
    assert [one.amount for one in month.totals] == [Decimal("5.25")]
    assert (today.provenance, month.provenance) == (Provenance.DERIVED,) * 2
    assert today.note == "Worked out from falls of the balance since 10 Nov 2026."
    assert month.note == "Worked out from falls of the balance since 10 Nov 2026."
    assert month.missing == 9
    assert home.state.health is Health.OK


async def test_from_one_account_to_another_nothing_was_spent(home: OddHouse) -> None:
    await home.add()
    await poll(home, on(10), "50")
    await poll(home, on(11), "45")
    change = EditProvider(provider_id=home.state.provider.id, api_key=Secret("sk-odd-TEST-OTHER-ACCOUNT"))
    await home.stack.monitor.edit_provider(change)
    await poll(home, on(11, 10), "5")
    assert [one.amount for one in home.state.today.totals] == [Decimal(5)]
    await poll(home, on(11, 11), "3")
    assert [one.amount for one in home.state.today.totals] == [Decimal(7)]
    await poll(home, on(12), "2.5")
    assert [one.amount for one in home.state.month.totals] == [Decimal("7.5")]


async def test_a_guess_of_what_is_left_makes_no_spend(home: OddHouse) -> None:
    await home.add()
    await poll(home, on(10), "50")
    await poll(home, on(11), "10", Provenance.ESTIMATED)
    await poll(home, on(11, 11), "49")
    assert [one.amount for one in home.state.today.totals] == [Decimal(1)]


async def test_the_outlook_follows_from_derived_days_as_from_others(home: OddHouse) -> None:
    await home.add()
    for day, left in enumerate(("50", "48", "46", "44", "42", "40"), 10):
        await poll(home, on(day), left)
    board = home.stack.monitor.dashboard()
    assert [one.currency for one in board.forecast] == ["USD"]
    assert board.depletion is not None
    assert home.state.last_30_days[-1].cost is not None


async def test_a_day_without_a_reading_is_missing_and_the_next_one_partial(home: OddHouse) -> None:
    provider = await home.add()
    for day, left in ((10, "50"), (11, "48"), (13, "45"), (14, "44")):
        await poll(home, on(day), left)
    found = await home.stack.monitor.history(provider.id, date(2026, 11, 10), date(2026, 11, 14))
    (series,) = found.spend
    assert [(day.status, day.values) for day in series.days] == [
        (DayStatus.PARTIAL, (Decimal(0),)),
        (DayStatus.PARTIAL, (Decimal(2),)),
        (DayStatus.MISSING, ()),
        (DayStatus.PARTIAL, (Decimal(3),)),
        (DayStatus.PARTIAL, (Decimal(1),)),
    ]
    assert series.days[2].note == "the balance was not read on this day"
    assert home.state.month.note.endswith(
        "1 day without a reading: what was spent then stands on the next one read."
    )


async def test_of_days_that_are_no_longer_kept_nothing_is_said_that_is_not_so(home: OddHouse) -> None:
    provider = await home.add()
    for day, left in ((10, "50"), (11, "48"), (12, "45"), (13, "44")):
        await poll(home, on(day), left)
    await home.stack.database.thin(1)
    await poll(home, on(13, 10), "44")
    found = await home.stack.monitor.history(provider.id, date(2026, 11, 11), date(2026, 11, 13))
    (series,) = found.spend
    assert [(day.status, day.note) for day in series.days[:2]] == [
        (DayStatus.MISSING, "before the first reading of the balance that is kept"),
        (DayStatus.KNOWN, ""),
    ]


async def test_a_key_that_reads_costs_has_none_derived(home: OddHouse) -> None:
    home.script.kind = "any"
    await home.add()
    await poll(home, on(10), "50")
    await poll(home, on(11), "48")
    assert home.state.month.status is FigureStatus.UNKNOWN
