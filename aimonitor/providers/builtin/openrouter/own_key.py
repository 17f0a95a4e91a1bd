"""What an ordinary key knows: its own use today and this month, and its cap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from aimonitor.domain.money import Money, plain_text
from aimonitor.domain.periods import PeriodKind, month_start, utc_day
from aimonitor.domain.usage import DayCost, Provenance, QuotaWindow, Spend
from aimonitor.net.answer import Api
from aimonitor.providers.base import UsagePart
from aimonitor.providers.builtin.openrouter.caps import key_window
from aimonitor.providers.builtin.openrouter.judge import judge
from aimonitor.providers.builtin.openrouter.manifest import OWN_FIGURES
from aimonitor.providers.builtin.openrouter.wire import OwnKey, OwnKeyAnswer
from aimonitor.providers.wire import changed_shape, decode

PATH = "/api/v1/key"


async def read_own_key(api: Api) -> OwnKey:
    """The key that asks. Raises AppError."""
    return decode(OwnKeyAnswer, await api.get(PATH, judge=judge), "the key").data


def usage_part(key: OwnKey, now: datetime) -> UsagePart:
    """The key's figures as a part. Raises SchemaError when none of them is there."""
    today = utc_day(now)
    spends = tuple(_spends(key, today))
    if not spends and key.has_cap is None:
        raise changed_shape("the key", "neither usage nor limit")
    return UsagePart(
        day_costs=tuple(_today(key, today)),
        spends=spends or None,
        windows=_windows(key, now),
        key_life=key.life,
        warnings=(OWN_FIGURES, *byok_warnings(key)),
    )


def _spends(key: OwnKey, today: date) -> Iterator[Spend]:
    told = (
        (PeriodKind.TODAY, today, key.usage_daily),
        (PeriodKind.THIS_MONTH, month_start(today), key.usage_monthly),
    )
    for period, first, amount in told:
        if amount is not None:
            yield Spend(
                period=period,
                first=first,
                money=_dollars(amount),
                provenance=Provenance.REPORTED,
                complete=False,
                through=today,
            )


def _today(key: OwnKey, today: date) -> Iterator[DayCost]:
    """Today as a day, so that a history grows from poll to poll."""
    if key.usage_daily is not None:
        money = _dollars(key.usage_daily)
        yield DayCost(day=today, model=None, money=money, provenance=Provenance.REPORTED, complete=False)


def _windows(key: OwnKey, now: datetime) -> tuple[QuotaWindow, ...] | None:
    if key.has_cap is None:
        return None
    window = key_window("key_limit", "Cap of this key", key, now)
    return () if window is None else (window,)


def byok_warnings(key: OwnKey) -> Iterator[str]:
    """A sentence on money spent at the user's own provider accounts, which is never added."""
    if key.byok_usage_monthly is not None and key.byok_usage_monthly > 0:
        amount = plain_text(key.byok_usage_monthly)
        yield (
            f"Through your own provider keys (BYOK) ${amount} was spent this month. "
            "Those providers bill it; it is not part of these figures."
        )


def _dollars(amount: Decimal) -> Money:
    return Money(amount=amount, currency="USD")
