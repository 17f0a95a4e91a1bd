"""The history's door: async methods whose work runs on one worker thread with one connection."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from peewee import SqliteDatabase

from aimonitor.db import (
    balance_entries,
    clearing,
    events,
    history,
    providers,
    reading,
    recording,
    restoring,
    settings,
    thinning,
)
from aimonitor.db.backup import backup_to
from aimonitor.db.faults import UNREADABLE, damaged_error, fault_of, faults
from aimonitor.db.files import belongings
from aimonitor.db.plain_faults import plain_faults
from aimonitor.db.prepare import BUSY_TIMEOUT, Look, damage, prepare, schema_version
from aimonitor.db.reports import DatabaseState, OpenReport
from aimonitor.db.scratch import sweep
from aimonitor.db.sessions import Sessions
from aimonitor.db.stored import all_settings, despite
from aimonitor.db.whereabouts import Whereabouts
from aimonitor.db.worker import Worker
from aimonitor.domain.balance_entry import BalanceEntry, TopUp
from aimonitor.domain.history import HistoryFacts
from aimonitor.domain.notice import Notice
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import PollRecord, ProviderFacts
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.errors import DatabaseError, DatabaseFault

T = TypeVar("T")

_log = logging.getLogger(__name__)

_LARGEST_IDLE_LOG = 4 * 1024 * 1024


class Database:
    """Everything that is kept. Each method raises DatabaseError when the world fails; none half-writes.

    `now` gives the aware time for dated copies and thinning. `busy_timeout`: seconds to wait for another
    program's lock. Where `open` failed, each later call tries again; until it can be written, what is stored
    is read as it is. After a CORRUPT fault call `open` again: it sets the damaged file aside.
    """

    def __init__(
        self, path: Path, *, now: Callable[[], datetime], busy_timeout: float = BUSY_TIMEOUT
    ) -> None:
        self.path = path
        self._now = now
        self._busy_timeout = busy_timeout
        self._worker = Worker()
        self._is_wanted = False
        self._whereabouts = Whereabouts(path)
        self._sessions = Sessions(path)
        self._rows = SqliteDatabase(
            str(path),
            autoconnect=False,
            timeout=busy_timeout,
            pragmas=(
                ("journal_mode", "wal"),
                ("synchronous", "normal"),
                ("foreign_keys", 1),
                ("journal_size_limit", _LARGEST_IDLE_LOG),
                ("temp_store", "memory"),
            ),
        )

    async def open(self) -> OpenReport:
        """Make or migrate the file, look it through for damage, and connect. May be called again."""
        self._is_wanted = True
        return await self._worker.run(self._open)

    async def close(self) -> None:
        """Do what waits, close the connection and end the thread. `open` may follow."""
        self._is_wanted = False
        await self._worker.finish(self._finish)

    async def providers(self) -> list[Provider]:
        """All providers in position order."""
        return await self._read(reading.providers)

    async def save_provider(self, provider: Provider) -> None:
        """Insert or update by id. Raises ConfigError when another provider has that name."""
        await self._write(lambda _: providers.save(self._rows, provider))

    async def delete_provider(self, provider_id: str) -> None:
        """Remove a provider with all of its rows; nothing happens when it is not there."""
        await self._write(lambda _: providers.delete(self._rows, provider_id))

    async def record_poll(self, record: PollRecord, snapshot: UsageSnapshot | None) -> None:
        """Log a poll and keep what it learned, in one transaction; only what changed is written.

        The same poll twice changes nothing, and late polls do not overwrite what newer ones read.
        The poll of a provider that is no longer there is dropped.
        """
        job = partial(recording.record, poll=record, snapshot=snapshot, now=self._now())
        await self._work(lambda connection: self._sessions.log(connection, record.provider_id, job))

    async def facts(self, today: date, provider_id: str | None = None) -> list[ProviderFacts]:
        """What is stored about one provider or about all, in position order."""
        return await self._read(lambda connection: reading.facts(connection, today, provider_id))

    async def history(self, provider_id: str, first: date, last: date) -> HistoryFacts:
        """The days from `first` to `last`, by model."""
        return await self._read(lambda connection: history.history(connection, provider_id, first, last))

    async def missing_cost_days(self, provider_id: str, first: date, last: date) -> list[date]:
        """The days whose costs are unknown or not final, oldest first."""
        return await self._read(
            lambda connection: history.missing_cost_days(connection, provider_id, first, last)
        )

    async def notes(self, provider_id: str) -> dict[str, str]:
        """What the newest snapshot's client wants handed back at its next call."""
        return await self._read(lambda connection: reading.notes(connection, provider_id))

    async def polls(self, provider_id: str, limit: int = 200) -> list[PollRecord]:
        """The newest polls, newest first."""
        return await self._read(lambda connection: reading.polls(connection, provider_id, limit))

    async def balance_entries(self, provider_id: str) -> list[BalanceEntry]:
        """What the user entered about the provider's money, newest day first."""
        return await self._read(lambda connection: balance_entries.entries(connection, provider_id))

    async def save_balance_entry(self, entry: BalanceEntry) -> bool:
        """Insert or replace by id; False when the provider is no longer there."""
        return await self._write(lambda connection: balance_entries.save(connection, entry))

    async def delete_balance_entry(self, provider_id: str, entry_id: str) -> bool:
        """Remove one; False when it was not there."""
        return await self._write(lambda connection: balance_entries.delete(connection, provider_id, entry_id))

    async def top_ups(self, provider_id: str) -> list[TopUp]:
        """What rises of the provider's balance tell, newest first."""
        return await self._read(lambda connection: balance_entries.top_ups(connection, provider_id))

    async def settings(self) -> dict[str, str]:
        """The settings that the user changed, by name."""
        return await self._read(all_settings)

    async def set_settings(self, changes: Mapping[str, str | None]) -> None:
        """Change settings, all or none; None removes one."""
        kept = dict(changes)
        await self._write(lambda _: settings.change(self._rows, kept))

    async def add_event(self, notice: Notice) -> None:
        """Keep what the user was told."""
        await self.noting(lambda _: events.add(self._rows, notice))

    async def events(self, limit: int = 200) -> list[Notice]:
        """What the user was told, newest first."""
        return await self._work(partial(self._sessions.read, job=lambda _: events.newest(self._rows, limit)))

    async def thin(self, keep_days: int) -> None:
        """Thin old balances and polls, remove what is older than `keep_days`; polls may run in between."""
        now = self._now()
        for step in await self._read(lambda connection: thinning.steps(connection, now, keep_days)):
            while await self._write(step):
                pass

    async def state(self) -> DatabaseState:
        """How the database is; looks the whole file through."""
        return await self._work(self._state)

    async def backup(self, target: Path) -> None:
        """Copy everything to `target` (0600), whole or not at all; what was there is replaced."""
        await self._use(lambda connection: backup_to(connection, self.path, target))

    async def reading(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job that reads, in one transaction: for the statements of other rooms' files."""
        return await self._read(job)

    async def writing(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run a job that reads and writes, all or nothing."""
        return await self._write(job)

    async def noting(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """The same for a job that writes nothing of what polls keep: cheaper."""
        return await self._work(lambda connection: self._sessions.read(connection, job, "IMMEDIATE"))

    async def put_in_place(self, file: Path) -> Path:
        """Exchange everything for what `restoring.make_candidate` made; where the rest was set aside."""
        return await self._use(lambda link: restoring.put_in_place(link, file, self.path, self._now()))

    async def clear(self, keep: Collection[str] = ()) -> None:
        """Remove all rows but those of the providers to `keep`, and what they left in the file."""
        await self._work(lambda connection: self._clear(connection, frozenset(keep)))

    # --- on the worker thread --------------------------------------------------------------------

    async def _read(self, job: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._work(lambda connection: self._sessions.read(connection, job))
        except DatabaseError as error:
            return await self._worker.run(partial(despite, error, self.path, job))

    async def _write(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return await self._work(lambda connection: self._sessions.write(connection, job))

    async def _use(self, job: Callable[[sqlite3.Connection], T]) -> T:
        return await self._work(lambda connection: self._sessions.whole(connection, job))

    async def _work(self, job: Callable[[sqlite3.Connection], T]) -> T:
        if not self._is_wanted:
            text = "The history is closed. Open AIMonitor again to use it."
            raise DatabaseError(text, fault=DatabaseFault.OTHER)
        return await self._worker.run(lambda: self._done(job))

    def _done(self, job: Callable[[sqlite3.Connection], T]) -> T:
        if self._rows.is_closed():
            self._open(check=False)
        elif not self._whereabouts.are_known():
            self._bring_back()
        with faults(self.path):
            try:
                with plain_faults():
                    return job(self._connection())
            except (sqlite3.OperationalError, *UNREADABLE) as error:
                if isinstance(error, sqlite3.Error) and fault_of(error) is not None:
                    raise
                self._begin_anew_if_flawed(error)
                raise

    def _begin_anew_if_flawed(self, error: Exception) -> None:
        """A row that holds something else than was written is damage, though SQLite does not see it."""
        from aimonitor.db.understanding import flaws  # noqa: PLC0415  few programs ever need it

        today = utc_day(self._now())
        if flaws(self._connection(), today):
            report = self._open(look=lambda connection: flaws(connection, today))
            raise damaged_error(report.set_aside or self.path) from error
        self._sessions.leave_flawed(self._connection(), lambda connection: flaws(connection, today))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = self._rows.connection()  # type: ignore[no-untyped-call]
        return connection

    def _bring_back(self) -> None:
        """Somebody took a file away, or put another in its place."""
        _log.warning("files of the history were removed or exchanged while it was open")
        with suppress(DatabaseError, sqlite3.Error):
            self._sessions.settle(self._connection())
        with faults(self.path), plain_faults():
            self._whereabouts.bring_back(self._connection(), self._disconnect)
        self._open(check=False)

    def _open(self, *, check: bool = True, look: Look = damage) -> OpenReport:
        with faults(self.path), plain_faults():
            self._disconnect()
            if check:
                sweep(self.path.parent, f"{self.path.stem}-")
            report = prepare(self.path, self._now(), check=check, look=look, busy_timeout=self._busy_timeout)
            self._rows.connect()
            self._sessions.begin()
            self._whereabouts.note()
            return report

    def _finish(self) -> None:
        if not self._rows.is_closed():
            self._sessions.finish(self._connection())
        self._disconnect()

    def _disconnect(self) -> None:
        if not self._rows.is_closed():
            self._rows.close()

    def _state(self, connection: sqlite3.Connection) -> DatabaseState:
        files = [self.path, *belongings(self.path)]
        return DatabaseState(
            path=self.path,
            size=sum(file.stat().st_size for file in files if file.exists()),
            version=schema_version(connection),
            integrity=damage(connection) or "ok",
            journal_mode=str(connection.execute("PRAGMA journal_mode").fetchone()[0]),
        )

    def _clear(self, connection: sqlite3.Connection, keep: frozenset[str]) -> None:
        self._sessions.clear(connection)
        clearing.clear(connection, keep)
