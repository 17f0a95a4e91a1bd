"""The demo's wallets have been read for weeks: their services tell nothing of the past."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aimonitor.demo import accounts, company
from aimonitor.demo.cast import WALLET, DemoProvider
from aimonitor.demo.company_services import WALLETS
from aimonitor.demo.wallet import Wallet
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, day_start, utc_day
from aimonitor.domain.provider import KEYCHAIN_REF, Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import Balance, BalanceRole, UsageSnapshot
from aimonitor.monitor.stack import Stack

DAYS = 61
UNREAD_DAY = 20
"""So many days before today the app was not open."""
LAST_SECOND = ONE_DAY - timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Past:
    """How a service tells of a wallet: in which currency, and whether what was granted is told apart."""

    wallet: Wallet
    currency: str = "USD"
    apart: bool = True

    def balances(self, at: datetime) -> tuple[Balance, ...]:
        """As they were told at that time."""
        amounts = {BalanceRole.TOTAL: self.wallet.total(at)}
        if self.apart:
            amounts |= {
                BalanceRole.GRANTED: self.wallet.granted,
                BalanceRole.PAID: self.wallet.paid(at),
            }
        return tuple(
            Balance(role=role, money=Money(amount=amount, currency=self.currency).rounded())
            for role, amount in amounts.items()
        )


_PASTS = {
    WALLET.name: _Past(Wallet(base=accounts.WALLET), "CNY"),
    company.MOONSHOT.name: _Past(WALLETS[company.MOONSHOT.name]),
    company.SILICONFLOW.name: _Past(WALLETS[company.SILICONFLOW.name]),
    company.VERCEL.name: _Past(WALLETS[company.VERCEL.name], apart=False),
}


async def remember_wallets(stack: Stack, members: Sequence[DemoProvider], now: datetime) -> None:
    """Add those of the members that are wallets, with their readings up to `now`.

    The monitor is opened after that and given the others, each at the end. Raises AppError.
    """
    wallets = [(place, member) for place, member in enumerate(members) if member.name in _PASTS]
    for before, (place, member) in enumerate(wallets):
        provider = Provider(
            id=uuid.uuid4().hex,
            name=member.name,
            provider_type=member.provider_type,
            api_key_ref=KEYCHAIN_REF,
            created_at=now - DAYS * ONE_DAY + timedelta(seconds=before),
            position=len(wallets)
            + place
            - before,  # where the next of the others will be: the older comes first
        )
        await stack.keys.store(provider.id, provider.api_key_ref, member.key)
        await stack.database.save_provider(provider)
        await _remember(stack, provider, _PASTS[member.name], now)


async def _remember(stack: Stack, provider: Provider, past: _Past, now: datetime) -> None:
    for at in _moments(now):
        poll = PollRecord(
            provider_id=provider.id, started_at=at, duration=timedelta(milliseconds=200), requests=1
        )
        read = UsageSnapshot(taken_at=at, balances=past.balances(at), requests=1, derives_cost=True)
        await stack.database.record_poll(poll, read)


def _moments(now: datetime) -> Iterator[datetime]:
    """The first and the last second of each day before `now`."""
    for back in range(DAYS, -1, -1):
        begin = day_start(utc_day(now) - back * ONE_DAY)
        if back != UNREAD_DAY:
            yield from (at for at in (begin, begin + LAST_SECOND) if at < now)
