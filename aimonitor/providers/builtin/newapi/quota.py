"""What one key of a gateway may use, did use and has left, in dollars, whichever way it is told."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.key_life import KeyLife
from aimonitor.errors import AuthError, ProviderError, ServiceError
from aimonitor.net.answer import Api
from aimonitor.providers.amounts import in_money
from aimonitor.providers.builtin.newapi.judge import judge
from aimonitor.providers.builtin.newapi.rate import Rate
from aimonitor.providers.builtin.newapi.wire import KeyUse, KeyUseAnswer, OldLimit, OldUse
from aimonitor.providers.wire import changed_shape, decode

# with the slash: without it the gateway redirects
PATH = "/api/usage/token/"
OLD_LIMIT, OLD_USE = "/v1/dashboard/billing/subscription", "/v1/dashboard/billing/usage"
_NOT_THERE = (200, 404)
_ENDLESS = Decimal(100_000_000)
"""What older gateways give as the limit, in their unit, of a key that has none."""


class Quota(Struct, frozen=True, kw_only=True):
    """USD. `limit` and `left` None: the key has no limit. `life` None: it is not told how long it works."""

    used: Decimal
    limit: Decimal | None
    left: Decimal | None
    name: str | None = None
    life: KeyLife | None = None


async def read_quota(api: Api, rate: Rate) -> Quota:
    """The key that asks. Raises AppError."""
    try:
        told = decode(KeyUseAnswer, await api.get(PATH, judge=judge), "the key").data
    except ServiceError as error:
        if error.status not in _NOT_THERE:
            raise
        return await _read_old(api, rate, error)
    return _quota(told, rate)


def _quota(told: KeyUse, rate: Rate) -> Quota:
    endless = told.unlimited_quota
    return Quota(
        used=_dollars(told.total_used, rate.per_unit),
        limit=None if endless else _dollars(told.total_granted, rate.per_unit),
        left=None if endless else _dollars(told.total_available, rate.per_unit),
        name=told.name,
        life=told.expires_at,
    )


async def _read_old(api: Api, rate: Rate, missing: ServiceError) -> Quota:
    """As older gateways tell it; where they do not, the way that is missing is what the user hears of."""
    try:
        limit = decode(OldLimit, await api.get(OLD_LIMIT, judge=judge), "the key")
        use = decode(OldUse, await api.get(OLD_USE, judge=judge), "the key")
    except AuthError:
        raise
    except ProviderError as error:
        raise missing from error
    per_unit = Decimal(1) if rate.in_money else rate.per_unit
    used = _dollars(use.total_usage, per_unit)
    most = None if limit.hard_limit_usd >= _ENDLESS else _dollars(limit.hard_limit_usd, per_unit)
    left = None if most is None else most - used
    return Quota(used=used, limit=most, left=left, life=limit.access_until)


def _dollars(points: Decimal, per_unit: Decimal) -> Decimal:
    try:
        return in_money(points, per_unit)
    except ValueError:
        raise changed_shape("the key", "points at this rate") from None
