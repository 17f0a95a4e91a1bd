"""A service that answers with the key as a name gets it neither into the history nor into an error."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import DayCost, PartFailure, Problem, Provenance, QuotaWindow, Unit
from aimonitor.errors import AuthError, PluginError, ProblemKind
from aimonitor.masking import HIDDEN
from aimonitor.monitor.unechoed import Unechoed
from aimonitor.providers.base import BalancePart, Call, UsagePart
from tests.monitor.odd import KEY, every_day, odd_house

TOLD = KEY.reveal()
NOW = datetime(2026, 11, 15, tzinfo=UTC)


async def test_models_that_are_named_like_the_key_are_one_hidden_model_with_the_whole_cost(
    tmp_path: Path,
) -> None:
    async def echo(call: Call) -> UsagePart:
        first, *_ = (await every_day(call)).day_costs
        today = replace(first, day=utc_day(call.now))
        named = [replace(today, model=name) for name in (TOLD, TOLD.swapcase(), f"x-{TOLD[4:]}", "m")]
        window = QuotaWindow(id=f"w-{TOLD}", name=f"Limit of {TOLD}", unit=Unit.USD, scope=TOLD)
        problem = Problem(kind=ProblemKind.SERVICE, message=f"{TOLD} has no limits")
        return UsagePart(
            day_costs=tuple(named),
            windows=(window,),
            plan=TOLD,
            warnings=(f"for {TOLD}",),
            failures=(PartFailure(part="tokens", problem=problem),),
            notes={TOLD: TOLD},
        )

    async with odd_house(tmp_path) as home:
        home.script.usage = echo
        provider = await home.add()
        snapshot = await home.stack.monitor.poll_provider(provider.id)
        history = await home.stack.monitor.history(
            provider.id, utc_day(home.clock.now()), utc_day(home.clock.now())
        )
        assert repr(home.state).count(HIDDEN) > 3
        for told in (snapshot, home.state, history, home.heard.states, home.heard.notices):
            assert TOLD[7:].lower() not in repr(told).lower()
        costs = {row.model: row.money.amount for row in snapshot.day_costs}
    assert costs == {HIDDEN: Decimal(2), f"x-{HIDDEN}": Decimal(1), "m": Decimal(1)}


@pytest.mark.parametrize("error", [AuthError(f"No: {TOLD}", detail=TOLD), KeyError(TOLD)])
async def test_an_error_of_a_client_does_not_repeat_the_key(tmp_path: Path, error: Exception) -> None:
    async def fail(call: Call) -> UsagePart:
        del call
        raise error

    async def fail_too(call: Call) -> BalancePart:
        del call
        raise error

    async with odd_house(tmp_path) as home:
        home.script.usage, home.script.balance = fail, fail_too
        provider = await home.add()
        with pytest.raises((AuthError, PluginError)) as caught:
            await home.stack.monitor.poll_provider(provider.id)
    told = (str(caught.value), caught.value.message, caught.value.detail, repr(home.heard.notices))
    assert all(TOLD[7:] not in one for one in told)


def test_what_holds_no_key_is_not_copied() -> None:
    money = Money(amount=Decimal(1), currency="USD")
    row = DayCost(day=utc_day(NOW), model="m", money=money, provenance=Provenance.BILLED)
    again = str(b"of it", "ascii")  # equal, and another object
    part = UsagePart(
        day_costs=(row, replace(row, model="n"), replace(row, item="of it"), replace(row, item=again)),
        told_at=NOW,
        notes={"a": "b"},
    )
    assert Unechoed(TOLD).part(part) is part
