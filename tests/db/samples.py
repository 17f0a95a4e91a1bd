"""Invented providers, polls and snapshots for the tests of the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from aimonitor.db.database import Database
from aimonitor.domain.balance_entry import BalanceEntry, EntryKind
from aimonitor.domain.key_life import KeyLife
from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayQuantity,
    DayTokens,
    Problem,
    Provenance,
    QuotaWindow,
    Spend,
    Unit,
    UsageSnapshot,
)
from aimonitor.errors import ProblemKind, Repair

NOON = datetime(2026, 11, 15, 12, 0, 0, 123456, tzinfo=UTC)
TODAY = NOON.date()


def afterwards() -> datetime:
    """A clock that has passed all polls of the samples: none of them lies in the future."""
    return NOON + timedelta(days=5)


PROBLEM = Problem(
    kind=ProblemKind.SERVICE,
    message="The service answered 503.",
    retry_at=NOON + timedelta(minutes=5),
    repair=Repair.RETRY,
)


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def cny(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="CNY")


def provider(provider_id: str = "one", name: str | None = None, position: int = 0) -> Provider:
    return Provider(
        id=provider_id,
        name=name or f"Provider {provider_id}",
        provider_type="openai",
        api_key_ref="keychain",
        created_at=NOON,
        options={"base_url": "https://example.test/v1"},
        key_kind="admin",
        interval=timedelta(minutes=7),
        position=position,
    )


def poll(
    provider_id: str = "one",
    minutes: float = 0,
    problem: Problem | None = None,
    warnings: tuple[str, ...] = (),
) -> PollRecord:
    return PollRecord(
        provider_id=provider_id,
        started_at=NOON + timedelta(minutes=minutes),
        duration=timedelta(milliseconds=1234),
        requests=3,
        problem=problem,
        warnings=warnings,
    )


def cost(
    day: date, amount: str, model: str | None = "alpha", item: str = "input", *, complete: bool = True
) -> DayCost:
    return DayCost(
        day=day,
        model=model,
        item=item,
        money=usd(amount),
        provenance=Provenance.BILLED,
        complete=complete,
    )


def tokens(day: date, all_input: int | None, output: int | None, model: str | None = "alpha") -> DayTokens:
    return DayTokens(
        day=day,
        model=model,
        input_tokens=all_input,
        cached_input_tokens=None if all_input is None else all_input // 2,
        cache_write_tokens=0,
        output_tokens=output,
        requests=2,
    )


BALANCES = (
    Balance(role=BalanceRole.TOTAL, money=usd("12.5")),
    Balance(role=BalanceRole.GRANTED, money=cny("-0.000000001"), provenance=Provenance.DERIVED),
)
ENTRY = BalanceEntry(
    id="entry",
    provider_id="one",
    kind=EntryKind.OPENING,
    day=TODAY - timedelta(days=3),
    money=usd("100"),
    note="as the console said",
)
KEY_LIFE = KeyLife(expires_at=NOON + timedelta(days=30))
SPENDS = (
    Spend(
        period=PeriodKind.THIS_MONTH,
        first=date(2026, 11, 1),
        money=usd("20.25"),
        provenance=Provenance.REPORTED,
        complete=False,
        through=date(2026, 11, 14),
    ),
)
WINDOWS = (
    QuotaWindow(
        id="credit",
        name="Credit limit",
        unit=Unit.USD,
        used=Decimal("16.250"),
        limit=Decimal(20),
        used_fraction=Decimal("0.8125"),
        resets_at=NOON + timedelta(days=3),
        scope="key",
        period=PeriodKind.THIS_MONTH,
        length=timedelta(days=30),
    ),
    QuotaWindow(id="unknown", name="Something", unit=Unit.REQUESTS),
)


def snapshot(
    minutes: float = 0,
    *,
    costs: tuple[DayCost, ...] = (),
    used: tuple[DayTokens, ...] = (),
    balances: tuple[Balance, ...] | None = None,
) -> UsageSnapshot:
    return UsageSnapshot(
        taken_at=NOON + timedelta(minutes=minutes), day_costs=costs, day_tokens=used, balances=balances
    )


def full_snapshot(minutes: float = 0) -> UsageSnapshot:
    yesterday = TODAY - timedelta(days=1)
    return UsageSnapshot(
        taken_at=NOON + timedelta(minutes=minutes),
        day_costs=(cost(yesterday, "1.5"), cost(TODAY, "0.25", complete=False)),
        day_tokens=(tokens(yesterday, 100, 20), tokens(TODAY, 7, None, model=None)),
        day_quantities=(
            DayQuantity(day=TODAY, name="images", model="pics", unit=Unit.IMAGES, quantity=Decimal("2.5")),
        ),
        balances=BALANCES,
        spends=SPENDS,
        windows=WINDOWS,
        plan="Scale",
        identity="Example Ltd",
        notes={"cursor": "42"},
        key_life=KEY_LIFE,
    )


@asynccontextmanager
async def opened(
    path: Path, *, busy_timeout: float = 5.0, now: Callable[[], datetime] = lambda: NOON
) -> AsyncIterator[Database]:
    """An open database; `now` is its clock."""
    database = Database(path, now=now, busy_timeout=busy_timeout)
    await database.open()
    try:
        yield database
    finally:
        await database.close()
