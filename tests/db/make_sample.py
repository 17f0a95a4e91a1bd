"""Write `released/schema_NNNN.sql` for this version: `python -m tests.db.make_sample`, in the repository."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from aimonitor.db.alerts import AlertStore
from aimonitor.db.budgets import BudgetStore
from aimonitor.db.prepare import SCHEMA_VERSION
from tests.db.alert_samples import BUDGET, CHOICE, alert_plan
from tests.db.samples import ENTRY, NOON, full_snapshot, opened, poll, provider


async def make(path: Path) -> None:
    async with opened(path) as database:
        await database.save_provider(provider())
        await database.record_poll(poll(), full_snapshot())
        await BudgetStore(database).save(BUDGET)
        await AlertStore(database).choose(CHOICE)
        await AlertStore(database).turn(lambda _memory: alert_plan(), NOON)
        await database.save_balance_entry(ENTRY)


def main() -> None:
    target = Path(__file__).parent / "released" / f"schema_{SCHEMA_VERSION:04d}.sql"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        asyncio.run(make(path))
        with closing(sqlite3.connect(path)) as connection:
            lines = [*connection.iterdump(), f"PRAGMA user_version = {SCHEMA_VERSION};"]
    target.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
