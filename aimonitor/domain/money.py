"""Money: exact, in one currency, never converted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal

from msgspec import Struct

NANO = Decimal("1e-9")
_ONE = Decimal(1)
_NANO_PER_UNIT = 1_000_000_000
EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)
"""Wide enough for any amount and sum of ours, whatever context the thread has."""


class CurrencyMismatchError(ValueError):
    """Two currencies met in one sum: a fault of ours."""


class Money(Struct, frozen=True, kw_only=True):
    """An exact amount in the major unit (dollars, not cents) of `currency` (ISO 4217, upper case)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            msg = f"not a finite Decimal amount: {self.amount!r}"
            raise ValueError(msg)
        if not self.currency or self.currency != self.currency.upper():
            msg = f"not an upper-case currency code: {self.currency!r}"
            raise ValueError(msg)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(amount=EXACT.add(self.amount, other.amount), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(amount=EXACT.subtract(self.amount, other.amount), currency=self.currency)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency} cannot be added"
            raise CurrencyMismatchError(msg)

    @property
    def nano(self) -> int:
        """The amount in whole nano-units, halves to even: how it is stored."""
        return int(EXACT.scaleb(EXACT.quantize(self.amount, NANO), 9))

    @classmethod
    def from_nano(cls, nano: int, currency: str) -> Money:
        """The amount that `nano` whole nano-units make."""
        whole, rest = divmod(nano, _NANO_PER_UNIT)
        amount = Decimal(whole) if not rest else EXACT.normalize(EXACT.scaleb(Decimal(nano), -9))
        return cls(amount=amount, currency=currency)

    def rounded(self) -> Money:
        """The amount as it will read back from the database."""
        return Money.from_nano(self.nano, self.currency)


def shown_order(currency: str) -> tuple[bool, str]:
    """Where amounts of several currencies stand beside each other: dollars first, the others by code."""
    return (currency != "USD", currency)


Totals = tuple[Money, ...]
"""One amount per currency, ordered by currency code. Empty: nothing was spent in any currency."""


def totals(amounts: Iterable[Money]) -> Totals:
    """Sum per currency; nothing is ever added across two."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        known = sums.get(money.currency)
        sums[money.currency] = money.amount if known is None else EXACT.add(known, money.amount)
    return tuple(Money(amount=sums[currency], currency=currency) for currency in sorted(sums))


def amount_in(sums: Totals | None, currency: str) -> Decimal | None:
    """The amount of `currency` in `sums`; None when unknown or when that currency is not there."""
    for money in sums or ():
        if money.currency == currency:
            return money.amount
    return None


def plain(value: Decimal) -> Decimal:
    """The same value without trailing zeros or exponent: `1.50` and `1.5E0` become `1.5`."""
    normal = EXACT.normalize(value)
    return EXACT.quantize(normal, _ONE) if normal == normal.to_integral_value() else normal


def plain_text(value: Decimal) -> str:
    """The exact digits for JSON and CSV: `10.37525377`, `0`, `-3`; never an exponent."""
    text = format(plain(value), "f")
    return "0" if text in {"-0", "0"} else text
