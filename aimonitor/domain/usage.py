"""What one poll learns about one provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from aimonitor.domain.money import EXACT, Money
from aimonitor.domain.periods import PeriodKind
from aimonitor.errors import ProblemKind, Repair

if TYPE_CHECKING:
    from aimonitor.domain.key_life import KeyLife


class Provenance(StrEnum):
    """How a figure came to be. The words are fixed; the window shows them."""

    BILLED = "billed"
    REPORTED = "reported"
    DERIVED = "derived"
    ESTIMATED = "estimated"
    ENTERED = "entered by you"


_CERTAINTY = {word: place for place, word in enumerate(Provenance)}


def weakest(words: Iterable[Provenance | None]) -> Provenance | None:
    """The least certain word of a sum: it is only as good as its weakest part. None: no word is known."""
    return max((word for word in words if word is not None), key=_CERTAINTY.__getitem__, default=None)


class Unit(StrEnum):
    """What is counted, where it is not money."""

    TOKENS = "tokens"
    REQUESTS = "requests"
    IMAGES = "images"
    CHARACTERS = "characters"
    SECONDS = "seconds"
    BYTES = "bytes"
    SESSIONS = "sessions"
    SEARCHES = "searches"
    CREDITS = "credits"
    PERCENT = "percent"
    USD = "usd"
    CNY = "cny"
    EUR = "eur"
    REQUESTS_PER_MINUTE = "requests per minute"
    TOKENS_PER_MINUTE = "tokens per minute"
    COUNT = "count"


class BalanceRole(StrEnum):
    """Which part of what is left: TOTAL is what may be spent, the others are its parts."""

    TOTAL = "total"
    GRANTED = "granted"
    PAID = "paid"


class Balance(Struct, frozen=True, kw_only=True):
    """Prepaid money that is left; negative when overdrawn."""

    role: BalanceRole
    money: Money
    provenance: Provenance = Provenance.REPORTED


EVER = date(1970, 1, 1)
"""The first day of a total that a service counts from the beginning of a key or an account on."""


class Spend(Struct, frozen=True, kw_only=True):
    """Money spent in a period, as the service itself states it (not summed by us from days).

    A CUSTOM period is a span of the service's own: since `EVER`, or since a budget began anew.
    `complete` is False where the service names only a part; `through` is the last day it covers.
    """

    period: PeriodKind
    first: date
    money: Money
    provenance: Provenance
    complete: bool = True
    through: date | None = None


class QuotaWindow(Struct, frozen=True, kw_only=True):
    """A limit: unknown parts are None, never 0. An unlimited thing has no window at all.

    `id` is stable between polls. `period` is set where the limit counts the money spent in a
    calendar period without stating how much was used: `insight` then fills `used` from the spend.
    `left`: what is left, where that is all that is told; the whole is unknown then, and with it `used`,
    `limit`, the share and the `length`. Below zero: more was used than there was.
    `length`: from one reset to the next, where it is known; the pace is told by it. `read_at`: when the
    use was read; `insight` fills it.
    """

    id: str
    name: str
    unit: Unit
    used: Decimal | None = None
    limit: Decimal | None = None
    used_fraction: Decimal | None = None
    left: Decimal | None = None
    resets_at: datetime | None = None
    scope: str | None = None
    period: PeriodKind | None = None
    length: timedelta | None = None
    read_at: datetime | None = None


def share(used: Decimal, limit: Decimal) -> Decimal:
    """How much of a limit above zero is used, 1 is all of it: 50 digits, whatever context the thread has."""
    return EXACT.divide(used, limit)


class DayCost(Struct, frozen=True, kw_only=True):
    """Money of one UTC day for one model and one item on the bill.

    `model` None: not attributed to a model. `item`: what was paid for ("input", "web search"),
    "" where the service does not say. A day without spend is one row of 0; a day that is not
    there is unknown. `complete` is False while the day is still growing.
    """

    day: date
    model: str | None
    item: str = ""
    money: Money
    provenance: Provenance
    complete: bool = True


class DayTokens(Struct, frozen=True, kw_only=True):
    """Tokens of one UTC day and model. `input_tokens` is ALL input, cached and cache-write included."""

    day: date
    model: str | None
    input_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_tokens: int | None = None
    output_tokens: int | None = None
    requests: int | None = None
    complete: bool = True


class DayQuantity(Struct, frozen=True, kw_only=True):
    """Anything counted per UTC day that is not tokens: images, seconds, searches.

    `name` says whose count it is ("images", "web search"), `unit` what is counted.
    """

    day: date
    name: str
    model: str | None
    unit: Unit
    quantity: Decimal
    complete: bool = True


class Problem(Struct, frozen=True, kw_only=True):
    """A fault as it is kept and shown: words, what may be done, and when it is tried again."""

    kind: ProblemKind
    message: str
    retry_at: datetime | None = None
    repair: Repair | None = None

    @property
    def is_missing_key(self) -> bool:
        """Whether the key is gone, as of a variable or an ended session: no unlocking brings it back."""
        return self.kind is ProblemKind.KEYCHAIN and self.repair is Repair.REPLACE_KEY


class PartFailure(Struct, frozen=True, kw_only=True):
    """A part of a poll ("costs", "tokens", "balance") that failed while others succeeded."""

    part: str
    problem: Problem


class UsageSnapshot(Struct, frozen=True, kw_only=True):
    """All that one poll learned.

    Every day that stands in `day_costs` was read in full: it replaces what was known of that
    day's costs; likewise `day_tokens` and `day_quantities`. `balances`, `spends`, `windows` are
    None when they could not be read (what was known stays) and empty when there are none.
    `notes` is what the client wants handed back at its next call. `derives_cost`: the service tells
    no cost, so what was spent follows from what `balances` lose. `key_life` None: nothing was told of it.
    """

    taken_at: datetime
    day_costs: tuple[DayCost, ...] = ()
    day_tokens: tuple[DayTokens, ...] = ()
    day_quantities: tuple[DayQuantity, ...] = ()
    balances: tuple[Balance, ...] | None = None
    spends: tuple[Spend, ...] | None = None
    windows: tuple[QuotaWindow, ...] | None = None
    plan: str | None = None
    identity: str | None = None
    warnings: tuple[str, ...] = ()
    failures: tuple[PartFailure, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    derives_cost: bool = False
    key_life: KeyLife | None = None
