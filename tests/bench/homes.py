"""Homes for the benchmarks: a database with real rows, written by the app's own hand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.domain.money import Money
from aimonitor.domain.provider import KEYCHAIN_REF, Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayTokens,
    Provenance,
    QuotaWindow,
    Unit,
    UsageSnapshot,
)
from aimonitor.settings.paths import AppPaths

KEY_VARIABLE = "BENCH_KEY"
TYPES = ("openai", "anthropic", "openrouter")
MODELS = ("large-4", "medium-4", "small-4", "embedding-3")
_EARLIER = timedelta(minutes=2)
ONE_CALL = "deepseek"
LONG = timedelta(hours=12)


def make_home(
    folder: Path, providers: int, days: int, *, addresses: Sequence[str] = (), in_keychain: int = 0
) -> Path:
    """A home in `folder` with that many providers, each with `days` days of costs and tokens.

    `addresses`: where they are asked in turns, all as one type that answers in one call. `in_keychain`: that
    many, the last ones, look for their keys in the keychain, where there is none.
    """
    paths = AppPaths.resolve(folder, {})
    paths.ensure()
    asyncio.run(_fill(paths.database, providers, days, addresses, in_keychain))
    return folder


async def _fill(file: Path, providers: int, days: int, addresses: Sequence[str], in_keychain: int) -> None:
    now = datetime.now(UTC)
    database = Database(file, now=lambda: now)
    await database.open()
    try:
        for place in range(providers):
            one = _provider(place, now)
            if place >= providers - in_keychain:
                one = replace(one, api_key_ref=KEYCHAIN_REF)
            if addresses:
                options = {"base_url": addresses[place % len(addresses)]}
                one = replace(one, provider_type=ONE_CALL, options=options)
            await database.save_provider(one)
            polled = now - _EARLIER if addresses else now  # who was read just now is not asked again
            record = PollRecord(
                provider_id=one.id, started_at=polled, duration=timedelta(seconds=1), requests=4
            )
            await database.record_poll(record, _snapshot(place, now, days))
    finally:
        await database.close()


def _provider(place: int, now: datetime) -> Provider:
    return Provider(
        id=f"provider-{place:03}",
        name=f"Provider {place + 1}",
        provider_type=TYPES[place % len(TYPES)],
        api_key_ref=f"env:{KEY_VARIABLE}",
        created_at=now - timedelta(days=500),
        interval=LONG,
        position=place,
    )


def _snapshot(place: int, now: datetime, days: int) -> UsageSnapshot:
    dates = [(now - timedelta(days=back)).date() for back in range(days)]
    return UsageSnapshot(
        taken_at=now,
        day_costs=tuple(
            DayCost(
                day=day,
                model=model,
                item=item,
                money=usd(Decimal(1 + (back * 7 + order * 3 + place) % 900) / 137),
                provenance=Provenance.BILLED,
                complete=back > 0,
            )
            for back, day in enumerate(dates)
            for order, model in enumerate(MODELS)
            for item in ("input", "output")
        ),
        day_tokens=tuple(
            DayTokens(
                day=day,
                model=model,
                input_tokens=1000 * (1 + (back * 11 + order + place) % 700),
                output_tokens=100 * (1 + (back * 5 + order + place) % 300),
                requests=10,
                complete=back > 0,
            )
            for back, day in enumerate(dates)
            for order, model in enumerate(MODELS)
        ),
        balances=(Balance(role=BalanceRole.TOTAL, money=usd(Decimal(40 + place))),),
        windows=(
            QuotaWindow(
                id="month",
                name="Spend limit",
                unit=Unit.USD,
                used=Decimal(30 + place),
                limit=Decimal(200),
                used_fraction=Decimal(30 + place) / 200,
            ),
        ),
    )


def usd(amount: Decimal) -> Money:
    return Money(amount=round(amount, 6), currency="USD")
