"""Histories worth keeping: each kind of fact, odd names, two currencies, written as polls write them."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor.db.alerts import AlertStore
from aimonitor.db.database import Database
from aimonitor.domain.alert import Alert, AlertRule, Delivery, Fate
from aimonitor.domain.archive import ArchiveKind, ExportOrder
from aimonitor.domain.money import Money
from aimonitor.domain.notice import Notice, NoticeKind, Urgency
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import PollRecord
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    Problem,
    Provenance,
    Unit,
    UsageSnapshot,
)
from aimonitor.errors import ProblemKind, Repair
from aimonitor.insight.alerts import Plan
from aimonitor.monitor.errand import Errand
from aimonitor.settings.settings import Theme
from tests.monitor.clock import START
from tests.monitor.house import House, house

TODAY = START.date()
ALL = ExportOrder(kinds=tuple(ArchiveKind), file_format="json")
ODD_NAME = '=HYPERLINK("http://127.0.0.1";"x")\u202e\U0001f4b8'
TABLES = ("day_costs", "day_tokens", "day_quantities", "balances", "polls", "events", "alert_log")
PROBLEM = Problem(
    kind=ProblemKind.RATE_LIMIT,
    message="Slow down.",
    retry_at=START + timedelta(minutes=3),
    repair=Repair.RETRY,
)


def providers() -> tuple[Provider, Provider]:
    work = Provider(
        id="3b1c77",
        name="Work",
        provider_type="openai",
        api_key_ref="env:WORK_KEY",
        created_at=START - timedelta(days=40, microseconds=1),
        key_kind="admin",
        interval=timedelta(minutes=7),
    )
    odd = Provider(
        id="9f0e2c",
        name=ODD_NAME,
        provider_type="openrouter",
        api_key_ref="keychain",
        enabled=False,
        created_at=START,
        options={"base_url": "https://gateway.example.test/v1"},
        position=1,
    )
    return work, odd


def cost(
    amount: str, days_ago: int, *, model: str | None = "m", item: str = "", currency: str = "USD"
) -> DayCost:
    return DayCost(
        day=TODAY - timedelta(days=days_ago),
        model=model,
        item=item,
        money=Money(amount=Decimal(amount), currency=currency),
        provenance=Provenance.BILLED,
        complete=days_ago > 0,
    )


def tokens(days_ago: int, *, requests: int | None = 0) -> DayTokens:
    return DayTokens(
        day=TODAY - timedelta(days=days_ago),
        model="m",
        input_tokens=10**15,
        output_tokens=None,
        requests=requests,
    )


def snapshot(minutes: float = 0) -> UsageSnapshot:
    money = Money(amount=Decimal("-0.000000001"), currency="CNY")
    return UsageSnapshot(
        taken_at=START + timedelta(minutes=minutes, microseconds=7),
        day_costs=(
            cost("1.123456789", 40),
            cost("0", 1, model=None),
            cost("8999999999.999999999", 0, item="input"),
            cost("-3.2", 0, item="\ud83dcredit", currency="CNY"),
        ),
        day_tokens=(tokens(1), tokens(0, requests=None)),
        day_quantities=(
            DayQuantity(day=TODAY, name="images", model=None, unit=Unit.IMAGES, quantity=Decimal("2.5")),
        ),
        balances=(
            Balance(role=BalanceRole.TOTAL, money=Money(amount=Decimal("12.5"), currency="USD")),
            Balance(role=BalanceRole.GRANTED, money=money, provenance=Provenance.ENTERED),
        ),
    )


def poll(provider_id: str, minutes: float = 0, **changes: Any) -> PollRecord:  # noqa: ANN401
    record = PollRecord(
        provider_id=provider_id,
        started_at=START + timedelta(minutes=minutes),
        duration=timedelta(seconds=1, microseconds=1),
        requests=3,
    )
    return replace(record, **changes)


async def fill(database: Database) -> None:
    """Two providers with all there is to keep."""
    work, odd = providers()
    for provider in (work, odd):
        await database.save_provider(provider)
    await database.record_poll(poll(work.id), snapshot())
    failure = PartFailure(part="costs (old days)", problem=PROBLEM)
    troubled = poll(work.id, 70, failures=(failure,), warnings=("odd\n; =1+1", "+2"))
    await database.record_poll(troubled, replace(snapshot(70), failures=(failure,)))
    await database.record_poll(poll(odd.id), replace(snapshot(), day_tokens=(), day_quantities=()))
    await database.record_poll(poll(odd.id, 1, problem=PROBLEM), None)
    for provider_id in (work.id, "gone", None):
        await database.add_event(
            Notice(
                key="failed:\x00@x",
                kind=NoticeKind.FAILED,
                title="Work",
                body="It fails;=1+1",
                urgency=Urgency.NORMAL,
                raised_at=START,
                provider_id=provider_id,
            )
        )
    told = [
        replace(one, provider_id=odd.id if one.provider_id == "gone" else one.provider_id) for one in alerts()
    ]
    await AlertStore(database).turn(lambda _memory: Plan(log=tuple(told)), START)
    gone = "UPDATE alert_log SET provider_id = 'gone' WHERE provider_id = ?"  # as after an import
    await database.writing(lambda connection: connection.execute(gone, (odd.id,)))


def alerts() -> Iterator[Alert]:
    """Of a provider, of one that is gone, of a budget; one was good again."""
    desktop = Delivery(channel="desktop", done=True, words="handed over")
    webhook = Delivery(channel="webhook", done=False, words="=no answer;-1")
    for position, provider_id in enumerate(("3b1c77", "gone", None)):
        yield Alert(
            key=f"balance_low:{provider_id}:USD",
            rule=AlertRule.BALANCE_LOW,
            kind=NoticeKind.BALANCE,
            urgency=Urgency.CRITICAL,
            raised_at=START + timedelta(minutes=position, microseconds=3),
            title=ODD_NAME,
            body="@The balance is $1.00.\nTop up.",
            why="+$1.00 left",
            provider_id=provider_id,
            first=TODAY if position else None,
            last=TODAY if position else None,
            fate=tuple(Fate)[position],
            deliveries=(desktop, webhook) if position else (),
            ended_at=START + timedelta(hours=1) if position else None,
        )


def rows(path: Path, table: str) -> list[tuple[Any, ...]]:
    """All rows of a table, with the provider's id in place of its number."""
    with closing(sqlite3.connect(path)) as connection:
        ids = dict(connection.execute("SELECT number, id FROM providers"))
        found = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own tables
    return sorted((str(ids.get(row[0], "")), *row[1:]) for row in found)


@asynccontextmanager
async def filled(home: Path) -> AsyncIterator[House]:
    async with house(home) as made:
        await fill(made.stack.database)
        await made.monitor.exchange.end()
        yield made


async def exported(home: House, place: Path, order: ExportOrder = ALL) -> str:
    await home.stack.archive.export(order, place)
    return read(place)


def read(place: Path) -> str:
    return place.read_text("utf-8")


def write(place: Path, text: str | bytes) -> Path:
    place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def stop_at(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """The user presses Cancel while that record is at work."""
    step = Errand.step

    def stopping(self: Errand) -> None:
        if self.done == count:
            self.stop()
            self.go_on()
        step(self)

    monkeypatch.setattr(Errand, "step", stopping)


def content(database: Path) -> list[object]:
    return [rows(database, table) for table in (*TABLES, "reads")]


def copies(home: House, word: str) -> list[Path]:
    return sorted(home.stack.paths.data.glob(f"aimonitor-{word}*"))


async def backed_up(tmp_path: Path) -> Path:
    async with house(tmp_path / "before") as home:
        await fill(home.stack.database)
        await home.stack.desk.save_settings({"theme": Theme.DARK})
        await home.stack.archive.backup(tmp_path / "copy.sqlite3")
    return tmp_path / "copy.sqlite3"
