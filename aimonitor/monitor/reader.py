"""One read of one provider: from its key to a snapshot, or to the problem that stood in the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.domain.periods import Period, utc_day
from aimonitor.domain.provider import AGREED, NO_KEY_REF, Capability, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.usage import PartFailure, Problem, UsageSnapshot
from aimonitor.errors import (
    AppError,
    ConfigError,
    PluginError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.unechoed import Unechoed
from aimonitor.net.answer import Api
from aimonitor.net.http import HttpClient
from aimonitor.net.origin import host_of, is_loopback
from aimonitor.net.redact import plain
from aimonitor.providers import address
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.computer import NoService
from aimonitor.providers.local import Sources
from aimonitor.providers.manifest import BASE_URL, ProviderManifest
from aimonitor.providers.promises import promised
from aimonitor.providers.registry import Registry

_log = logging.getLogger(__name__)

USEFUL = frozenset({Capability.COST, Capability.TOKENS, Capability.BALANCE, Capability.LIMITS})

T = TypeVar("T")
P = TypeVar("P", UsagePart, BalancePart)

Sent = list[Api]
"""Takes each `Api` that a poll used, so that its requests can be counted however the poll ends."""


class Reader:
    """Reads providers; holds no state of theirs."""

    def __init__(
        self,
        http: HttpClient,
        registry: Registry,
        clock: Clock,
        environ: Mapping[str, str],
        local: Sources | None = None,
    ) -> None:
        self._http = http
        self._registry = registry
        self._clock = clock
        self._environ = environ
        self._local = local

    def base_url(self, provider_type: str, options: Mapping[str, str]) -> str:
        """Where a provider's key is sent (`providers.address`); "" where it needs no key.

        Raises ConfigError for an address that a key must not be sent to.
        """
        manifest = self._registry.manifest(provider_type)
        return address.base_url(manifest, options, self._environ) if manifest.needs_key else ""

    def check_agreed(self, provider: Provider) -> None:
        """Raise ConfigError where something would be run, read or sent without the user's word.

        A provider whose type needs no key has that word as its key's reference; one whose service somebody
        else than us described keeps what was agreed to among its options. An import brings neither.
        """
        manifest = self._registry.manifest(provider.provider_type)
        check_agreement(manifest, provider.options.get(AGREED, ""))
        if not manifest.needs_key and provider.api_key_ref != NO_KEY_REF:
            raise ConfigError(
                "What this reads on this computer needs your agreement, which an import cannot bring along. "
                "Remove this provider and add it again."
            )

    def other_address(self, provider: Provider) -> str | None:
        """Where the key is sent if not to the service's own address; None for that."""
        try:
            used = self.base_url(provider.provider_type, provider.options)
            own = address.own_url(self._registry.manifest(provider.provider_type), provider.options)
        except ConfigError:
            return None
        return None if used == own else used

    async def check(self, provider: Provider, key: Secret, sent: Sent | None = None) -> KeyReport:
        """What the provider's key is. Raises AuthError when it is refused, and other AppErrors."""
        client = await self._client(provider)

        async def check() -> KeyReport:
            call = self._call(provider, client, key, utc_day(self._clock.now()), {})
            _count(sent, call)
            return promised(await client.check_key(call), KeyReport, client.manifest)

        return await _guarded(check(), client.manifest, Unechoed(key.reveal()))

    async def read(
        self,
        provider: Provider,
        key: Secret,
        *,
        since: date,
        notes: Mapping[str, str],
        sent: Sent | None = None,
    ) -> UsageSnapshot:
        """Usage and balance; parts fail alone. Raises AppError when nothing could be read."""
        client = await self._client(provider)

        async def read() -> UsageSnapshot:
            call = self._call(provider, client, key, since, notes)
            _count(sent, call)
            return await self._snapshot(client, call, unechoed)

        unechoed = Unechoed(key.reveal())
        return await _guarded(read(), client.manifest, unechoed)

    async def read_page(
        self, provider: Provider, key: Secret, page: Period, *, notes: Mapping[str, str], sent: Sent
    ) -> UsageSnapshot:
        """Old days alone. Raises AppError when nothing could be read of them."""
        client = await self._client(provider)

        async def read() -> UsageSnapshot:
            call = self._call(provider, client, key, page.first, notes)
            _count(sent, call)
            told = await client.get_usage(replace(call, until=page.last))
            usage = unechoed.part(promised(told, UsagePart, client.manifest))
            found = assemble(client.manifest, taken_at=call.now, usage=usage, balance=None)
            return replace(found, spends=None, windows=None)

        unechoed = Unechoed(key.reveal())
        return await _guarded(read(), client.manifest, unechoed)

    async def _client(self, provider: Provider) -> ProviderClient:
        """Raises PluginError. What takes long is imported beside the loop: no window waits for it."""
        module = self._registry.slow_module(provider.provider_type)
        if module:
            await asyncio.to_thread(import_module, module)
        return self._registry.client(provider.provider_type)

    async def _snapshot(self, client: ProviderClient, call: Call, unechoed: Unechoed) -> UsageSnapshot:
        usage = await self._part("costs", client.get_usage(call), UsagePart, client.manifest, unechoed)
        balance: BalancePart | _Failed | None = usage.balance if isinstance(usage, UsagePart) else None
        if balance is None:
            asked = client.get_balance(call)
            balance = await self._part("balance", asked, BalancePart, client.manifest, unechoed)
        if isinstance(usage, _Failed) and (isinstance(balance, _Failed) or not balance.balances):
            raise usage.error
        if isinstance(balance, _Failed) and isinstance(usage, UsagePart) and not usage.has_figures:
            raise balance.error
        return assemble(
            client.manifest,
            taken_at=call.now,
            usage=None if isinstance(usage, _Failed) else usage,
            balance=None if isinstance(balance, _Failed) else balance,
            failures=tuple(part.failure for part in (usage, balance) if isinstance(part, _Failed)),
            identity=None,
            requests=call.api.requests,
        )

    async def _part(
        self, name: str, work: Awaitable[P], kind: type[P], manifest: ProviderManifest, unechoed: Unechoed
    ) -> P | _Failed:
        async def keep() -> P:
            return promised(await work, kind, manifest)

        try:
            return await _guarded(keep(), manifest, unechoed)
        except AppError as error:
            return _Failed(error, PartFailure(part=name, problem=problem_of(error, self._clock.now())))

    def _call(
        self, provider: Provider, client: ProviderClient, key: Secret, since: date, notes: Mapping[str, str]
    ) -> Call:
        manifest = client.manifest
        self.check_agreed(provider)
        local = None
        if not manifest.needs_key and self._local is not None:
            local = self._local.of(manifest.type)
        return Call(
            api=self._api(provider, client, key) if manifest.needs_key else NoService(),
            now=self._clock.now(),
            since=since,
            key_kind=provider.key_kind,
            options=self._options(provider, manifest),
            notes=notes,
            local=local,
        )

    def _options(self, provider: Provider, manifest: ProviderManifest) -> Mapping[str, str]:
        """With the address that is asked where its host tells the currency, whoever named it."""
        if not manifest.regions:
            return provider.options
        return {**provider.options, BASE_URL: self.base_url(manifest.type, provider.options)}

    def _api(self, provider: Provider, client: ProviderClient, key: Secret) -> Api:
        manifest = client.manifest
        base_url = self.base_url(manifest.type, provider.options)
        return self._http.api(
            provider_id=provider.id,
            base_url=base_url,
            hosts=address.hosts(manifest, provider.options),
            headers=client.headers(key.reveal()),
            host_gap=timedelta(0) if is_loopback(host_of(base_url)) else manifest.host_gap,
        )


def check_agreement(manifest: ProviderManifest, agreed: str) -> None:
    """Raise ConfigError where what is done with the key is not what the user agreed to."""
    if agreed == manifest.agreement:
        return
    if not manifest.agreement:
        raise ConfigError(
            f"You agreed that your key goes to {plain(agreed)}, but {manifest.name} is another service now. "
            "Remove this provider and add it again."
        )
    before = f"You agreed to {plain(agreed)} only. " if agreed else ""
    raise ConfigError(f"Your agreement is needed. {before}{manifest.consent} Edit the provider to agree.")


class _Failed(Struct, frozen=True):
    error: AppError
    failure: PartFailure


def _count(sent: Sent | None, call: Call) -> None:
    if sent is not None:
        sent.append(call.api)


async def _guarded(work: Awaitable[T], manifest: ProviderManifest, unechoed: Unechoed) -> T:
    """The work's result without the key; anything but an AppError is a fault of the client's own code."""
    try:
        return unechoed.part(await work)
    except AppError as error:
        unechoed.error(error)
        raise
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise _failed(manifest) from error  # nobody ended this poll: the client gave itself up
    except (Exception, SystemExit) as error:
        raise _failed(manifest) from error


def _failed(manifest: ProviderManifest) -> PluginError:
    _log.exception("the client for %s failed", manifest.type)
    return PluginError(f"The part of AIMonitor that reads {manifest.name} failed. The log has the details.")


def refuse_useless(report: KeyReport) -> None:
    """Raise WrongKeyError for a key that is alive but reads nothing that is shown."""
    if not report.can & USEFUL:
        raise WrongKeyError(report.advice or "This key is alive, but it can read neither cost nor balance.")


def problem_of(error: AppError, now: datetime) -> Problem:
    """The error as it is kept and shown."""
    pause = error.retry_after if isinstance(error, (RateLimitError, ServiceError)) else None
    return Problem(
        kind=error.kind,
        message=error.message,
        retry_at=now + timedelta(seconds=pause) if pause is not None else None,
        repair=error.repair,
    )
