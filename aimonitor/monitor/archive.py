"""The history as files: exported, imported, backed up, restored; and all of it removed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from aimonitor.db.archive_reading import StoredContents, stored_contents
from aimonitor.db.archive_writing import NOT_EMPTY
from aimonitor.db.database import Database
from aimonitor.db.faults import faults
from aimonitor.db.files import dated_copies
from aimonitor.db.restoring import candidate, make_candidate
from aimonitor.domain.archive import FORMATS, ArchiveKind, ArchiveSummary, ExportOrder
from aimonitor.domain.provider import Provider
from aimonitor.errors import ConfigError, DatabaseError, DatabaseFault
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.desk import Desk
from aimonitor.monitor.errand import Errand
from aimonitor.monitor.export import place_of, write_exports
from aimonitor.monitor.leftovers import Leftovers
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.schedule import CROWD
from aimonitor.settings.settings import Resolved

if TYPE_CHECKING:
    from aimonitor.monitor.importing import Survey

Told = Callable[[int], object]

_EXPORT_STOPPED = "The export was stopped. No file was written."
_RESTORE_STOPPED = "The restore was stopped. Nothing was changed."
_IMPORT_STOPPED = "The import was stopped. Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How a restore went: what there is now, where the history before it lies, the settings in force."""

    summary: ArchiveSummary
    aside: Path
    resolved: Resolved


class Room(Protocol):
    """What holds rows of its own in memory: it follows when the history is exchanged or removed."""

    async def rest(self) -> None:
        """End what goes on, and write nothing until `reload` or `purge`."""

    async def reload(self) -> None:
        """Read the rows anew, and go on. Raises DatabaseError."""

    async def purge(self) -> None:
        """Remove them, and what stands outside the database. Raises AppError."""


class Archive:
    """Files of the whole history. What takes long runs in a thread, and `stop` ends it."""

    def __init__(
        self, monitor: Monitor, database: Database, desk: Desk, clock: Clock, others: Sequence[Room] = ()
    ) -> None:
        self._monitor = monitor
        self._database = database
        self._desk = desk
        self._clock = clock
        self._others = others
        self._errand: Errand | None = None

    def stop(self) -> None:
        """End what runs now; it leaves nothing behind."""
        if self._errand is not None:
            self._errand.stop()

    # --- export and import ----------------------------------------------------------------------

    async def export(self, order: ExportOrder, place: Path, told: Told | None = None) -> int:
        """Write what was ordered to `place`; the number of records.

        One kind of CSV, and JSON, is one file. Several kinds of CSV are files named after them in the
        folder `place`, which is made. `told` hears how many records are written. Raises AppError;
        then no file is there that was not there before.
        """
        _check(order)
        errand = self._new(told, _EXPORT_STOPPED)
        return await errand.run(partial(self._write_files, order, place, errand))

    async def export_text(self, order: ExportOrder, write: Callable[[str], object]) -> int:
        """The same as one text, written piece by piece. Raises ConfigError for several kinds of CSV."""
        _check(order)
        if order.file_format == "csv" and len(order.kinds) != 1:
            raise ConfigError("CSV is a file for each kind. Name a folder for them, or choose one kind.")
        errand = self._new(None, _EXPORT_STOPPED)

        def job() -> int:
            with stored_contents(self._database.path, order.first, order.last) as contents:
                for piece in self._pieces(order, order.kinds[0], contents, errand):
                    write(piece)
            return errand.done

        return await errand.run(job)

    async def look(self, path: Path, told: Told | None = None) -> ArchiveSummary:
        """What an import of that file would bring; all of it is checked. Raises ConfigError."""
        if self._monitor.states():
            raise ConfigError(NOT_EMPTY)
        errand = self._new(told, _IMPORT_STOPPED)
        found = await errand.run(partial(_survey, path, errand))
        return found.summary(path, self._address)

    async def take_in(self, path: Path, told: Told | None = None) -> ArchiveSummary:
        """Import a JSON export into this AIMonitor, which must have no provider; all or nothing.

        The providers come without keys and ask for them. Raises ConfigError, DatabaseError.
        """
        errand = self._new(told, _IMPORT_STOPPED)
        found = await errand.run(partial(_survey, path, errand))
        summary = found.summary(path, self._address)
        errand.go_on()
        errand = self._new(told, _IMPORT_STOPPED)
        await errand.run(partial(_take_in, path, found, self._database.path, errand))
        await self._monitor.exchange.end()
        await self._reload_others()
        return summary

    # --- the whole history ----------------------------------------------------------------------

    async def backup(self, path: Path) -> None:
        """Copy everything but the keys to `path`. Raises ConfigError, DatabaseError."""
        target = await asyncio.to_thread(place_of, path, self._database.path)
        try:
            await self._database.backup(target)
        except DatabaseError as error:
            if error.fault is not DatabaseFault.READ_ONLY:
                raise
            raise ConfigError(f"{path} cannot be written. Choose another place.") from error

    async def look_at_backup(self, path: Path, told: Told | None = None) -> ArchiveSummary:
        """What a restore of that file would bring; all of it is checked. Raises as `restore`."""
        async with self._scratch() as file:
            return await self._check(path, file, told)

    async def restore(self, path: Path, told: Told | None = None) -> Restored:
        """Put a back-up in the place of the history, which is set aside beside it. All polls rest meanwhile.

        Raises ConfigError, DatabaseError; then all is as it was.
        """
        async with self._scratch() as file:
            summary = await self._check(path, file, told)
            try:
                await self._monitor.exchange.begin()
                await self._rest_others()
                aside = await self._database.put_in_place(file)
                resolved = await self._desk.reload_settings()
            finally:
                await self._monitor.exchange.end()
                await self._reload_others()
        return Restored(summary=summary, aside=aside, resolved=resolved)

    async def purge(self) -> Resolved:
        """Remove every provider with its key, all history, stored settings, and the database's copies.

        What could not be removed is kept as it is. Raises AppError that names all that is still there.
        """
        left = Leftovers()
        await self._remove_providers(left)
        await self._rest_others()
        for other in self._others:
            with left.noted(type(other).__name__.lower()):
                await other.purge()
        with left.noted("the history"):
            await self._database.clear(keep=[state.provider.id for state in self._monitor.states()])
        for copy in await asyncio.to_thread(dated_copies, self._database.path):
            with left.noted(copy.name):
                await asyncio.to_thread(copy.unlink, missing_ok=True)
        resolved = await self._desk.reload_settings()
        left.tell()
        return resolved

    async def _remove_providers(self, left: Leftovers) -> None:
        """The last rows first, as those above then stay in place; and told together, as each is drawn."""
        gone: list[str] = []
        states = self._monitor.states()
        for place, state in reversed(list(enumerate(states))):
            with left.noted(state.provider.name):
                await self._monitor.remove_provider(state.provider.id, more=True)
            gone.append(state.provider.id)
            if not place % CROWD:
                self._monitor.exchange.tell_gone(gone)
                gone.clear()

    async def _rest_others(self) -> None:
        for other in self._others:
            await other.rest()

    async def _reload_others(self) -> None:
        for other in self._others:
            await other.reload()

    @asynccontextmanager
    async def _scratch(self) -> AsyncIterator[Path]:
        """For a candidate; the disk may be slow, and the window is not to wait for it."""
        with faults(self._database.path):
            made = candidate(self._database.path)
            file = await asyncio.to_thread(made.__enter__)
        try:
            yield file
        finally:
            await asyncio.shield(asyncio.to_thread(made.__exit__, None, None, None))

    async def _check(self, path: Path, file: Path, told: Told | None) -> ArchiveSummary:
        errand = self._new(told, _RESTORE_STOPPED)
        work = partial(make_candidate, path, file, self._database.path, self._clock.now(), errand.step)
        return await errand.run(work)

    def _write_files(self, order: ExportOrder, place: Path, errand: Errand) -> int:
        with stored_contents(self._database.path, order.first, order.last) as contents:
            if order.file_format == "json" or len(order.kinds) == 1:
                files = {place: self._pieces(order, order.kinds[0], contents, errand)}
            else:
                _make_folder(place)
                files = {
                    place / f"{kind}.csv": self._pieces(order, kind, contents, errand) for kind in order.kinds
                }
            write_exports(files, self._database.path)
        return errand.done

    def _pieces(
        self, order: ExportOrder, kind: ArchiveKind, contents: StoredContents, errand: Errand
    ) -> Iterator[str]:
        from aimonitor.insight.export import csv_pieces, json_pieces  # noqa: PLC0415  as in `_survey`

        if order.file_format == "json":
            return json_pieces(order, contents, now=self._clock.now(), on_record=errand.step)
        return csv_pieces(kind, contents, errand.step)

    def _address(self, provider: Provider) -> str | None:
        """Raises ConfigError for one that a key must not be sent to."""
        return self._monitor.base_url(provider) if provider.options.get("base_url") else None

    def _new(self, told: Told | None, stopped: str) -> Errand:
        self._errand = Errand(told, stopped=stopped)
        return self._errand


def _survey(path: Path, errand: Errand) -> Survey:
    """In the errand's thread, as is the import of what reads a file: most never import one (2 MB)."""
    from aimonitor.monitor.importing import survey  # noqa: PLC0415  as said above

    return survey(path, errand)


def _take_in(path: Path, found: Survey, database: Path, errand: Errand) -> None:
    from aimonitor.monitor.importing import take_in  # noqa: PLC0415  as above

    take_in(path, found, database, errand)


def _check(order: ExportOrder) -> None:
    if order.file_format not in FORMATS:
        raise ConfigError(f"There is no export format {order.file_format!r}; choose csv or json.")
    if not order.kinds:
        raise ConfigError("Choose at least one thing to export.")


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The folder could not be made: {reason}. Choose another place.") from error
