"""What is shown at this moment: states and the dashboard, told only when they differ from what was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import islice

from msgspec.structs import replace

from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.state import Dashboard, ProviderFacts, ProviderState
from aimonitor.errors import ConfigError
from aimonitor.insight.dashboard import dashboard
from aimonitor.insight.figures import is_derived
from aimonitor.insight.outlook import Outlooks
from aimonitor.insight.state import Runtime, Service, provider_state
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.listeners import Listener
from aimonitor.monitor.roster import Entry, Older, Roster
from aimonitor.monitor.schedule import CROWD, poll_interval
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry

OLD_AFTER_INTERVALS = 3
NOW_AND_THEN = 0.25
"""Seconds between two looks at the whole, while a crowd is polled."""
OLD_AFTER_AT_LEAST = timedelta(minutes=30)


def _own_address(_provider: Provider) -> str | None:
    """The service's own address, as far as is known."""
    return None


class Board:
    """Computes through `insight` and tells the listener."""

    def __init__(
        self,
        roster: Roster,
        registry: Registry,
        clock: Clock,
        listener: Listener,
        address_of: Callable[[Provider], str | None] = _own_address,
    ) -> None:
        self._roster = roster
        self._address_of = address_of
        self._registry = registry
        self._clock = clock
        self._listener = listener
        self._dashboard: Dashboard | None = None
        self._outlooks = Outlooks()
        self._told_at = float("-inf")
        self.default_interval = timedelta(minutes=5)

    def state(
        self,
        facts: ProviderFacts,
        *,
        polling: bool = False,
        next_poll_at: datetime | None = None,
        older: Older | None = None,
    ) -> ProviderState:
        """All that is shown of a provider with these facts."""
        manifest = self.manifest(facts.provider)
        interval = self.interval(facts.provider)
        service = Service(
            name=manifest.name if manifest else facts.provider.provider_type,
            capabilities=capabilities(facts.provider, manifest),
        )
        runtime = Runtime(
            polling=polling,
            older_days=(older.done, older.total) if older else None,
            next_poll_at=next_poll_at,
            stale_after=max(OLD_AFTER_INTERVALS * interval, OLD_AFTER_AT_LEAST),
        )
        state = provider_state(facts, service, runtime, self._clock.now())
        address = self._address_of(facts.provider)
        return state if address is None else replace(state, address=address)

    def manifest(self, provider: Provider) -> ProviderManifest | None:
        """The provider's manifest; None when its plugin is no longer there."""
        try:
            return self._registry.manifest(provider.provider_type)
        except ConfigError:
            return None

    def derives_cost(self, provider: Provider) -> bool:
        """Whether what was spent follows from what the provider's balance loses."""
        return is_derived(capabilities(provider, self.manifest(provider)))

    def interval(self, provider: Provider) -> timedelta:
        """How often the provider is polled."""
        return poll_interval(provider, self.default_interval, self.minimum(provider))

    def minimum(self, provider: Provider) -> timedelta:
        """How rarely its service wants to be asked."""
        manifest = self.manifest(provider)
        return manifest.min_interval if manifest else timedelta(0)

    def show(self, entry: Entry, next_poll_at: datetime | None) -> None:
        """Tell the provider's state and the totals, where they changed.

        While a crowd is polled the totals are told now and then; when it thins out, each time again.
        """
        if not self.show_state(entry, next_poll_at):
            return
        now = self._clock.monotonic()
        if now - self._told_at >= NOW_AND_THEN or not is_crowd(self._roster.unordered()):
            self._told_at = now
            self.show_dashboard()

    def show_all(self, due: dict[str, datetime | None]) -> None:
        """Tell every state that changed, then the totals."""
        for entry in self._roster:
            self.show_state(entry, due.get(entry.provider.id))
        self.show_dashboard()

    def show_state(self, entry: Entry, next_poll_at: datetime | None) -> bool:
        """Tell the provider's state where it changed, and not the totals yet; whether it did."""
        state = self.state(entry.facts, polling=entry.polling, next_poll_at=next_poll_at, older=entry.older)
        if state == entry.state:
            return False
        entry.state = state
        self._listener.provider_changed(state)
        return True

    def dashboard(self) -> Dashboard:
        """The totals over all providers now."""
        states = [entry.state for entry in self._roster if entry.state]
        self._outlooks.keep(states)
        return dashboard(states, self._clock.now(), self._outlooks)

    def show_dashboard(self) -> None:
        """Tell the totals if they changed."""
        found = self.dashboard()
        if found != self._dashboard:
            self._dashboard = found
            self._listener.dashboard_changed(found)


def is_crowd(found: Iterable[Entry | ProviderState]) -> bool:
    """Whether so many are polled at once that not each that ends is a reason to look at the whole."""
    return sum(1 for _ in islice((one for one in found if one.polling), CROWD + 1)) > CROWD


def capabilities(provider: Provider, manifest: ProviderManifest | None) -> frozenset[Capability]:
    """What the provider's key can read: its kind's share, else all that the service offers."""
    if manifest is None:
        return frozenset()
    for kind in manifest.key_kinds:
        if kind.id == provider.key_kind:
            return kind.can
    return manifest.capabilities


def renamed(facts: ProviderFacts, provider: Provider) -> ProviderFacts:
    """The same facts about a changed provider."""
    return replace(facts, provider=provider)
