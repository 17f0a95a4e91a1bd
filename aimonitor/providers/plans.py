"""A service that sells a plan: a flat price, and limits that begin anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from aimonitor.domain.usage import PartFailure, QuotaWindow
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.resets import settled


class PlanClient(ProviderClient):
    """Has one kind of key; the limits are what the key is tried with."""

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """A key that may read the limits is the right one."""
        await self.get_usage(call)
        kind = self.manifest.key_kinds[0]
        return KeyReport(kind=kind.id, can=kind.can, advice=kind.advice)

    async def get_balance(self, call: Call) -> BalancePart:
        """None: a plan has a flat price."""
        del call
        return BalancePart(balances=())


def plan_part(
    call: Call,
    windows: Iterable[QuotaWindow],
    *,
    plan: str | None,
    warnings: tuple[str, ...] = (),
    failures: tuple[PartFailure, ...] = (),
    notes: Mapping[str, str] | None = None,
    told_at: datetime | None = None,
) -> UsagePart:
    """The limits of a plan as a part of a poll, their resets where they were but for jitter."""
    found, resets = settled(windows, call.notes)
    return UsagePart(
        spends=(),
        windows=found,
        plan=plan,
        warnings=warnings,
        failures=failures,
        notes={**resets, **(notes or {})},
        told_at=told_at,
    )
