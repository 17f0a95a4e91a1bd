"""Our own JSON export read back: looked through to its end first, then written, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from aimonitor.db.archive_writing import Importing, TwiceError, importing
from aimonitor.domain.archive import ArchiveKind, ArchiveSummary, LoggedPoll
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Provider
from aimonitor.errors import ConfigError
from aimonitor.insight.export import SCHEMA
from aimonitor.monitor.archive_document import Fact, fact_of, provider_of, wrong
from aimonitor.monitor.archive_file import elements
from aimonitor.monitor.errand import Errand

_KINDS = {kind.value: kind for kind in ArchiveKind}
_PROVIDERS = "providers"

AddressOf = Callable[[Provider], str | None]
"""Where its key would be sent if that is an address of the file's; raises ConfigError for one it must not."""


@dataclass(slots=True)
class Survey:
    """What a file holds, every record of it checked."""

    providers: list[Provider] = field(default_factory=list)
    counts: dict[ArchiveKind, int] = field(default_factory=dict)
    first: date | None = None

    def summary(self, path: Path, address_of: AddressOf) -> ArchiveSummary:
        """In the words of the domain. Raises ConfigError."""
        found = []
        for position, provider in enumerate(self.providers):
            try:
                address = address_of(provider)
            except ConfigError as error:
                raise wrong(f"{_PROVIDERS}[{position}].options", error.message.rstrip(".")) from error
            if address is not None:
                found.append((provider.name, address))
        return ArchiveSummary(
            path=path,
            providers=tuple(provider.name for provider in self.providers),
            records=tuple(self.counts.items()),
            addresses=tuple(found),
            first=self.first,
        )


def survey(path: Path, errand: Errand) -> Survey:
    """Read the whole file and keep its providers. Raises ConfigError: what is wrong, and where."""
    found, known = Survey(), set[str]()
    schema: int | None = None
    for name, position, value in elements(path, errand.go_on):
        errand.step()
        if name == "schema":
            schema = _schema(value)
        elif name == _PROVIDERS and position is not None:
            provider = provider_of(position, value)
            if provider.id in known:
                raise wrong(f"{name}[{position}].id", "it stands there twice")
            known.add(provider.id)
            found.providers.append(provider)
        elif name in _KINDS:
            _count(found, _fact(name, position, value))
    if schema is None:
        raise ConfigError("This is no export of AIMonitor's: it names no schema. Choose another file.")
    if not found.providers:
        raise ConfigError("There is nothing to import: the file names no provider. Choose another file.")
    return found


def take_in(path: Path, found: Survey, database: Path, errand: Errand) -> None:
    """Write all that `survey` saw into the database, or nothing. Raises ConfigError, DatabaseError."""
    with importing(database) as work:
        for place, provider in enumerate(found.providers):
            with _told_where(_PROVIDERS, place):
                work.add_provider(provider)
        for name, position, value in elements(path, errand.go_on):
            errand.step()
            if name in _KINDS:
                kind, (provider_id, fact) = _fact(name, position, value)
                with _told_where(name, position or 0):
                    _add(work, kind, provider_id, fact)


def _schema(value: object) -> int:
    if type(value) is not int:
        raise wrong("schema", "it is no number")
    if value != SCHEMA:
        raise ConfigError(
            f"The file has schema {value}, and this AIMonitor reads {SCHEMA}. Update AIMonitor, "
            "or export the history again with this version."
        )
    return value


def _fact(name: str, position: int | None, value: object) -> tuple[ArchiveKind, Fact]:
    if position is None:
        raise wrong(name, "it is no list")
    return _KINDS[name], fact_of(_KINDS[name], position, value)


def _count(found: Survey, made: tuple[ArchiveKind, Fact]) -> None:
    kind, (_, fact) = made
    found.counts[kind] = found.counts.get(kind, 0) + 1
    day = _day_of(fact)
    if day is not None and (found.first is None or day < found.first):
        found.first = day


def _day_of(fact: Any) -> date | None:  # noqa: ANN401  one of several kinds of facts
    if isinstance(fact, LoggedPoll):
        return utc_day(fact.poll.started_at)
    at: datetime | None = getattr(fact, "taken_at", None) or getattr(fact, "raised_at", None)
    return getattr(fact, "day", None) if at is None else utc_day(at)


def _add(work: Importing, kind: ArchiveKind, provider_id: str, fact: Any) -> None:  # noqa: ANN401  as above
    if kind is ArchiveKind.DAYS:
        work.add_day(provider_id, fact)
    elif kind is ArchiveKind.BALANCES:
        work.add_balance(provider_id, fact)
    elif kind is ArchiveKind.POLLS:
        work.add_poll(fact)
    elif kind is ArchiveKind.EVENTS:
        work.add_event(fact)
    else:
        work.add_alert(fact)


class _told_where:  # noqa: N801  a context manager, cheap enough for each record
    def __init__(self, name: str, position: int) -> None:
        self._place = name, position

    def __enter__(self) -> None:
        """Nothing to begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        place = f"{self._place[0]}[{self._place[1]}]"
        if isinstance(error, TwiceError):
            raise wrong(place, "it stands there twice") from None
        if isinstance(error, KeyError):
            raise wrong(f"{place}.provider_id", "the file has no such provider") from None
        if isinstance(error, OverflowError):
            raise wrong(place, "a figure in it is too large to be kept") from None
