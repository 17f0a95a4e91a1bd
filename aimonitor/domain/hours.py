"""What hours cost: the readings that tell it, and what follows for the newest hour."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct


class HourReading(Struct, frozen=True, kw_only=True):
    """The last reading of an hour: what its UTC day had cost by then, in each currency of that day.

    `hour`: when it began. A currency that is not there had cost nothing yet.
    """

    hour: datetime
    read_at: datetime
    costs: dict[str, Decimal]


class HourSpend(Struct, frozen=True, kw_only=True):
    """The newest hour of which something can be said, in one currency; it may still be growing.

    `usual` None: it is no spike. `is_over`: it is a whole hour, so that it may also say that all is well.
    """

    currency: str
    hour: datetime
    read_at: datetime
    amount: Decimal
    usual: Decimal | None = None
    is_over: bool = False
