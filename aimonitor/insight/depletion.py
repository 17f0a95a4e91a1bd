"""When prepaid money runs out at this pace. Formulas: docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Depletion, Lasting
from aimonitor.insight.forecast import Z80, Pace, days_until_forecast, pace

YEAR = 365
_ORDER = tuple(Lasting)


def depletion(
    provider: Provider, left: Money, spent_today: Decimal | None, costs: Mapping[date, Decimal], today: date
) -> Depletion:
    """How long `left`, of which today's part is gone already, lasts at the pace of `costs` (same currency).

    The pace comes from costs alone, so that a top-up does not look like a spend below nothing.
    """
    lasting, earliest, latest, wait = Lasting.TOO_EARLY, None, None, days_until_forecast(costs, today)
    found = pace(costs, today)
    if found is not None:
        lasting, earliest, latest = _answer(left.amount, found, spent_today, today)
    return Depletion(
        provider_id=provider.id,
        provider_name=provider.name,
        currency=left.currency,
        lasting=lasting,
        earliest=earliest,
        latest=latest,
        wait=wait,
    )


def _answer(
    left: Decimal, found: Pace, spent_today: Decimal | None, today: date
) -> tuple[Lasting, date | None, date | None]:
    if all(expected <= 0 for expected in found.by_weekday):
        return Lasting.NOT_AT_THIS_PACE, None, None
    spread = found.deviation * Z80 / Decimal(found.days).sqrt()
    earliest = _used_up(left, found, spent_today, today, spread)
    if earliest is None:
        return Lasting.OVER_A_YEAR, None, None
    return Lasting.DAYS, earliest, _used_up(left, found, spent_today, today, -spread)


def _used_up(
    left: Decimal, found: Pace, spent_today: Decimal | None, today: date, spread: Decimal
) -> date | None:
    left -= max(Decimal(0), found.rest_of(today, spent_today) + spread) if left > 0 else Decimal(0)
    for n in range(YEAR + 1):
        day = today + n * ONE_DAY
        if n:
            left -= max(Decimal(0), found.on(day) + spread)
        if left <= 0:
            return day
    return None


def first_to_run_out(found: Iterable[Depletion]) -> Depletion | None:
    """The one that is used up first; where no day is known, the answer that says most."""
    return min(
        found, key=lambda one: (_ORDER.index(one.lasting), one.earliest or date.max, one.wait), default=None
    )
