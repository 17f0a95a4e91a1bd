"""One read of one provider: from its key to a snapshot, or to the problem that stood in the way."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.usage import PartFailure, Problem, UsageSnapshot
from aimonitor.errors import (
    AppError,
    PluginError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.monitor.clock import Clock
from aimonitor.net.answer import Api
from aimonitor.net.http import HttpClient
from aimonitor.net.origin import check_base_url
from aimonitor.providers.assemble import assemble
from aimonitor.providers.base import Call, KeyReport, ProviderClient
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry

_log = logging.getLogger(__name__)

USEFUL = frozenset({Capability.COST, Capability.TOKENS, Capability.BALANCE, Capability.LIMITS})

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a read gave: a snapshot, and what the key turned out to be (None when not asked)."""

    snapshot: UsageSnapshot
    report: KeyReport | None


class Reader:
    """Reads providers; holds no state of theirs."""

    def __init__(
        self, http: HttpClient, registry: Registry, clock: Clock, environ: Mapping[str, str]
    ) -> None:
        self._http = http
        self._registry = registry
        self._clock = clock
        self._environ = environ

    def base_url(self, provider_type: str, options: Mapping[str, str]) -> str:
        """Where a provider's key is sent: the user's option, else the variable, else the service.

        Raises ConfigError for an address that a key must not be sent to.
        """
        manifest = self._registry.manifest(provider_type)
        wanted = options.get("base_url") or self._environ.get(manifest.base_url_env)
        return check_base_url(wanted) if wanted else manifest.base_url

    async def read(
        self,
        provider: Provider,
        key: Secret,
        *,
        since: date,
        notes: Mapping[str, str],
        check_key: bool,
    ) -> Reading:
        """Check the key when asked, then read usage and balance; parts fail alone.

        Raises AppError when nothing could be read.
        """
        client = self._registry.client(provider.provider_type)
        api = self._api(provider, client, key)
        call = Call(
            api=api,
            now=self._clock.now(),
            since=since,
            key_kind=provider.key_kind,
            options=provider.options,
            notes=notes,
        )
        report = await _guarded(client.check_key(call), client.manifest) if check_key else None
        if report is not None:
            _refuse_useless(report)
            call = replace(call, key_kind=report.kind)
        return Reading(snapshot=await self._parts(client, call, api, report), report=report)

    async def _parts(
        self, client: ProviderClient, call: Call, api: Api, report: KeyReport | None
    ) -> UsageSnapshot:
        usage = await self._part("costs", client.get_usage(call), client.manifest)
        balance = await self._part("balance", client.get_balance(call), client.manifest)
        if isinstance(usage, _Failed) and (isinstance(balance, _Failed) or not balance.balances):
            raise usage.error
        return assemble(
            client.manifest,
            taken_at=call.now,
            usage=None if isinstance(usage, _Failed) else usage,
            balance=None if isinstance(balance, _Failed) else balance,
            failures=tuple(part.failure for part in (usage, balance) if isinstance(part, _Failed)),
            identity=report.identity if report else None,
            requests=api.requests,
        )

    async def _part(self, name: str, work: Awaitable[T], manifest: ProviderManifest) -> T | _Failed:
        try:
            return await _guarded(work, manifest)
        except AppError as error:
            return _Failed(error, PartFailure(part=name, problem=problem_of(error, self._clock.now())))

    def _api(self, provider: Provider, client: ProviderClient, key: Secret) -> Api:
        manifest = client.manifest
        return self._http.api(
            provider_id=provider.id,
            base_url=self.base_url(manifest.type, provider.options),
            hosts=frozenset(manifest.hosts),
            headers=client.headers(key.reveal()),
            host_gap=manifest.host_gap,
        )


@dataclass(frozen=True, slots=True)
class _Failed:
    error: AppError
    failure: PartFailure


async def _guarded(work: Awaitable[T], manifest: ProviderManifest) -> T:
    """The work's result; anything but an AppError is a fault of the client's own code."""
    try:
        return await work
    except AppError:
        raise
    except Exception as error:
        _log.exception("the client for %s failed", manifest.type)
        msg = f"The part of AIMonitor that reads {manifest.name} failed. The log has the details."
        raise PluginError(msg) from error


def _refuse_useless(report: KeyReport) -> None:
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
