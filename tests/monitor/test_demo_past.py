"""The demo's wallets: what is derived from their readings is what their own books say."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.demo import accounts, company
from aimonitor.demo.cast import CAST, WALLET
from aimonitor.demo.company import COMPANY
from aimonitor.demo.company_services import WALLETS
from aimonitor.demo.wallet import Wallet
from aimonitor.domain.history import DayStatus
from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from aimonitor.domain.usage import Provenance
from aimonitor.insight.history_days import BESIDE_A_GAP, NO_READING
from aimonitor.monitor.demo import running_demo, seed
from aimonitor.monitor.demo_past import LAST_SECOND, UNREAD_DAY
from tests.monitor.clock import FakeClock
from tests.monitor.house import places

ALL = WALLETS | {WALLET.name: Wallet(base=accounts.WALLET)}


async def test_the_cast_alone_stands_in_its_order_too(tmp_path: Path) -> None:
    clock = FakeClock()
    async with running_demo(places(tmp_path), flags={}, environ={}, clock=clock) as (stack, _servers):
        await stack.monitor.open()
        await seed(stack.monitor, stack.budgets)
        states = stack.monitor.states()
    assert [state.provider.name for state in states] == [member.name for member in CAST]
    assert len([state for state in states if state.month.provenance is Provenance.DERIVED]) == 1


def test_each_wallet_of_the_company_but_the_debt_has_a_past() -> None:
    assert set(ALL) == {
        company.MOONSHOT.name,
        company.SILICONFLOW.name,
        company.VERCEL.name,
        WALLET.name,
    }


@pytest.mark.parametrize("name", ALL)
async def test_derived_days_top_ups_and_a_gap_are_those_of_the_book(tmp_path: Path, name: str) -> None:
    clock, wallet = FakeClock(), ALL[name]
    book = wallet.base
    today = utc_day(clock.now())
    async with running_demo(places(tmp_path), flags={}, environ={}, clock=clock, all_services=True) as (
        stack,
        _servers,
    ):
        await stack.monitor.open()
        await seed(stack.monitor, stack.budgets, all_services=True)
        states = stack.monitor.states()
        assert [state.provider.name for state in states] == [member.name for member in COMPANY]
        state = next(state for state in states if state.provider.name == name)
        assert state.month.provenance is Provenance.DERIVED
        found = await stack.monitor.history(state.provider.id, today - 40 * ONE_DAY, today)
        top_ups = await stack.database.top_ups(state.provider.id)
    (series,) = found.spend
    gap = today - UNREAD_DAY * ONE_DAY
    told = {day.day: day for day in series.days}
    assert (told[gap].status, told[gap].note) == (DayStatus.MISSING, NO_READING)
    beside = (gap - ONE_DAY, gap + ONE_DAY)
    assert [(told[day].status, told[day].note) for day in beside] == [(DayStatus.PARTIAL, BESIDE_A_GAP)] * 2
    gained = {top_up.day: top_up.money.amount for top_up in top_ups}
    assert gained or name != WALLET.name
    for day in set(told) - {gap, *beside}:
        last, before = (min(clock.now(), day_start(one) + LAST_SECOND) for one in (day, day - ONE_DAY))
        by_midnight = book.record(day - ONE_DAY, clock.now()).cost - book.record(day - ONE_DAY, before).cost
        spent = book.record(day, last).cost
        # what was used in the last minute before midnight only lessens a top-up that came with it
        rise = wallet.top_up - by_midnight if day in gained else None
        assert told[day].values == (spent if day in gained else spent + by_midnight,), day
        assert gained.get(day) == rise
