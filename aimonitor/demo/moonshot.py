"""The Moonshot of the demo: vouchers and cash; a second account whose cash is a debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from aimonitor.demo.exchange import Asked, Reply
from aimonitor.demo.wallet import Wallet
from aimonitor.demo.year import Account
from aimonitor.domain.periods import PeriodKind

PATH = "/v1/users/me/balance"


class Purse(Protocol):
    """What an account holds."""

    def vouchers(self, now: datetime) -> Decimal:
        """Granted."""

    def cash(self, now: datetime) -> Decimal:
        """Paid in; below zero it is owed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A wallet that is topped up in time."""

    wallet: Wallet

    def vouchers(self, now: datetime) -> Decimal:
        """As `Purse`."""
        del now
        return self.wallet.granted

    def cash(self, now: datetime) -> Decimal:
        """As `Purse`."""
        return self.wallet.paid(now)


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """Cash ran out before today: what is used since is owed."""

    base: Account
    given: Decimal = Decimal("12.5")
    owed: Decimal = Decimal("0.42")

    def vouchers(self, now: datetime) -> Decimal:
        """As `Purse`."""
        del now
        return self.given

    def cash(self, now: datetime) -> Decimal:
        """As `Purse`."""
        return -self.owed - self.base.cost(PeriodKind.TODAY, now)


def available(purse: Purse, now: datetime) -> Decimal:
    """What may be spent: a debt is not taken off the vouchers."""
    return purse.vouchers(now) + max(purse.cash(now), Decimal(0))


@dataclass(frozen=True, slots=True)
class MoonshotService:
    """Answers as api.moonshot.ai and api.moonshot.cn do: numbers, of a currency that is not named."""

    purses: Mapping[str, Purse]

    def answer(self, asked: Asked, now: datetime) -> Reply:
        """The balance, 401 for a key that is not known, 404 for any other address."""
        purse = self.purses.get(asked.bearer)
        if purse is None:
            return _refusal(401, "Invalid Authentication", "invalid_authentication_error")
        if (asked.method, asked.path) != ("GET", PATH):
            return _refusal(404, "Not found", "resource_not_found_error")
        data = {
            "available_balance": available(purse, now),
            "voucher_balance": purse.vouchers(now),
            "cash_balance": purse.cash(now),
        }
        return Reply(body={"code": 0, "data": data, "scode": "0x0", "status": True})


def _refusal(status: int, words: str, kind: str) -> Reply:
    return Reply(status=status, body={"error": {"message": words, "type": kind}})
