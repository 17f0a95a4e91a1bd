"""Reads a LiteLLM proxy with a virtual key: about the key, its user and its team. No admin's route."""

from __future__ import annotations

from functools import partial

from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import ServiceError, WrongKeyError
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.builtin.litellm import activity, budgets
from aimonitor.providers.builtin.litellm.manifest import (
    ACTIVITY,
    BUDGET,
    BUDGETS_ONLY,
    MANIFEST,
    USERS_FIGURES,
)
from aimonitor.providers.builtin.litellm.wire import KeyAnswer
from aimonitor.providers.notebook import Notebook
from aimonitor.providers.parts import PartReader

_COSTS = "costs"
_KINDS = {kind.id: kind for kind in MANIFEST.key_kinds}
_REFUSALS = (403, 404)


class LiteLLMClient(ProviderClient):
    """A budget is a ceiling and no money that is left: there is no balance."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """A key may always read itself; whether its daily activity too, the proxy's admin decides."""
        told = await budgets.read_key(call.api)
        kind = _KINDS[ACTIVITY if await _may_read_activity(call, told) else BUDGET]
        advice = BUDGETS_ONLY if kind.id == BUDGET else "" if activity.is_hash(told.key) else USERS_FIGURES
        name = told.info.key_alias or told.info.key_name
        return KeyReport(kind=kind.id, can=kind.can, advice=advice, identity=name)

    async def get_usage(self, call: Call) -> UsagePart:
        """The key's spend, the budgets it is under, and its days where it may read them."""
        told = await budgets.read_key(call.api)
        return await _Read(call, told).usage()

    async def get_balance(self, call: Call) -> BalancePart:
        """None."""
        del call
        return BalancePart(balances=())


async def _may_read_activity(call: Call, told: KeyAnswer) -> bool:
    """Without a user of its own a key could be shown what is not its own."""
    if not told.info.user_id:
        return False
    try:
        await activity.may_read(call.api, utc_day(call.now))
    except WrongKeyError:
        return False
    except ServiceError as error:
        if error.status not in _REFUSALS:
            raise
        return False
    return True


class _Read:
    """One read, after the key itself answered."""

    def __init__(self, call: Call, told: KeyAnswer) -> None:
        self._call = call
        self._told = told
        self._parts = PartReader(call.now)
        self._notebook = Notebook(call, MANIFEST.backfill_days)

    async def usage(self) -> UsagePart:
        key = self._told.info
        await self._parts.read("key", self._answered)
        others = await self._parts.read("limits", partial(budgets.read_others, self._call.api, key))
        spend = budgets.spend_of(key, utc_day(self._call.now))
        days = await self._days()
        return UsagePart(
            day_costs=() if days is None else tuple(activity.day_costs(days)),
            day_tokens=() if days is None else tuple(activity.day_tokens(days)),
            spends=() if spend is None else (spend,),
            windows=self._windows(others),
            key_life=key.life,
            failures=self._parts.failures,
            notes=self._notebook.notes,
        )

    async def _answered(self) -> KeyAnswer:
        return self._told

    def _windows(self, others: tuple[QuotaWindow, ...] | None) -> tuple[QuotaWindow, ...] | None:
        """None where a part is missing: what was known of it then stays."""
        return None if others is None else (*budgets.key_windows(self._told.info), *others)

    async def _days(self) -> activity.Activity | None:
        if self._call.key_kind == BUDGET or not self._told.info.user_id:
            return None
        wanted = self._notebook.wanted(_COSTS)
        reading = partial(activity.read_activity, self._call.api, wanted, self._told.key)
        found = await self._parts.read(_COSTS, reading)
        if found is not None and found.broken is not None:
            self._parts.fail(_COSTS, found.broken)
        complete = found is not None and found.broken is None
        self._notebook.asked(_COSTS, wanted, complete=complete)
        return found
