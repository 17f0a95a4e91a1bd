"""A service that tells what is left of prepaid money and nothing else."""

from __future__ import annotations

from datetime import datetime

from aimonitor.domain.usage import PartFailure
from aimonitor.errors import BillingError
from aimonitor.insight.problems import ACCOUNT
from aimonitor.net.origin import host_of
from aimonitor.providers.base import Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.manifest import BASE_URL
from aimonitor.providers.parts import part_failure


class WalletClient(ProviderClient):
    """Has one kind of key; the balance is what the key is tried with."""

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The key as a bearer token."""
        return {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """A key that may read the balance is the right one."""
        await self.get_balance(call)
        kind = self.manifest.key_kinds[0]
        return KeyReport(kind=kind.id, can=kind.can, advice=kind.advice)

    async def get_usage(self, call: Call) -> UsagePart:
        """Nothing: there is no report of it."""
        del call
        return UsagePart(spends=(), windows=())

    def currency(self, call: Call) -> str:
        """That of the region whose host is asked, else of the chosen one; the manifest's where there is none.

        The host decides, whichever region is chosen beside an address that the user wrote out.
        """
        asked = host_of(call.options.get(BASE_URL, ""))
        of_host = (one for one in self.manifest.regions if host_of(one.base_url) == asked)
        region = next(of_host, None) or self.manifest.region(call.options)
        return self.manifest.currency if region is None else region.currency


def used_up(name: str, now: datetime) -> PartFailure:
    """What is wrong with an account that its service does not serve any more, beside its balance."""
    words = f"{name} has stopped for money: the balance is used up. Top it up to go on."
    return part_failure(ACCOUNT, BillingError(words), now)
