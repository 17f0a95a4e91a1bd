"""What the code of a plugin may hand back, or end in, and that it is named for it: nobody else falls."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import FigureStatus
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayQuantity,
    DayTokens,
    Provenance,
    QuotaWindow,
    Unit,
)
from aimonitor.errors import PluginError, ProblemKind
from aimonitor.providers.base import BalancePart, Call, KeyReport, UsagePart
from tests.monitor.odd import OddClient, OddHouse, every_day, odd_house

DAY = date(2026, 11, 1)
BEHIND_THE_LAST_YEAR = datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))
"""Python has such times, and none in UTC that they are."""

ONE = Money(amount=Decimal(1), currency="USD")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[OddHouse]:
    async with odd_house(tmp_path / "house") as made:
        yield made


def answer(found: object) -> Callable[[Call], Awaitable[Any]]:
    async def tell(_call: Call) -> object:
        return found

    return tell


def cost(**changed: Any) -> DayCost:  # noqa: ANN401  nonsense of any kind
    return DayCost(**{"day": DAY, "model": "m", "money": ONE, "provenance": Provenance.BILLED, **changed})


def tokens(**changed: Any) -> UsagePart:  # noqa: ANN401
    return UsagePart(day_tokens=(DayTokens(**{"day": DAY, "model": "m", **changed}),))


def images(quantity: Any) -> UsagePart:  # noqa: ANN401
    row = DayQuantity(day=DAY, name="images", model=None, unit=Unit.IMAGES, quantity=quantity)
    return UsagePart(day_quantities=(row,))


def window(**changed: Any) -> UsagePart:  # noqa: ANN401
    return UsagePart(windows=(QuotaWindow(**{"id": "a", "name": "A", "unit": Unit.USD, **changed}),))


def part(**fields: Any) -> UsagePart:  # noqa: ANN401
    return UsagePart(**fields)


def balances(*found: Any) -> BalancePart:  # noqa: ANN401
    return BalancePart(balances=found)


def report(kind: Any, can: Any) -> KeyReport:  # noqa: ANN401
    return KeyReport(kind=kind, can=can)


NONSENSE: dict[str, object] = {
    "nothing": None,
    "text": "costs",
    "another part": BalancePart(balances=()),
    "rows that are none": part(day_costs=(1, 2)),
    "rows of another kind": part(day_costs=(DayTokens(day=DAY, model=None),)),
    "no rows at all": part(day_costs=None),
    "a row without money": part(day_costs=(cost(money=None),)),
    "a day that is none": part(day_costs=(cost(day="soon"),)),
    "a model that is no text": part(day_costs=(cost(model=7),)),
    "a text that cannot be written": part(day_costs=(cost(model="\ud800"),)),
    "more money than there is": part(day_costs=(cost(money=Money(amount=Decimal("1e12"), currency="USD")),)),
    "tokens with a fraction": tokens(input_tokens=1.5),
    "tokens below zero": tokens(input_tokens=-1),
    "more tokens than fit": tokens(output_tokens=10**30),
    "more tokens than can be added up": tokens(output_tokens=10**16),
    "more images than can be added up": images(Decimal(10**16)),
    "a quantity that is no number": images(Decimal("NaN")),
    "a quantity that was bent": images(0.1),
    "a limit without an end": window(limit=Decimal("Infinity")),
    "a limit with a name that is none": window(name=None),
    "a limit that begins anew nobody knows where": window(resets_at=datetime(2026, 11, 1)),  # noqa: DTZ001
    "a limit that begins anew behind the last year": window(resets_at=BEHIND_THE_LAST_YEAR),
    "figures of behind the last year": part(told_at=BEHIND_THE_LAST_YEAR, day_costs=(cost(),)),
    "a key that works until behind the last year": part(key_life=KeyLife(expires_at=BEHIND_THE_LAST_YEAR)),
    "spends that are none": part(spends=(None,)),
    "failures that are none": part(failures=("broken",)),
    "warnings that are no texts": part(warnings=(1,)),
    "a warning in place of warnings": part(warnings="careful"),
    "notes that are no texts": part(notes={"a": object()}),
    "a plan that is no text": part(plan=5),
    "a time that is none": part(told_at="noon"),
    "a balance that is none": part(balance=5),
    "a key's life that is none": part(key_life="long"),
}


@pytest.mark.parametrize("found", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_the_fault_of_its_plugin(home: OddHouse, found: object) -> None:
    provider = await home.add()
    home.script.usage = answer(found)
    with pytest.raises(PluginError, match="Odd failed"):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.problem is not None
    assert home.state.problem.kind is ProblemKind.PLUGIN
    assert home.state.next_poll_at is not None
    assert home.heard.database == [], "the history has nothing to do with it"


@pytest.mark.parametrize(
    "found",
    [
        None,
        5,
        balances(1, 2),
        balances({"role": "whole", "money": ONE}),
        balances(Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal("1e12"), currency="USD"))),
    ],
)
async def test_a_balance_that_is_none_takes_no_cost_along(home: OddHouse, found: object) -> None:
    provider = await home.add()
    home.script.balance = answer(found)
    snapshot = await home.stack.monitor.poll_provider(provider.id)
    assert [(one.part, one.problem.kind) for one in snapshot.failures] == [("balance", ProblemKind.PLUGIN)]
    assert home.state.month.status is FigureStatus.KNOWN


@pytest.mark.parametrize(
    "found",
    [
        None,
        "any",
        report(5, frozenset(Capability)),
        report("any", None),
        report("any", {"flying"}),
    ],
)
async def test_a_report_that_is_none_is_the_fault_of_its_plugin(
    home: OddHouse, monkeypatch: pytest.MonkeyPatch, found: object
) -> None:
    async def check(_client: OddClient, _call: Call) -> object:
        return found

    provider = await home.add()
    monkeypatch.setattr(OddClient, "check_key", check)
    with pytest.raises(PluginError, match="Odd failed"):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.problem is not None
    assert home.state.next_poll_at is not None


async def leave(_call: Call) -> UsagePart:
    sys.exit(3)


async def give_up(_call: Call) -> UsagePart:
    raise asyncio.CancelledError


@pytest.mark.parametrize("ends", [leave, give_up])
async def test_a_plugin_that_ends_the_program_or_its_task_ends_its_own_poll(
    home: OddHouse, ends: Callable[[Call], Awaitable[UsagePart]]
) -> None:
    provider = await home.add()
    home.script.usage = ends
    with pytest.raises(PluginError, match="Odd failed"):
        await home.stack.monitor.poll_provider(provider.id)
    assert home.state.next_poll_at is not None
    home.script.usage = every_day
    assert (await home.stack.monitor.poll_provider(provider.id)).failures == ()


async def test_a_poll_that_we_end_ends(home: OddHouse) -> None:
    async def wait(call: Call) -> UsagePart:
        await asyncio.Event().wait()
        return await every_day(call)

    provider = await home.add()
    home.script.usage = wait
    poll = asyncio.create_task(home.stack.monitor.poll_provider(provider.id))
    await home.called()
    await home.stack.monitor.toggle_provider(provider.id, enabled=False)
    with pytest.raises(asyncio.CancelledError):
        await poll
    assert home.state.problem is None


async def test_what_is_almost_right_is_put_right(home: OddHouse) -> None:
    """A list for a tuple, a whole number for a Decimal, the word of a unit for the unit."""
    provider = await home.add()
    row: dict[str, Any] = {"day": DAY, "name": "images", "model": None, "unit": "images", "quantity": 3}
    home.script.usage = answer(part(day_quantities=[DayQuantity(**row)], warnings=["Look out."]))
    snapshot = await home.stack.monitor.poll_provider(provider.id)
    (found,) = snapshot.day_quantities
    assert (type(found.quantity), found.unit) == (Decimal, Unit.IMAGES)
    assert snapshot.warnings == ("Look out.",)
    assert snapshot.taken_at.tzinfo is UTC
