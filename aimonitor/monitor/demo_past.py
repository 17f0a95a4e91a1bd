"""The demo's wallet has been read for weeks: its service tells what is left now, and nothing of the past."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from aimonitor.demo import accounts
from aimonitor.demo.cast import CAST, WALLET
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


async def remember_wallet(stack: Stack, now: datetime) -> None:
    """Add the wallet with its readings up to `now`, before the monitor is opened. Raises AppError."""
    provider = Provider(
        id=uuid.uuid4().hex,
        name=WALLET.name,
        provider_type=WALLET.provider_type,
        api_key_ref=KEYCHAIN_REF,
        created_at=now - DAYS * ONE_DAY,
        position=CAST.index(WALLET) + 1,  # the others are added after it, each at the end
    )
    await stack.keys.store(provider.id, provider.api_key_ref, WALLET.key)
    await stack.database.save_provider(provider)
    wallet = Wallet(base=accounts.WALLET)
    for at in _moments(now):
        poll = PollRecord(
            provider_id=provider.id, started_at=at, duration=timedelta(milliseconds=200), requests=1
        )
        read = UsageSnapshot(taken_at=at, balances=_balances(wallet, at), requests=1, derives_cost=True)
        await stack.database.record_poll(poll, read)


def _moments(now: datetime) -> Iterator[datetime]:
    """The first and the last second of each day before `now`."""
    for back in range(DAYS, -1, -1):
        begin = day_start(utc_day(now) - back * ONE_DAY)
        if back != UNREAD_DAY:
            yield from (at for at in (begin, begin + LAST_SECOND) if at < now)


def _balances(wallet: Wallet, at: datetime) -> tuple[Balance, ...]:
    amounts = {
        BalanceRole.TOTAL: wallet.total(at),
        BalanceRole.GRANTED: wallet.granted,
        BalanceRole.PAID: wallet.paid(at),
    }
    return tuple(
        Balance(role=role, money=Money(amount=amount, currency="CNY").rounded())
        for role, amount in amounts.items()
    )
