"""When prepaid money runs out at this pace. Formulas: docs/forecast.md."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import Depletion, Lasting
from aimonitor.insight.forecast import Pace, days_until_forecast, pace

YEAR = 365
_ORDER = tuple(Lasting)


def depletion(
    provider: Provider, left: Money, spent_today: Decimal | None, costs: Mapping[date, Decimal], today: date
) -> Depletion:
    """How long `left`, of which today's part is gone already, lasts at the pace of `costs` (same currency).

    The pace comes from costs alone, so that a top-up does not look like a spend below nothing.
    """
    found = pace(costs, today)
    if found is not None:
        return depletion_at(provider, left, spent_today, found, today)
    return Depletion(
        provider_id=provider.id,
        provider_name=provider.name,
        currency=left.currency,
        lasting=Lasting.TOO_EARLY,
        wait=days_until_forecast(costs, today),
    )


def depletion_at(
    provider: Provider, left: Money, spent_today: Decimal | None, found: Pace, today: date
) -> Depletion:
    """The same where the pace is known already."""
    earliest = latest = None
    lasting = Lasting.NOT_AT_THIS_PACE
    if not found.is_nothing:
        earliest = _used_up(left.amount, found, spent_today, today, sign=1)
        latest = _used_up(left.amount, found, spent_today, today, sign=-1)
        lasting = Lasting.OVER_A_YEAR if earliest is None else Lasting.DAYS
    return Depletion(
        provider_id=provider.id,
        provider_name=provider.name,
        currency=left.currency,
        lasting=lasting,
        earliest=earliest,
        latest=latest,
    )


def _used_up(
    left: Decimal, found: Pace, spent_today: Decimal | None, today: date, *, sign: int
) -> date | None:
    """The day by which the highest (1) or lowest (-1) likely spend from now on has used up `left`.

    None: not within a year. Found by halving the year, for this runs at each change.
    """
    rest, whole = found.rest_of(today, spent_today), found.on(today)
    part = rest / whole if whole > 0 else Decimal(0)

    def likely(days: int) -> Decimal:
        expected = rest + found.over(today + ONE_DAY, days)
        return max(Decimal(0), expected + sign * found.half_width(expected, part + days))

    days = bisect_left(range(YEAR + 1), left, key=likely)
    return None if days > YEAR else today + days * ONE_DAY


def first_to_run_out(found: Iterable[Depletion]) -> Depletion | None:
    """The one that is used up first; where no day is known, the answer that says most."""
    return min(
        found, key=lambda one: (_ORDER.index(one.lasting), one.earliest or date.max, one.wait), default=None
    )
