"""Reads one key of a gateway of the New API family. It never asks for the account behind the key."""

from __future__ import annotations

from collections.abc import Iterator

from aimonitor.domain.money import plain_text
from aimonitor.domain.periods import utc_day
from aimonitor.providers.amounts import cap, since_ever, wallet
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.builtin.newapi.manifest import MANIFEST
from aimonitor.providers.builtin.newapi.quota import Quota, read_quota
from aimonitor.providers.builtin.newapi.rate import Rate, read_rate


class NewApiClient(ProviderClient):
    """One answer holds it all; the gateway's limiter is strict, so nothing is asked for twice."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """A key that may read its own quota is the right one."""
        quota = await read_quota(call.api, await read_rate(call))
        (kind,) = MANIFEST.key_kinds
        return KeyReport(kind=kind.id, can=kind.can, identity=quota.name)

    async def get_usage(self, call: Call) -> UsagePart:
        """What the key ever used, how full its quota is (no quota, no window), and what is left."""
        rate = await read_rate(call)
        quota = await read_quota(call.api, rate)
        window = cap("key_quota", "quota of this key", limit=quota.limit, used=quota.used)
        return UsagePart(
            spends=(since_ever(quota.used, "USD", utc_day(call.now), rate.provenance),),
            windows=() if window is None else (window,),
            balance=_balance(quota, rate),
            key_life=quota.life,
            warnings=(*rate.warnings(), *_words(quota)),
            notes=rate.notes(),
        )

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left of the quota; a key without one has no balance."""
        rate = await read_rate(call)
        return _balance(await read_quota(call.api, rate), rate)


def _balance(quota: Quota, rate: Rate) -> BalancePart:
    left = () if quota.left is None else wallet("USD", quota.left, provenance=rate.provenance)
    return BalancePart(balances=tuple(left))


def _words(quota: Quota) -> Iterator[str]:
    if quota.limit is None:
        used = plain_text(quota.used)
        yield f"This key has no quota, so nothing is left to tell. Since it was made it has used ${used}."
