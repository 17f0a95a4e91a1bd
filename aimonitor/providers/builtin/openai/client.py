"""Reads an OpenAI organization with an admin key."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from aimonitor.domain.periods import Period, day_start, utc_day
from aimonitor.domain.usage import DayCost, DayQuantity, DayTokens, QuotaWindow
from aimonitor.errors import WrongKeyError
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.buckets import Days
from aimonitor.providers.builtin.openai import costs, limits, usage
from aimonitor.providers.builtin.openai.judge import judge
from aimonitor.providers.builtin.openai.manifest import ADMIN, MANIFEST, PROJECT
from aimonitor.providers.builtin.openai.wire import CountedRow
from aimonitor.providers.notebook import Notebook
from aimonitor.providers.parts import PartReader

_KINDS = {kind.id: kind for kind in MANIFEST.key_kinds}
_OTHERS = "other usage"
_ORDINARY = "This key can only show that it is alive. Cost needs an admin key."
_TOKENS_KEPT = "Tokens stay as they were: a day is only replaced when all kinds of tokens could be read."


class OpenAIClient(ProviderClient):
    """Costs, usage and the spend limit of `/v1/organization`. There is no balance to be had."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """Ask for today's costs; a key that may not read them is asked whether it is alive at all."""
        midnight = int(day_start(utc_day(call.now)).timestamp())
        try:
            await call.api.get(costs.PATH, {"start_time": midnight, "limit": 1}, judge=judge)
        except WrongKeyError as error:
            return await _without_costs(call, error)
        return KeyReport(kind=ADMIN, can=_KINDS[ADMIN].can)

    async def get_usage(self, call: Call) -> UsagePart:
        """Costs, tokens and the limit at each read, the other counts once an hour."""
        read = _Read(call)
        part = UsagePart(
            day_costs=await read.day_costs(),
            day_tokens=await read.day_tokens(),
            windows=await read.windows(),
            day_quantities=await read.day_quantities(),
        )
        try:
            read.parts.raise_if_nothing_was_read()
        except WrongKeyError as error:
            raise _wrong_key(call, error) from error
        return replace(
            part, warnings=tuple(read.warnings), failures=read.parts.failures, notes=read.notebook.notes
        )

    async def get_balance(self, call: Call) -> BalancePart:
        """None: OpenAI tells no balance to any key."""
        del call
        return BalancePart(balances=())


class _Read:
    """One read: what it met on the way stands in `warnings`, `parts` and `notebook`."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.today = utc_day(call.now)
        self.parts = PartReader(call.now)
        self.notebook = Notebook(call, MANIFEST.backfill_days)
        self.warnings: list[str] = []

    async def day_costs(self) -> tuple[DayCost, ...]:
        wanted = self.notebook.wanted("costs")
        days = await self.parts.read_days("costs", partial(costs.read_costs, self.call, wanted))
        self.notebook.asked("costs", wanted, complete=days is not None and days.broken is None)
        if days is None:
            return ()
        self.warnings.extend(days.warnings())
        return tuple(costs.day_costs(days, self.today))

    async def day_tokens(self) -> tuple[DayTokens, ...]:
        wanted = self.notebook.wanted("tokens")
        found = [
            await self.parts.read_days(kind.part, partial(usage.read_tokens, self.call, kind, wanted))
            for kind in usage.TOKENS
        ]
        kinds = [days for days in found if days is not None]
        complete = len(kinds) == len(found)
        self.notebook.asked("tokens", wanted, complete=complete and not any(days.broken for days in kinds))
        self.warnings.extend(warning for days in kinds for warning in days.warnings())
        if complete:
            return tuple(usage.day_tokens(kinds, self.today))
        if kinds:
            self.warnings.append(_TOKENS_KEPT)
        return ()

    async def windows(self) -> tuple[QuotaWindow, ...] | None:
        if self.call.until is not None:
            return None
        found = await self.parts.read("limits", partial(limits.read_spend_limit, self.call.api))
        if found is None:
            return None
        windows, warnings = found
        self.warnings.extend(warnings)
        return windows

    async def day_quantities(self) -> tuple[DayQuantity, ...]:
        if not self.notebook.is_due(_OTHERS):
            self.notebook.passed_over(_OTHERS)
            return ()
        wanted = self.notebook.wanted(_OTHERS)
        told = {kind: await self._quantities(kind, wanted) for kind in usage.QUANTITIES}
        complete = all(days is not None and days.broken is None for days in told.values())
        self.notebook.asked(_OTHERS, wanted, complete=complete)
        # a day is replaced as a whole, so a kind that is known of it must be told again
        safe = {kind: days for kind, days in told.items() if days or self.notebook.was_read(kind.name)}
        for kind in filter(told.get, told):
            self.notebook.was_told(kind.name)
        return tuple(usage.day_quantities(safe, self.today))

    async def _quantities(self, kind: usage.QuantityKind, wanted: Period) -> Days[CountedRow] | None:
        reading = partial(usage.read_quantities, self.call, kind, wanted)
        days = await self.parts.read_days(kind.name, reading)
        self.warnings.extend(days.warnings() if days is not None else ())
        return days


async def _without_costs(call: Call, error: WrongKeyError) -> KeyReport:
    try:
        await call.api.get("/v1/models", judge=judge)
    except WrongKeyError:
        # an admin key may not list models either: it is alive, but restricted
        return KeyReport(kind=ADMIN, can=frozenset(), advice=error.message)
    kind = _KINDS.get(call.key_kind or "")
    if kind is None or kind.id == ADMIN:
        return KeyReport(kind=PROJECT, can=frozenset(), advice=_ORDINARY)
    return KeyReport(kind=kind.id, can=frozenset(), advice=kind.advice)


def _wrong_key(call: Call, error: WrongKeyError) -> WrongKeyError:
    """The refusal in the words for the kind of key that the last check found."""
    kind = _KINDS.get(call.key_kind or "")
    advice = kind.advice if kind else ""
    return WrongKeyError(advice or error.message, status=error.status, detail=error.detail)
