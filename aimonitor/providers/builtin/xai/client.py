"""Reads one team of xAI with a management key. It never calls what buys credit or sets limits."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import DayCost
from aimonitor.errors import ConfigError, ServiceError
from aimonitor.providers.amounts import wallet
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.builtin.xai.judge import judge
from aimonitor.providers.builtin.xai.manifest import MANAGEMENT, MANIFEST, TEAM
from aimonitor.providers.builtin.xai.usage import read_spend
from aimonitor.providers.builtin.xai.wire import BalanceAnswer, KeyAnswer
from aimonitor.providers.notebook import Notebook
from aimonitor.providers.parts import PartReader
from aimonitor.providers.wire import changed_shape, decode

KEY = "/auth/management-keys/validation"
_COSTS = "costs"
_NOT_THERE = 404

POSTED = "The balance is the posted one: the costs of the running billing cycle are taken off when it closes."
_NO_CREDIT = "xAI knows no prepaid credit of this team: the team has none, or its id is wrong."
_WHICH_TEAM = (
    "This management key is of a whole organization: enter the id of the team to show. "
    "The console has it in its address."
)
_NO_TEAM = "This is not the id of a team: it holds letters, digits and dashes only."


class XaiClient(ProviderClient):
    """The key tells its team; the option does for keys of an organization."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """Only management keys are known there. Raises ConfigError where the team must be named."""
        told = await _read_key(call)
        _team_of(told, call)
        kind = next(kind for kind in MANIFEST.key_kinds if kind.id == MANAGEMENT)
        return KeyReport(kind=kind.id, can=kind.can, identity=told.name)

    async def get_usage(self, call: Call) -> UsagePart:
        """Costs by day and line of the bill, once an hour."""
        notebook, parts = Notebook(call, MANIFEST.backfill_days), PartReader(call.now)
        usage = UsagePart(spends=(), windows=())
        if not notebook.is_due(_COSTS):
            notebook.passed_over(_COSTS)
            return replace(usage, notes=notebook.notes)
        costs = await parts.read(_COSTS, partial(_read_costs, call, notebook, parts))
        parts.raise_if_nothing_was_read()
        return replace(usage, day_costs=costs or (), failures=parts.failures, notes=notebook.notes)

    async def get_balance(self, call: Call) -> BalancePart:
        """What the ledger has posted; a team that pays by invoice has none, which is no failure."""
        path = f"{await _team(call)}/prepaid/balance"
        try:
            told = decode(BalanceAnswer, await call.api.get(path, judge=judge), "the balance")
        except ServiceError as error:
            if error.status != _NOT_THERE:
                raise
            return BalancePart(balances=(), warnings=(_NO_CREDIT,))
        return BalancePart(balances=tuple(wallet("USD", told.total.val)), warnings=(POSTED,))


async def _read_costs(call: Call, notebook: Notebook, parts: PartReader) -> tuple[DayCost, ...]:
    wanted = notebook.wanted(_COSTS)
    spend = await read_spend(call.api, f"{await _team(call)}/usage", wanted)
    problem = spend.problem()
    if problem is not None:
        parts.fail(_COSTS, problem)
    notebook.asked(_COSTS, wanted, complete=problem is None)
    return tuple(spend.day_costs(utc_day(call.now)))


async def _read_key(call: Call) -> KeyAnswer:
    return decode(KeyAnswer, await call.api.get(KEY, judge=judge), "the key")


async def _team(call: Call) -> str:
    """The path of the team's billing."""
    told = KeyAnswer() if call.options.get(TEAM) else await _read_key(call)
    return f"/v1/billing/teams/{_team_of(told, call)}"


def _team_of(told: KeyAnswer, call: Call) -> str:
    """The team to show: the named one, else the key's own. Raises ConfigError where there is neither."""
    named = call.options.get(TEAM)
    team = named or told.team
    if not team:
        raise ConfigError(_WHICH_TEAM)
    if not all(char.isascii() and (char.isalnum() or char in "-_") for char in team):
        raise ConfigError(_NO_TEAM) if named else changed_shape("the key", "the team's id")
    return team
