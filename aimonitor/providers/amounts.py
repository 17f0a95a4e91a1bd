"""Money and caps in the shapes that services send them in, as what the app counts in.

Every reader takes a JSON number or a string of one, exactly as written, and raises ValueError for
all else, so that it can stand in a wire model.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Annotated

from pydantic import BeforeValidator

from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import EVER, Balance, BalanceRole, Provenance, QuotaWindow, Spend, Unit, share
from aimonitor.providers.wire import MAX_AMOUNT, MAX_COUNT, read_number

_PRECISION = 50
_MOST_MONEY = 4 * MAX_AMOUNT
"""A sum of two of these still fits the 64 bits of the database."""

_CENTS, _TEN_THOUSANDTHS, _NANOS = 2, 4, 9
_MONEY_UNITS = {"USD": Unit.USD, "CNY": Unit.CNY, "EUR": Unit.EUR}


def read_parts(value: object, places: int) -> Decimal:
    """A count of parts of the major unit, 10 ** `places` to one: 1234 cents (2 places) are 12.34."""
    with localcontext(prec=_PRECISION):
        return read_number(value, MAX_AMOUNT.scaleb(places)).scaleb(-places)


def read_cents(value: object) -> Decimal:
    """Hundredths of the major unit."""
    return read_parts(value, _CENTS)


def read_ten_thousandths(value: object) -> Decimal:
    """Ten-thousandths of the major unit."""
    return read_parts(value, _TEN_THOUSANDTHS)


def read_nanos(value: object) -> Decimal:
    """Billionths of the major unit."""
    return read_parts(value, _NANOS)


def read_owed_cents(value: object) -> Decimal:
    """Hundredths in a ledger of the service's own: what the user paid in is negative there."""
    return -read_cents(value)


def read_points(value: object) -> Decimal:
    """Points that only a rate of the service makes money of; they may be below zero."""
    return read_number(value, MAX_COUNT)


def in_money(points: Decimal, per_unit: Decimal) -> Decimal:
    """What `points` are worth, of which `per_unit` make one of the major unit.

    Raises ValueError for a rate that is not above zero, and for more money than the database can hold.
    """
    if per_unit <= 0:
        raise ValueError("not a rate")
    with localcontext(prec=_PRECISION):
        amount = points / per_unit
    if abs(amount) > _MOST_MONEY:
        raise ValueError("not a readable number")
    return amount


Cents = Annotated[Decimal, BeforeValidator(read_cents)]
TenThousandths = Annotated[Decimal, BeforeValidator(read_ten_thousandths)]
Nanos = Annotated[Decimal, BeforeValidator(read_nanos)]
OwedCents = Annotated[Decimal, BeforeValidator(read_owed_cents)]
Points = Annotated[Decimal, BeforeValidator(read_points)]


def wallet(
    currency: str,
    total: Decimal,
    *,
    granted: Decimal | None = None,
    paid: Decimal | None = None,
    provenance: Provenance = Provenance.REPORTED,
) -> Iterator[Balance]:
    """What is left in one currency, and the parts of it that the service names."""
    told = ((BalanceRole.TOTAL, total), (BalanceRole.GRANTED, granted), (BalanceRole.PAID, paid))
    for role, amount in told:
        if amount is not None:
            money = Money(amount=amount, currency=currency)
            yield Balance(role=role, money=money, provenance=provenance)


def since_ever(
    amount: Decimal, currency: str, today: date, provenance: Provenance = Provenance.REPORTED
) -> Spend:
    """What a key or an account used from its beginning on: no month's figure."""
    return Spend(
        period=PeriodKind.CUSTOM,
        first=EVER,
        money=Money(amount=amount, currency=currency),
        provenance=provenance,
        complete=False,
        through=today,
    )


def cap(
    window_id: str,
    name: str,
    *,
    limit: Decimal | None,
    used: Decimal | None,
    currency: str = "USD",
    resets_at: datetime | None = None,
    scope: str | None = None,
) -> QuotaWindow | None:
    """A ceiling of money; None where there is none, whatever else is told of it.

    Nothing may be spent under a ceiling of 0: it is full. Used beyond its limit, it is fuller than full.
    """
    if limit is None or limit < 0:
        return None
    return QuotaWindow(
        id=window_id,
        name=name,
        unit=_MONEY_UNITS.get(currency, Unit.COUNT),
        used=used,
        limit=limit,
        used_fraction=_fraction(used, limit),
        resets_at=resets_at,
        scope=scope,
    )


def _fraction(used: Decimal | None, limit: Decimal) -> Decimal | None:
    if used is None:
        return None
    return share(used, limit) if limit > 0 else Decimal(1)
