"""What the delegates of the provider table paint: the badge, the meter, the sparkline."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from zlib import crc32

from msgspec import Struct

from aimonitor.domain.money import Money, Totals, amount_in, shown_order
from aimonitor.domain.periods import utc_day
from aimonitor.domain.state import DayTotal, Health, ProviderState
from aimonitor.qtmodels.figures import window_fraction
from aimonitor.qtmodels.format import compact, day, money
from aimonitor.qtmodels.records import Wording

WARN_AT = Decimal("0.80")
FULL_AT = Decimal("0.95")
SPARK_DAYS = 30

_SHUFFLE = "699"
"""Any text would do; with this one the services that most people have get colours apart."""


class Level(StrEnum):
    """How full a meter is; OLD: the figure is a stale one."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    OLD = "old"


class Badge(Struct, frozen=True, kw_only=True):
    """The sign before a name: each health has its own shape and colour; a halo while it is read."""

    health: Health
    polling: bool


class GroupSign(Struct, frozen=True, kw_only=True):
    """The head of a group: whether its rows are folded away, and the sign of its worst provider."""

    badge: Badge
    folded: bool


class Meter(Struct, frozen=True, kw_only=True):
    """A bar: `fraction` 0 to 1, None leaves it empty."""

    fraction: float | None
    level: Level


class Spark(Struct, frozen=True, kw_only=True):
    """Heights of 30 days, oldest first, 0 to 1; None is a gap. `series` is the colour's number."""

    heights: tuple[float | None, ...]
    series: int


def badge(state: ProviderState, _wording: Wording) -> Badge:
    """The sign of a provider."""
    return Badge(health=state.health, polling=state.polling)


def meter(state: ProviderState, _wording: Wording) -> Meter:
    """The bar of the limit that presses most; a stale provider's shows the last good figure, muted."""
    fraction = window_fraction(state.main_window) if state.main_window else None
    if fraction is None:
        return Meter(fraction=None, level=Level.OK)
    return Meter(fraction=float(min(max(fraction, Decimal(0)), Decimal(1))), level=_level(state, fraction))


def _level(state: ProviderState, fraction: Decimal) -> Level:
    if state.health is not Health.OK:
        return Level.OLD
    if fraction >= FULL_AT:
        return Level.ERROR
    return Level.WARNING if fraction >= WARN_AT else Level.OK


def series_of(provider_type: str) -> int:
    """The number of a service's colour, the same at every start: 0 to 3."""
    return crc32(f"{_SHUFFLE}{provider_type}".encode()) % 4


def spark(state: ProviderState, wording: Wording) -> Spark:
    """30 UTC days of cost (of tokens where no cost is known), scaled to the highest."""
    values = _daily(state, utc_day(wording.now))
    highest = max((value for value in values if value is not None), default=Decimal(0))
    heights = tuple(None if value is None else _share(value, highest) for value in values)
    return Spark(heights=heights, series=series_of(state.provider.provider_type))


def _share(value: Decimal, highest: Decimal) -> float:
    return float(max(value, Decimal(0)) / highest) if highest > 0 else 0.0


def spark_currency(state: ProviderState) -> str | None:
    """The currency whose days are drawn; None: the tokens are, for no cost is known."""
    days = [total.cost for total in state.last_30_days if total.cost is not None]
    found = {one.currency for cost in days for one in cost}
    if not days:
        return None
    return min(found, key=shown_order, default="USD")


def _daily(state: ProviderState, today: date) -> list[Decimal | None]:
    by_day = {total.day: total for total in state.last_30_days}
    currency = spark_currency(state)
    first = today - timedelta(days=SPARK_DAYS - 1)
    return [_value(by_day.get(first + timedelta(days=place)), currency) for place in range(SPARK_DAYS)]


def _value(total: DayTotal | None, currency: str | None) -> Decimal | None:
    if total is None:
        return None
    if currency is None:
        return None if total.tokens is None else Decimal(total.tokens)
    return None if total.cost is None else _amount(total.cost, currency)


def _amount(cost: Totals, currency: str) -> Decimal:
    return amount_in(cost, currency) or Decimal(0)


def days_sum(state: ProviderState) -> tuple[bool, tuple[bool, str], Decimal] | None:
    """By what the column sorts: the sum of the known days, dollars before other money, tokens after it.

    None when no day is known.
    """
    currency = spark_currency(state)
    values = [_value(total, currency) for total in state.last_30_days]
    known = [value for value in values if value is not None]
    if not known:
        return None
    return (currency is None, shown_order(currency or ""), sum(known, Decimal(0)))


def spark_words(state: ProviderState, wording: Wording) -> str:
    """What the sparkline shows, in words: lowest and highest day, and the days without data."""
    today = utc_day(wording.now)
    values = _daily(state, today)
    known = [(value, place) for place, value in enumerate(values) if value is not None]
    if not known:
        return "30 days: no data"
    parts = [_extreme("lowest", min(known), today, state, wording)]
    parts.append(_extreme("highest", max(known), today, state, wording))
    gaps = SPARK_DAYS - len(known)
    if gaps:
        parts.append(f"{gaps} day{'s' if gaps > 1 else ''} without data")
    return "30 days: " + ", ".join(parts)


def _extreme(
    word: str, found: tuple[Decimal, int], today: date, state: ProviderState, wording: Wording
) -> str:
    value, place = found
    currency = spark_currency(state)
    when = day(today - timedelta(days=SPARK_DAYS - 1 - place), wording.locale)
    if currency is None:
        return f"{word} {compact(value, wording.locale)} tokens on {when}"
    return f"{word} {money(Money(amount=value, currency=currency), wording.locale)} on {when}"
