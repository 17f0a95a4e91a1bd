"""Providers coming, changing and going: name, key, row and memory kept in step."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.deriving import break_levels
from aimonitor.db.order import save_order
from aimonitor.domain.periods import month_start, utc_day
from aimonitor.domain.provider import (
    AGREED,
    ENV_PREFIX,
    MAX_INTERVAL,
    MIN_INTERVAL,
    NO_KEY_REF,
    Provider,
)
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import PollRecord, ProviderFacts
from aimonitor.errors import AppError, ConfigError, KeychainError, KeychainFault
from aimonitor.insight.overlay import with_poll
from aimonitor.keychain.source import KeySource, check_ref
from aimonitor.monitor.board import Board, renamed
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.pasted_keys import refuse_key_among
from aimonitor.monitor.reader import Reader, refuse_useless
from aimonitor.monitor.requests import AddProvider, EditProvider, KeyTest
from aimonitor.monitor.roster import Entry, Roster
from aimonitor.providers.registry import Registry

_NO_KEY_THERE = frozenset({KeychainFault.ABSENT, KeychainFault.UNSAFE})
"""Without a keychain, or with one that is refused, no key of ours can be where we would delete it."""


class Membership:
    """Who is in the roster. The key is stored before the provider, and goes with it."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeySource,
        registry: Registry,
        reader: Reader,
        roster: Roster,
        board: Board,
        clock: Clock,
        listener: Listener,
    ) -> None:
        self._database = database
        self._keys = keys
        self._registry = registry
        self._reader = reader
        self._roster = roster
        self._board = board
        self._clock = clock
        self._listener = listener

    async def add(self, request: AddProvider) -> Provider:
        """As `Monitor.add_provider`, without the poll."""
        provider = self._provider(request, self._roster.check_name(request.name))
        self._check(request, provider)
        if request.api_key is not None and provider.api_key_ref != NO_KEY_REF:
            await self._keys.store(provider.id, provider.api_key_ref, request.api_key)
        try:
            await self._database.save_provider(provider)
        except AppError:
            await self._keys.delete(provider)
            raise
        entry = self._roster.put(ProviderFacts(provider=provider))
        self._listener.provider_added(provider)
        self._board.show(entry, self._clock.now())
        return provider

    async def test(self, request: AddProvider) -> KeyTest:
        """As `Monitor.test_key`."""
        provider = self._provider(request, request.name.strip() or "test")
        self._check(request, provider)
        key = await self._key(request, provider)
        self._keys.forget(provider.id)
        started = self._clock.now()
        with self._keys.held(key):
            report = await self._reader.check(provider, key)
            provider = replace(provider, key_kind=report.kind)
            refuse_useless(report)
            report = replace(report, advice=report.advice or self._twice(provider, key))
            since = month_start(utc_day(started))
            snapshot = await self._reader.read(provider, key, since=since, notes={})
        record = PollRecord(
            provider_id=provider.id,
            started_at=started,
            duration=self._clock.now() - started,
            requests=snapshot.requests,
            failures=snapshot.failures,
            warnings=snapshot.warnings,
        )
        facts = with_poll(ProviderFacts(provider=provider), record, snapshot)
        return KeyTest(report=report, state=self._board.state(facts))

    async def _key(self, request: AddProvider, provider: Provider) -> Secret:
        if request.api_key is not None and provider.api_key_ref != NO_KEY_REF:
            return request.api_key
        return await self._keys.resolve(provider, ask=True)

    def _twice(self, tested: Provider, key: Secret) -> str:
        """What to say where another provider has that key already; "" where none is known to."""
        holders = self._keys.holders(key)
        for entry in self._roster:
            other = entry.provider
            is_alike = (other.provider_type, other.options) == (tested.provider_type, tested.options)
            # one of that name is the provider itself, whose key is being replaced
            if other.id in holders and is_alike and other.name != tested.name:
                return f"“{other.name}” has this key already: all it costs would count twice."
        return ""

    async def edit(self, entry: Entry, request: EditProvider) -> tuple[Provider, bool]:
        """The changed provider, and whether it must be read anew with another key or address."""
        before = entry.provider
        name = before.name if request.name is None else self._roster.check_name(request.name, but=before.id)
        after = replace(
            before,
            name=name,
            api_key_ref=request.api_key_ref or before.api_key_ref,
            options=_changed_options(before, request),
            interval=None if request.clear_interval else _checked(request.interval) or before.interval,
        )
        check_ref(after.api_key_ref)
        if request.api_key is not None or request.api_key_ref is not None or request.agreed is not None:
            self._reader.check_agreed(replace(before, options=after.options))
        if (after.api_key_ref == NO_KEY_REF) is not (before.api_key_ref == NO_KEY_REF):
            raise ConfigError("Whether a key is needed follows from the service; it cannot be changed.")
        new_key = request.api_key is not None or after.api_key_ref != before.api_key_ref
        refuse_key_among(after.options, after.name, request.api_key)
        self._reader.base_url(after.provider_type, after.options)
        if request.api_key is not None:
            check_format(request.api_key)
            await self._keys.store(after.id, after.api_key_ref, request.api_key)
        await self._database.save_provider(after)
        entry.facts = renamed(entry.facts, after)
        reread = new_key or after.options != before.options
        if reread:
            await break_levels(self._database, after.id, self._clock.now())
            entry.facts = replace(entry.facts, balances_at=None, key_life=None, left=())
        self._keys.forget(after.id)
        if after.api_key_ref != before.api_key_ref:
            await self._keys.delete(before)
        return after, reread

    async def remove(self, entry: Entry) -> None:
        """Key first: a key must not outlive its provider. Without a keychain there is none. Tells nothing."""
        try:
            await self._keys.delete(entry.provider)
        except KeychainError as error:
            if error.fault not in _NO_KEY_THERE:
                raise
        await self._database.delete_provider(entry.provider.id)
        self._roster.drop(entry.provider.id)

    async def toggle(self, entry: Entry, enabled: bool) -> Provider:  # noqa: FBT001
        """Store whether it is polled."""
        provider = replace(entry.provider, enabled=enabled)
        await self._database.save_provider(provider)
        entry.facts = renamed(entry.facts, provider)
        return provider

    async def move(self, entry: Entry, position: int) -> None:
        """Store the new order of all."""
        order = [other for other in self._roster if other is not entry]
        order.insert(max(0, min(position, len(order))), entry)
        await save_order(self._database, [other.provider.id for other in order])
        for place, other in enumerate(order):
            if other.provider.position != place:
                other.facts = renamed(other.facts, replace(other.provider, position=place))

    def _provider(self, request: AddProvider, name: str) -> Provider:
        manifest = self._registry.manifest(request.provider_type)
        return Provider(
            id=uuid.uuid4().hex,
            name=name,
            provider_type=manifest.type,
            api_key_ref=request.api_key_ref if manifest.needs_key else NO_KEY_REF,
            created_at=self._clock.now(),
            options=_options(request.options, request.agreed),
            key_kind=request.key_kind,
            interval=_checked(request.interval),
            position=len(self._roster),
        )

    def _check(self, request: AddProvider, provider: Provider) -> None:
        refuse_key_among(provider.options, provider.name, request.api_key)
        self._reader.check_agreed(provider)
        self._reader.base_url(provider.provider_type, provider.options)
        ref = provider.api_key_ref
        check_ref(ref)
        if ref == NO_KEY_REF:
            if self._registry.manifest(provider.provider_type).needs_key:
                raise ConfigError("This service needs a key. Enter one.")
        elif not ref.startswith(ENV_PREFIX):
            check_format(request.api_key)


def check_format(key: Secret | None) -> None:
    """Raise ConfigError for what cannot be a key: nothing, white space inside, control characters."""
    text = key.reveal() if key is not None else ""
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        msg = "Invalid API key format: a key is one word without spaces. Paste it again."
        raise ConfigError(msg)


def _filled(options: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in options.items() if text.strip()}


def _options(entered: Mapping[str, str], agreed: str) -> dict[str, str]:
    """What the user entered, and what they agreed to, where there was anything to agree to."""
    return _filled({**entered, AGREED: agreed})


def _changed_options(before: Provider, request: EditProvider) -> dict[str, str]:
    """What was agreed to stays with what the user entered, unless they agree to something else."""
    agreed = before.options.get(AGREED, "") if request.agreed is None else request.agreed
    return _options(before.options if request.options is None else request.options, agreed)


def _checked(interval: timedelta | None) -> timedelta | None:
    if interval is not None and not MIN_INTERVAL <= interval <= MAX_INTERVAL:
        msg = "The interval must be between 1 minute and 12 hours."
        raise ConfigError(msg)
    return interval
