"""Reads an Anthropic organization with an admin key, or with a key that no workspace binds."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from aimonitor import __version__
from aimonitor.domain.periods import utc_day
from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import AuthError, WrongKeyError
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.buckets import Days
from aimonitor.providers.builtin.anthropic import costs, limits, reports, usage
from aimonitor.providers.builtin.anthropic.judge import judge
from aimonitor.providers.builtin.anthropic.manifest import ADMIN, MANIFEST, OAUTH, OAUTH_PREFIX, WORKSPACE
from aimonitor.providers.builtin.anthropic.wire import CostRow, Organization, UsageRow
from aimonitor.providers.notebook import Notebook
from aimonitor.providers.parts import PartReader
from aimonitor.providers.wire import WireModel, decode

R = TypeVar("R", bound=WireModel)

_KINDS = {kind.id: kind for kind in MANIFEST.key_kinds}
_PRIORITY = "Priority tier was used: its cost is billed apart and is not in these figures."


class AnthropicClient(ProviderClient):
    """Costs, messages usage and rate limits of `/v1/organizations`. There is no balance to be had."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """One credential only: a token as bearer, any other key as `x-api-key`."""
        headers = {"anthropic-version": "2023-06-01", "user-agent": f"AIMonitor/{__version__}"}
        if api_key.startswith(OAUTH_PREFIX):
            return {**headers, "authorization": f"Bearer {api_key}"}
        return {**headers, "x-api-key": api_key}

    async def check_key(self, call: Call) -> KeyReport:
        """Ask whose organization it is; a key that may not know is asked whether it is alive at all."""
        try:
            answer = await call.api.get("/v1/organizations/me", judge=judge)
        except AuthError as error:
            return await _without_organization(call, error)
        kind = _KINDS.get(call.key_kind or ADMIN, _KINDS[ADMIN])
        name = decode(Organization, answer, "the organization").name
        found = ADMIN if kind.id == WORKSPACE else kind.id
        return KeyReport(kind=found, can=MANIFEST.capabilities, identity=name)

    async def get_usage(self, call: Call) -> UsagePart:
        """Costs and tokens at each read, the rate limits once an hour."""
        read = _Read(call)
        part = replace(await read.days(), windows=await read.windows())
        try:
            read.parts.raise_if_nothing_was_read()
        except AuthError as error:
            report = await _without_organization(call, error)
            raise WrongKeyError(report.advice, status=error.status) from error
        warnings = (*read.warnings, *part.warnings)
        return replace(part, warnings=warnings, failures=read.parts.failures, notes=read.notebook.notes)

    async def get_balance(self, call: Call) -> BalancePart:
        """None: Anthropic tells no balance to any key."""
        del call
        return BalancePart(balances=())


class _Read:
    """One read: what it met on the way stands in `warnings`, `parts` and `notebook`."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.parts = PartReader(call.now)
        self.notebook = Notebook(call, MANIFEST.backfill_days)
        self.warnings: list[str] = []

    async def days(self) -> UsagePart:
        today = utc_day(self.call.now)
        bill = await self._report(reports.COSTS, CostRow)
        used = await self._report(reports.USAGE, UsageRow)
        unbilled = usage.priority_days(used)
        return UsagePart(
            day_costs=tuple(costs.day_costs(bill, today, unbilled)),
            day_tokens=tuple(usage.day_tokens(used, today)),
            day_quantities=tuple(usage.day_searches(used, today)),
            warnings=(_PRIORITY,) if unbilled else (),
        )

    async def _report(self, asked: reports.Asked, row: type[R]) -> Days[R]:
        part = asked.what
        wanted = self.notebook.wanted(part)
        reading = partial(reports.read_report, self.call.api, asked, row, wanted, self.call.until)
        days = await self.parts.read_days(part, reading)
        self.notebook.asked(part, wanted, complete=days is not None and days.broken is None)
        if days is None:
            return Days(part)
        self.warnings.extend(days.warnings())
        return days

    async def windows(self) -> tuple[QuotaWindow, ...] | None:
        if self.call.until is not None or not self.notebook.is_due("limits"):
            return None
        wanted = self.notebook.wanted("limits")
        windows = await self.parts.read("limits", partial(limits.read_rate_limits, self.call.api))
        self.notebook.asked("limits", wanted, complete=windows is not None)
        return windows


async def _without_organization(call: Call, error: AuthError) -> KeyReport:
    """What a key is that may not read the organization; raises `error` when it is not even alive."""
    try:
        await call.api.get("/v1/models", {"limit": 1}, judge=judge)
    except AuthError:
        # to be told that something is not permitted, a key must be alive
        if not isinstance(error, WrongKeyError):
            raise error from None
    kind = _KINDS.get(call.key_kind or "")
    if kind is None or kind.id not in (ADMIN, OAUTH):
        return KeyReport(kind=WORKSPACE, can=frozenset(), advice=_KINDS[WORKSPACE].advice)
    return KeyReport(kind=kind.id, can=frozenset(), advice=kind.advice or error.message)
