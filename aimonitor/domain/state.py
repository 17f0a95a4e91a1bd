"""All that a reader needs to draw one provider, and the sums over all of them.

Stored facts (`ProviderFacts`) go in; `insight` turns them into figures (`ProviderState`,
`Dashboard`). Table, cards, tray, command line and export all show these and compute nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from aimonitor.domain.money import Totals
from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.usage import Balance, PartFailure, Problem, Provenance, QuotaWindow, Spend

if TYPE_CHECKING:
    from aimonitor.domain.balance_entry import EnteredBalance
    from aimonitor.domain.key_life import KeyLife
    from aimonitor.domain.left import LeftCourse


class Health(StrEnum):
    """The state of a provider; each has its own shape as well as its colour."""

    WAITING = "waiting"
    OK = "ok"
    STALE = "stale"
    NEEDS_YOU = "needs_you"
    PAUSED = "paused"


class FigureStatus(StrEnum):
    """Whether there is a figure; a known zero is KNOWN."""

    KNOWN = "known"
    NOT_OFFERED = "not_offered"
    UNKNOWN = "unknown"


class MoneyFigure(Struct, frozen=True, kw_only=True):
    """An amount per currency, with all that must be said beside it.

    `totals` is empty unless KNOWN. `complete` False: part of the period is missing or still
    growing. `missing`: how many completed days of it are unknown. `through`: last UTC day it
    covers. `note`: a sentence for the tooltip. A sum over providers says of each currency alone how sure
    it is (`sources`) and whether days of it are missing (`gaps`); what it does not say goes for all of them.
    """

    status: FigureStatus
    totals: Totals = ()
    complete: bool = True
    missing: int = 0
    through: date | None = None
    provenance: Provenance | None = None
    note: str = ""
    sources: tuple[tuple[str, Provenance], ...] = ()
    gaps: tuple[str, ...] = ()

    def source(self, currency: str) -> Provenance | None:
        """How the amount in this currency came to be."""
        return dict(self.sources).get(currency, self.provenance)

    def has_gaps(self, currency: str) -> bool:
        """Whether completed days may be missing in the amount in this currency."""
        return self.missing > 0 and (not self.gaps or currency in self.gaps)


class CountFigure(Struct, frozen=True, kw_only=True):
    """A count (tokens), with all that must be said beside it. `missing`: completed days that are unknown."""

    status: FigureStatus
    value: int | None = None
    complete: bool = True
    missing: int = 0
    note: str = ""


class ModelUsage(Struct, frozen=True, kw_only=True):
    """One model over a period. None: unknown. `cost` None: unknown, empty: none was billed."""

    model: str | None
    input_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_tokens: int | None = None
    output_tokens: int | None = None
    requests: int | None = None
    cost: Totals | None = None


class PollRecord(Struct, frozen=True, kw_only=True):
    """One poll as it is logged. `problem` is set when it failed; `failures` when parts did."""

    provider_id: str
    started_at: datetime
    duration: timedelta
    requests: int
    problem: Problem | None = None
    failures: tuple[PartFailure, ...] = ()
    warnings: tuple[str, ...] = ()


class DayTotal(Struct, frozen=True, kw_only=True):
    """All costs, or all tokens, of one day: what a sparkline draws."""

    day: date
    cost: Totals | None = None
    tokens: int | None = None
    cost_complete: bool = True
    tokens_complete: bool = True
    provenance: Provenance | None = None


class ProviderFacts(Struct, frozen=True, kw_only=True):
    """What is stored about one provider, already aggregated by SQLite.

    `days`: totals of each known day from the first of the month before the current one (and at
    least 60 days back) to today; a day that is missing there is unknown. `month_models`: this
    month by model. `failing_since`: start of the first failed poll since the last good one. `entered`:
    what is left by what the user entered, by currency. `key_life` None: its service never told. `left`: what
    was used of windows that tell only what is left.
    """

    provider: Provider
    days: tuple[DayTotal, ...] = ()
    month_models: tuple[ModelUsage, ...] = ()
    balances: tuple[Balance, ...] | None = None
    balances_at: datetime | None = None
    spends: tuple[Spend, ...] | None = None
    spends_at: datetime | None = None
    windows: tuple[QuotaWindow, ...] | None = None
    windows_at: datetime | None = None
    last_poll: PollRecord | None = None
    last_good_at: datetime | None = None
    failing_since: datetime | None = None
    history_since: date | None = None
    entered: tuple[EnteredBalance, ...] = ()
    key_life: KeyLife | None = None
    left: tuple[LeftCourse, ...] = ()


class ProviderState(Struct, frozen=True, kw_only=True):
    """One provider, ready to draw. All figures are computed; nothing here is a sum to be made.

    `address`: where the key is sent, where that is not the service's own address. `older_days`: while
    old days are being read, how many of how many are known by now.
    """

    provider: Provider
    type_name: str
    health: Health
    polling: bool
    problem: Problem | None
    failing_since: datetime | None
    today: MoneyFigure
    month: MoneyFigure
    balance: MoneyFigure
    tokens_today: CountFigure
    tokens_month: CountFigure
    balances: tuple[Balance, ...]
    windows: tuple[QuotaWindow, ...]
    main_window: QuotaWindow | None
    models: tuple[ModelUsage, ...]
    last_30_days: tuple[DayTotal, ...]
    completed_this_month: Totals | None
    same_days_last_month: Totals | None
    days_known: tuple[DayTotal, ...]
    capabilities: frozenset[Capability]
    warnings: tuple[str, ...]
    last_updated: datetime | None
    last_poll: PollRecord | None
    next_poll_at: datetime | None
    history_since: date | None
    address: str | None = None
    older_days: tuple[int, int] | None = None
    key_life: KeyLife | None = None
    left: tuple[LeftCourse, ...] = ()


class ProviderUsage(Struct, frozen=True, kw_only=True):
    """The flat view of a provider's newest figures, month to date; None is unknown.

    `cost_usd` and `balance_usd` come from USD alone; nothing is converted.
    """

    provider_id: str
    tokens_used: int | None
    tokens_limit: int | None
    cost_usd: Decimal | None
    balance_usd: Decimal | None
    last_updated: datetime | None


class Attention(Struct, frozen=True, kw_only=True):
    """One thing that needs the user; a click on it selects the provider.

    `health` is that of the provider; of what an alert says it is OK. `provider_id` "": it is of no
    provider alone. `urgent`: an alert that cannot wait.
    """

    provider_id: str
    provider_name: str
    health: Health
    words: str
    urgent: bool = False

    @property
    def needs_you(self) -> bool:
        """Whether it stays so until the user does something."""
        return self.urgent or self.health is Health.NEEDS_YOU


class Forecast(Struct, frozen=True, kw_only=True):
    """What a month will have cost at this pace: a middle and an 80 % range, in one currency."""

    currency: str
    middle: Decimal
    low: Decimal
    high: Decimal


class Lasting(StrEnum):
    """All that can be said about how long a prepaid balance lasts at this pace."""

    DAYS = "days"
    OVER_A_YEAR = "more than 1 year"
    NOT_AT_THIS_PACE = "not at this pace"
    TOO_EARLY = "too early"


class Depletion(Struct, frozen=True, kw_only=True):
    """When a prepaid balance runs out at this pace, top-ups excluded.

    DAYS: between `earliest` and `latest` (None: more than a year ahead). NOT_AT_THIS_PACE: nothing
    is being spent. TOO_EARLY: `wait` more complete days are needed.
    """

    provider_id: str
    provider_name: str
    currency: str
    lasting: Lasting = Lasting.DAYS
    earliest: date | None = None
    latest: date | None = None
    wait: int = 0


class Dashboard(Struct, frozen=True, kw_only=True):
    """The five cards and the totals of `status`: one function makes it, everyone shows it.

    `incomplete`: ids of the enabled providers whose month is unknown or has gaps;
    `incomplete_today`: of those whose today is unknown, which `today` is without. `change`: the
    completed days of this month against the same days of the last one, up to `change_through`
    (a day of last month), as a fraction, per currency where both are known in full.
    """

    day: date
    month: MoneyFigure
    today: MoneyFigure
    balance: MoneyFigure
    incomplete: tuple[str, ...]
    incomplete_today: tuple[str, ...] = ()
    change: tuple[tuple[str, Decimal], ...]
    change_through: date | None = None
    forecast: tuple[Forecast, ...]
    forecast_note: str
    depletion: Depletion | None
    attention: tuple[Attention, ...]
    last_poll_at: datetime | None
    next_poll_at: datetime | None
    history_since: date | None
