"""Polls and the alerts that follow from them, killed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from aimonitor.db.alerts import AlertStore
from aimonitor.domain.budget import Budget, BudgetPeriod, BudgetScope
from aimonitor.domain.notice import NoticeKind
from aimonitor.domain.secret import Secret
from aimonitor.errors import AppError
from aimonitor.monitor.requests import EditProvider
from tests.kills.forks import Tell
from tests.kills.homes import MEMBERS, RESEARCH, check_next_start, lived_in
from tests.kills.job import Job
from tests.monitor.clock import FakeClock, settle
from tests.monitor.house import House

_WRONG = Secret("sk-ant-admin01-DEMO-REVOKED-0001")
_KEYS = {"wrong": _WRONG, "right": RESEARCH.key}
_ALERTS = {"wrong": NoticeKind.NEEDS_YOU, "right": NoticeKind.RECOVERED}
_FEW_MINUTES = timedelta(minutes=6)


class Polls(Job):
    """Polls, one after the other; a key is refused and accepted in turn, and each time that is told."""

    name = "polls and alerts"
    loses = "at most the poll in flight; no alert is repeated"

    def work(self, home: Path, tell: Tell) -> None:
        asyncio.run(_work(home, tell))

    def check(self, home: Path, told: list[str]) -> None:
        asyncio.run(check_next_start(home))
        asyncio.run(_check(home, told))


async def _work(home: Path, tell: Tell) -> None:
    clock = FakeClock()
    async with lived_in(home, clock) as house:
        _listen(house, tell)
        for period in BudgetPeriod:
            budget = Budget(id="", scope=BudgetScope.ALL, period=period, currency="EUR", hard=Decimal(9))
            await house.stack.budgets.save(budget)
            tell(f"budget {period}")
            for which, key in _KEYS.items():
                await clock.advance(_FEW_MINUTES)
                tell(f"key {which} {period}")
                await _poll_all(house, key, tell)


async def _check(home: Path, told: list[str]) -> None:
    clock = FakeClock(_last_time(told))
    async with lived_in(home, clock) as house:
        saved = {state.budget.period.value for state in house.stack.budgets.states()}
        assert saved >= set(_after("budget ", told)), "a budget that was saved is gone"
        for said in _after("poll ", told):
            name, _, at = said.partition("@")
            polls = await house.stack.database.polls(house.state(name).provider.id)
            assert datetime.fromisoformat(at) in [one.started_at for one in polls], f"lost: {said}"
        stored = [alert.kind.value for alert in await AlertStore(house.stack.database).log()]
        shown = _after("alert ", told)
        assert all(shown.count(kind) <= stored.count(kind) for kind in shown), "shown and not stored"
        _listen(house, lambda said: shown.extend(_after("alert ", [said])))
        keys = [said.partition(" ")[0] for said in _after("key ", told)]
        await _poll_all(house, _KEYS[(keys or ["right"])[-1]], lambda _said: None)
        for which, kind in _ALERTS.items():
            assert shown.count(kind.value) <= keys.count(which), f"told twice: {kind}"


def _listen(house: House, tell: Tell) -> None:
    house.stack.alerts.use_desktop(lambda notice: tell(f"alert {notice.kind.value}"))
    house.stack.alerts.start()


async def _poll_all(house: House, key: Secret, tell: Tell) -> None:
    provider_id = house.state(RESEARCH.name).provider.id
    await house.monitor.edit_provider(EditProvider(provider_id=provider_id, api_key=key))
    for member in MEMBERS:
        started = house.clock.now()
        with suppress(AppError):
            await house.monitor.poll_provider(house.state(member.name).provider.id)
        tell(f"poll {member.name}@{started.isoformat()}")
    await settle()
    while running := set(house.stack.alerts._tasks._running):
        await asyncio.wait(running)
        await settle()


def _after(word: str, told: list[str]) -> list[str]:
    return [said.removeprefix(word) for said in told if said.startswith(word)]


def _last_time(told: list[str]) -> datetime:
    """When the killed one had come to, and a little later: the next start is never before."""
    times = [datetime.fromisoformat(said.partition("@")[2]) for said in _after("poll ", told)]
    return max([FakeClock().now(), *times]) + 2 * _FEW_MINUTES
