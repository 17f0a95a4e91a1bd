"""Reads Copilot's bill and, where the user wants that, what the plan includes."""

from __future__ import annotations

from collections.abc import Iterator

from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.errors import WrongKeyError
from aimonitor.net.answer import Api
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.builtin.github_copilot import bill
from aimonitor.providers.builtin.github_copilot.judge import judge
from aimonitor.providers.builtin.github_copilot.manifest import ALLOTMENT, ASK, MANIFEST
from aimonitor.providers.builtin.github_copilot.wire import Allotment, Item
from aimonitor.providers.parts import PartReader, part_failure
from aimonitor.providers.quotas import Span, counted_window, used_percent
from aimonitor.providers.wire import decode

ALLOTMENT_PATH = "/copilot_internal/user"
_KIND = MANIFEST.key_kinds[0]
_NAMES = {
    "chat": "Chat",
    "completions": "Completions",
    "premium_interactions": "Premium requests",
}


class CopilotClient(ProviderClient):
    """Parts fail alone: an organisation's seat has no bill of its own, but may have an allotment."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The token, and the version of the interface that is spoken here."""
        return {
            "authorization": f"Bearer {api_key}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2026-03-10",
        }

    async def check_key(self, call: Call) -> KeyReport:
        """A token that may read the bill, or the allotment where that is wanted, is the right one."""
        path = await bill.bill_path(call.api, call.options)
        try:
            await bill.read_month(call.api, path, utc_day(call.now))
        except WrongKeyError:
            if not _wants_allotment(call):
                raise
            await _read_allotment(call.api)
            return KeyReport(kind=_KIND.id, can=frozenset({Capability.LIMITS}))
        return KeyReport(kind=_KIND.id, can=_KIND.can)

    async def get_usage(self, call: Call) -> UsagePart:
        """Month, days, and the allotment where it is asked for."""
        path = await bill.bill_path(call.api, call.options)
        try:
            month = await bill.read_month(call.api, path, utc_day(call.now))
        except WrongKeyError as error:
            if not _wants_allotment(call):
                raise
            return _seat(await _read_allotment(call.api), error, call)
        return await self._billed(call, path, month)

    async def _billed(self, call: Call, path: str, month: list[Item]) -> UsagePart:
        today = utc_day(call.now)
        parts = PartReader(call.now)
        days = await bill.read_days(call, path)
        if days.broken is not None:
            parts.fail("costs", days.broken)
        told = None
        if _wants_allotment(call):
            told = await parts.read("limits", lambda: _read_allotment(call.api))
        return UsagePart(
            day_costs=tuple(bill.day_costs(days, today)),
            day_quantities=tuple(bill.day_credits(days, today)),
            spends=(bill.spend(month, today),),
            windows=(*_windows(told), *bill.month_windows(month, today)),
            plan=None if told is None else told.plan,
            failures=parts.failures,
        )

    async def get_balance(self, call: Call) -> BalancePart:
        """None: credits are billed, not bought."""
        del call
        return BalancePart(balances=())


def _wants_allotment(call: Call) -> bool:
    return call.options.get(ALLOTMENT) == ASK


def _seat(told: Allotment, error: WrongKeyError, call: Call) -> UsagePart:
    """What is known of a seat that somebody else pays: its bill is not there at the next poll either."""
    return UsagePart(
        spends=(),
        windows=tuple(_windows(told)),
        plan=told.plan,
        failures=(part_failure("bill", error, call.now),),
    )


async def _read_allotment(api: Api) -> Allotment:
    """Raises AppError."""
    return decode(Allotment, await api.get(ALLOTMENT_PATH, judge=judge), "the allotment")


def _windows(told: Allotment | None) -> Iterator[QuotaWindow]:
    for name, bucket in told.buckets.items() if told is not None else ():
        window = None
        if not bucket.unlimited:
            window = counted_window(
                Span(id=name, name=_NAMES.get(name, name)),
                Unit.REQUESTS,
                limit=bucket.entitlement,
                used=bucket.credits_used,
                left=bucket.remaining,
                percent_used=used_percent(bucket.percent_remaining),
                resets_at=told.resets_at if told is not None else None,
            )
        if window is not None:
            yield window
