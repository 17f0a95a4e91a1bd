"""What is held in memory of each provider, in the user's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from aimonitor.domain.provider import Provider
from aimonitor.domain.state import ProviderFacts, ProviderState
from aimonitor.domain.usage import Problem
from aimonitor.errors import ConfigError
from aimonitor.insight.problems import headline_problem
from aimonitor.monitor.pasted_keys import refuse_key_as_name

if TYPE_CHECKING:
    import asyncio


LONGEST_NAME = 200


class Older(Struct):
    """Old days being read: of `total` days `done` are known or were asked for. `page` reads the next."""

    done: int
    total: int
    page: asyncio.Task[Any] | None = None
    stopped: bool = False

    def stop(self) -> None:
        """Read no more of them; what was read is kept."""
        self.stopped = True
        if self.page is not None:
            self.page.cancel()


class Entry(Struct):
    """One provider at work.

    `task` is its running poll, `told` the problem the user knows of, `may_ask` whether the next
    poll may put up the keychain's prompt: only when the user has just asked for it. `older`: how far
    its poll is with the days that are still to be read, None when it reads none.
    """

    facts: ProviderFacts
    state: ProviderState | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    failures: int = 0
    task: asyncio.Task[Any] | None = None
    told: Problem | None = None
    gaps_due_at: datetime | None = None
    key_checked: bool = False
    may_ask: bool = False
    older: Older | None = None

    @property
    def provider(self) -> Provider:
        """The provider as it is stored."""
        return self.facts.provider

    @property
    def polling(self) -> bool:
        """Whether a poll of it is running."""
        return self.task is not None and not self.task.done()

    def stop_older_days(self) -> None:
        """Read no more old days in this poll, if it reads any."""
        if self.older is not None:
            self.older.stop()


class Roster:
    """All providers by id; iterates in the user's order."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries.values(), key=_place))

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, provider_id: object) -> bool:
        return provider_id in self._entries

    def unordered(self) -> Iterable[Entry]:
        """All, for those who only count: the user's order is worked out at each look."""
        return self._entries.values()

    def put(self, facts: ProviderFacts) -> Entry:
        """Add a provider, or replace what is known of it."""
        entry = self._entries.get(facts.provider.id)
        if entry is None:
            entry = self._entries[facts.provider.id] = Entry(facts=facts)
            entry.told = headline_problem(facts.last_poll)
        entry.facts = facts
        return entry

    def get(self, provider_id: str) -> Entry:
        """The provider's entry. Raises ConfigError when there is none of that id."""
        entry = self._entries.get(provider_id)
        if entry is None:
            msg = "There is no such provider; it may have been removed."
            raise ConfigError(msg)
        return entry

    def find(self, id_or_name: str) -> Entry:
        """The entry of that id, or of that name in any case. Raises ConfigError when there is none."""
        wanted = id_or_name.casefold()
        for entry in self:
            if entry.provider.id == id_or_name or entry.provider.name.casefold() == wanted:
                return entry
        msg = f"There is no provider named {id_or_name!r}."
        raise ConfigError(msg)

    def drop(self, provider_id: str) -> None:
        """Forget a provider."""
        self._entries.pop(provider_id, None)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def check_name(self, name: str, *, but: str | None = None) -> str:
        """The name, trimmed. Raises ConfigError as `proper_name`, and when it is taken by another."""
        name = proper_name(name)
        for entry in self:
            if entry.provider.id != but and entry.provider.name.casefold() == name.casefold():
                msg = f"Provider already exists: {name!r}. Choose another name."
                raise ConfigError(msg)
        return name


def proper_name(name: str) -> str:
    """The name, trimmed. Raises ConfigError when it is empty, too long, or a key."""
    name = " ".join(name.split())
    if not name:
        msg = "Give the provider a name."
        raise ConfigError(msg)
    refuse_key_as_name(name)
    if len(name) > LONGEST_NAME:
        msg = f"The name is too long. Give the provider one of at most {LONGEST_NAME} characters."
        raise ConfigError(msg)
    return name


def _place(entry: Entry) -> tuple[int, datetime]:
    provider = entry.facts.provider
    return provider.position, provider.created_at
