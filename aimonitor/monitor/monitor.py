"""The monitor: providers, their keys, polls and history. Qt-free: window, command line and tests use it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime

from aimonitor.db.database import Database
from aimonitor.domain.history import History
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Dashboard, PollRecord, ProviderState, ProviderUsage
from aimonitor.domain.usage import UsageSnapshot
from aimonitor.insight.history import history
from aimonitor.insight.state import usage_of
from aimonitor.keychain.source import KeySource
from aimonitor.monitor.board import Board
from aimonitor.monitor.caretaker import Caretaker
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.exchange import Exchange
from aimonitor.monitor.ledger import Ledger
from aimonitor.monitor.listeners import Listener, Listeners
from aimonitor.monitor.membership import Membership
from aimonitor.monitor.poller import Poller
from aimonitor.monitor.reader import Reader
from aimonitor.monitor.requests import AddProvider, EditProvider, KeyTest
from aimonitor.monitor.roster import Roster
from aimonitor.monitor.rounds import Rounds
from aimonitor.net.http import HttpClient
from aimonitor.providers.local import Sources
from aimonitor.providers.registry import Registry
from aimonitor.settings.settings import Settings


class Monitor:
    """Polls providers and keeps what they tell.

    Constructing it starts nothing: `open` reads what is stored, `start_polling` begins to poll,
    `aclose` ends all it started. What it is given (database, http) is closed by who made it.
    """

    def __init__(
        self,
        *,
        database: Database,
        keys: KeySource,
        http: HttpClient,
        registry: Registry,
        settings: Settings,
        clock: Clock,
        environ: Mapping[str, str],
        local: Sources | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._database = database
        self._http = http
        self._registry = registry
        self._clock = clock
        self._settings = settings
        self._listeners = Listeners()
        self._roster = Roster()
        self._ledger = Ledger(database, clock, self._listeners)
        self._reader = Reader(http, registry, clock, environ, local)
        self._board = Board(self._roster, registry, clock, self._listeners, self._reader.other_address)
        self._board.default_interval = settings.interval
        self._rounds = Rounds(
            roster=self._roster,
            board=self._board,
            http=http,
            clock=clock,
            listener=self._listeners,
            on_wake=self._woke,
        )
        self._rounds.poller = self._make_poller(keys, rng or random.Random())  # noqa: S311  no secret
        self._members = self._make_members(keys)
        self._caretaker = self._make_caretaker()
        self.exchange = self._make_exchange()

    def _woke(self) -> None:
        self._caretaker.woke()

    def _make_caretaker(self) -> Caretaker:
        return Caretaker(
            roster=self._roster,
            ledger=self._ledger,
            rounds=self._rounds,
            clock=self._clock,
            listener=self._listeners,
            keep_days=self._settings.keep_days,
        )

    def _make_exchange(self) -> Exchange:
        return Exchange(
            roster=self._roster,
            rounds=self._rounds,
            http=self._http,
            listener=self._listeners,
            read=self._caretaker.read,
        )

    def _make_poller(self, keys: KeySource, rng: random.Random) -> Poller:
        poller = Poller(
            roster=self._roster,
            reader=self._reader,
            keys=keys,
            ledger=self._ledger,
            board=self._board,
            scheduler=self._rounds.scheduler,
            clock=self._clock,
            rng=rng,
        )
        poller.keep_days = self._settings.keep_days
        return poller

    def _make_members(self, keys: KeySource) -> Membership:
        return Membership(
            database=self._database,
            keys=keys,
            registry=self._registry,
            reader=self._reader,
            roster=self._roster,
            board=self._board,
            clock=self._clock,
            listener=self._listeners,
        )

    def add_listener(self, listener: Listener) -> None:
        """Let `listener` hear all news from now on."""
        self._listeners.add(listener)

    # --- life -------------------------------------------------------------------------------

    async def open(self) -> None:
        """Read what is stored and tell it. Raises DatabaseError."""
        await self._caretaker.reload()
        self._rounds.recall_pauses()

    async def start_polling(self) -> None:
        """Poll each enabled provider now, staggered, and from then on at its interval."""
        self._rounds.begin()

    async def aclose(self) -> None:
        """End all polls; wait for them at most three seconds."""
        await self._rounds.aclose()

    # --- providers --------------------------------------------------------------------------

    async def add_provider(self, request: AddProvider) -> Provider:
        """Store the key, then the provider, then poll it in the background.

        Raises ConfigError, KeychainError, DatabaseError; then nothing was stored.
        """
        provider = await self._members.add(request)
        self._rounds.plan(self._roster.get(provider.id), self._clock.now())
        return provider

    async def test_key(self, request: AddProvider) -> KeyTest:
        """Check the key and read the figures once; nothing is stored. Raises AppError."""
        return await self._members.test(request)

    async def edit_provider(self, request: EditProvider) -> Provider:
        """Change a provider; a new key is polled at once. Raises as `add_provider`."""
        entry = self._roster.get(request.provider_id)
        # a poll meanwhile would send the new key to the old address, or the other way round
        touched, due = request.touches_access, self._rounds.due(entry)
        async with self._rounds.resting(entry) if touched else nullcontext(due) as due:
            provider, reread = await self._members.edit(entry, request)
        if reread:
            self._http.forget(provider.id)
            entry.key_checked = False
        if provider.enabled and (reread or request.interval is not None or request.clear_interval):
            due, touched = self._clock.now(), True
        if touched:
            self._rounds.plan(entry, due)
        self._rounds.show(entry)
        return provider

    async def remove_provider(self, provider_id: str, *, more: bool = False) -> None:
        """Remove the provider, its history and its key. Raises DatabaseError, KeychainError.

        `more`: others follow at once; whoever removes them lets `exchange` tell it, and the totals be told.
        """
        entry = self._roster.get(provider_id)
        async with self._rounds.resting(entry):
            await self._members.remove(entry)
        if not more:
            self.exchange.tell_gone([provider_id])
            self._board.show_dashboard()

    async def toggle_provider(self, provider_id: str, enabled: bool) -> Provider:  # noqa: FBT001
        """Pause or resume polling of one provider; its history stays."""
        entry = self._roster.get(provider_id)
        provider = await self._members.toggle(entry, enabled)
        await self._rounds.stop(entry)
        self._rounds.plan(entry, self._clock.now() if enabled else None)
        self._rounds.show(entry)
        return provider

    async def move_provider(self, provider_id: str, position: int) -> None:
        """Put the provider at that place of the user's order."""
        await self._members.move(self._roster.get(provider_id), position)
        await self._rounds.show_each()

    def find(self, id_or_name: str) -> Provider:
        """The provider of that id or name. Raises ConfigError when there is none."""
        return self._roster.find(id_or_name).provider

    def base_url(self, provider: Provider) -> str:
        """Where the provider's key is sent. Raises ConfigError for an address it must not be sent to."""
        return self._reader.base_url(provider.provider_type, provider.options)

    # --- figures ----------------------------------------------------------------------------

    def states(self) -> list[ProviderState]:
        """What is shown of each provider now, in the user's order."""
        return [entry.state for entry in self._roster if entry.state is not None]

    def dashboard(self) -> Dashboard:
        """The totals over all providers now."""
        return self._board.dashboard()

    async def get_usage(self, provider_id: str) -> ProviderUsage:
        """The newest figures of one provider, as flat view. Raises ConfigError when unknown."""
        self._rounds.show_all()
        state = self._roster.get(provider_id).state
        assert state is not None
        return usage_of(state)

    async def get_all_usage(self) -> list[ProviderUsage]:
        """The newest figures of all providers, as flat views, in the user's order."""
        return [usage_of(state) for state in self.states()]

    async def history(self, provider_id: str, first: date, last: date) -> History:
        """A provider's days for the details. Raises DatabaseError."""
        entry = self._roster.get(provider_id)
        state = entry.state or self._board.state(entry.facts)
        return history(
            await self._database.history(provider_id, first, last),
            today=utc_day(self._clock.now()),
            capabilities=state.capabilities,
            last_poll=state.last_poll,
            history_since=state.history_since,
            reach=self._rounds.poller.earliest(entry),
        )

    async def polls(self, provider_id: str) -> list[PollRecord]:
        """The newest polls, newest first. Raises DatabaseError."""
        return await self._database.polls(provider_id)

    # --- polling ----------------------------------------------------------------------------

    async def poll_provider(self, provider_id: str) -> UsageSnapshot:
        """Poll now, or join the poll that is running. Raises the AppError that it ends with.

        A pause that the server asked for is respected: RateLimitError says until when.
        """
        return await self._rounds.poll(self._roster.get(provider_id))

    async def refresh(self, provider_id: str | None = None) -> None:
        """Poll one or all because the user asks; what was read seconds ago is not asked again.

        Polls run in the background. Raises RateLimitError where one provider is asked to wait.
        """
        if provider_id is None:
            await self._rounds.refresh_all()
        else:
            self._rounds.refresh(self._roster.get(provider_id))

    def stop_older_days(self, provider_id: str) -> None:
        """Read no more old days for now; what was read is kept, the rest is found again hours later."""
        self._roster.get(provider_id).stop_older_days()

    def pause(self, until: datetime | None) -> None:
        """Stop polling until then; None: until resumed."""
        self._rounds.pause(until)

    @property
    def is_paused(self) -> bool:
        """Whether all polling is paused."""
        return self._rounds.scheduler.paused

    def resume(self) -> None:
        """Poll again; what fell due meanwhile is polled now."""
        self._rounds.resume()

    def network_returned(self) -> None:
        """The machine is online again: what waits because of the network is polled now."""
        self._rounds.network_returned()

    def apply_settings(self, settings: Settings) -> None:
        """Use other settings from now on: the interval, and how long history is kept."""
        self._settings = settings
        self._board.default_interval = settings.interval
        self._rounds.poller.keep_days = self._caretaker.keep_days = settings.keep_days
        self._rounds.shorten()
        self._rounds.show_all()
