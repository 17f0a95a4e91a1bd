"""What a management key reads about the whole account, part by part."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from aimonitor.domain.money import Money
from aimonitor.domain.periods import Period, PeriodKind, month_start, utc_day
from aimonitor.domain.usage import DayCost, DayTokens, Provenance, QuotaWindow, Spend
from aimonitor.errors import AppError, ProviderError, SchemaError, ServiceError, WrongKeyError
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.builtin.openrouter import activity, analytics
from aimonitor.providers.builtin.openrouter.keys import (
    AccountKeys,
    Workspaces,
    read_budgets,
    read_keys,
    read_workspaces,
)
from aimonitor.providers.builtin.openrouter.manifest import MANIFEST
from aimonitor.providers.builtin.openrouter.own_key import byok_warnings
from aimonitor.providers.builtin.openrouter.wire import ActivityRow, OwnKey
from aimonitor.providers.parts import PartReader

T = TypeVar("T")

_SECOND_BEST = (
    "OpenRouter's analytics could not be read ({reason}) Costs come from its activity report instead, "
    "which ends yesterday."
)
_NOT_OFFERED = (403, 404)
_FROM_KEYS = "An estimate: the sum over all keys, without keys that were deleted."
_NOT_ALL_KEYS = "The sum over the keys is too low: not every workspace could be looked into."


class AccountRead:
    """One read of the account. Costs come from one source only, whichever answers first."""

    def __init__(self, call: Call, key: OwnKey) -> None:
        self._call = call
        self._key = key
        self._today = utc_day(call.now)
        self._parts = PartReader(call.now)
        self._errors: list[AppError] = []
        self._warnings: list[str] = []
        self._activity: list[ActivityRow] | AppError | None = None
        self._workspaces: Workspaces | None = None

    async def usage(self) -> UsagePart:
        """Costs, tokens, caps and budgets. Raises AppError when none of them could be read."""
        # the key has answered already: a refusal from here on is of one part only
        await self._parts.read("key", self._alive)
        costs = await self._part("costs", self._day_costs)
        tokens = await self._tokens()
        keys = await self._part("limits", self._keys)
        budgets = await self._part("budgets", self._budgets)
        if self._errors and costs is None and tokens is None and keys is None:
            raise self._errors[0]
        return UsagePart(
            day_costs=tuple(costs or ()),
            day_tokens=tuple(tokens or ()),
            spends=self._spends(costs, keys),
            windows=self._windows(keys, budgets),
            key_life=self._key.life,
            warnings=(*self._warnings, *byok_warnings(self._key)),
            failures=self._parts.failures,
        )

    async def _part(self, name: str, reading: Callable[[], Awaitable[T]]) -> T | None:
        async def noted() -> T:
            try:
                return await reading()
            except AppError as error:
                self._errors.append(error)
                raise

        return await self._parts.read(name, noted)

    async def _alive(self) -> OwnKey:
        return self._key

    async def _day_costs(self) -> list[DayCost]:
        oldest = self._today - timedelta(days=MANIFEST.backfill_days)
        first = min(max(self._call.since, oldest), self._today)
        wanted = Period(kind=PeriodKind.CUSTOM, first=first, last=self._today)
        try:
            spend = await analytics.read_spend(self._call.api, wanted)
        except (WrongKeyError, ServiceError, SchemaError) as error:
            return await self._costs_of_activity(error, first_wanted=wanted)
        problem = spend.problem()
        if problem is not None:
            self._parts.fail("costs", problem)
        return list(spend.day_costs(self._today))

    async def _costs_of_activity(self, error: AppError, *, first_wanted: Period) -> list[DayCost]:
        rows = await self._activity_rows()
        self._warnings.append(_SECOND_BEST.format(reason=error.message))
        return list(activity.day_costs(rows, self._today, first_wanted.first))

    async def _tokens(self) -> list[DayTokens] | None:
        if isinstance(self._activity, AppError):
            # one fault, not two: the keys are still to be asked
            self._parts.fail("tokens", self._activity)
            return None
        return await self._part("tokens", self._day_tokens)

    async def _day_tokens(self) -> list[DayTokens]:
        return list(activity.day_tokens(await self._activity_rows(), self._today))

    async def _activity_rows(self) -> list[ActivityRow]:
        """The activity report, asked for once however many parts need it."""
        if self._activity is None:
            try:
                self._activity = await activity.read_activity(self._call.api)
            except AppError as error:
                self._activity = error
        if isinstance(self._activity, AppError):
            raise self._activity
        return self._activity

    async def _keys(self) -> AccountKeys:
        self._workspaces = await read_workspaces(self._call.api)
        return await read_keys(self._call.api, self._workspaces)

    async def _budgets(self) -> list[QuotaWindow]:
        places = self._workspaces or await read_workspaces(self._call.api)
        try:
            return await read_budgets(self._call.api, places, self._call.now)
        except ProviderError as error:
            if error.status not in _NOT_OFFERED:
                raise
            # it will not be there at the next poll either: the caps of the keys shall not wait for it
            self._parts.fail("budgets", error)
            return []

    def _windows(
        self, keys: AccountKeys | None, budgets: Sequence[QuotaWindow] | None
    ) -> tuple[QuotaWindow, ...] | None:
        """None where a half is missing: what was known of it then stays."""
        if keys is None or budgets is None:
            return None
        return (*budgets, *keys.windows(self._call.now))

    def _spends(self, costs: Sequence[DayCost] | None, keys: AccountKeys | None) -> tuple[Spend, ...] | None:
        """Estimates from the keys for what no report tells; none where the reports tell it all."""
        today_known = any(cost.day == self._today for cost in costs or ())
        if today_known:
            return ()
        if keys is None:
            return None
        found = [self._estimate(PeriodKind.TODAY, keys.today)]
        if costs is None:
            found.append(self._estimate(PeriodKind.THIS_MONTH, keys.month))
        spends = tuple(spend for spend in found if spend is not None)
        if spends:
            self._warnings += self._estimate_words(keys)
        return spends

    def _estimate(self, period: PeriodKind, amount: Decimal | None) -> Spend | None:
        if amount is None:
            return None
        return Spend(
            period=period,
            first=self._today if period is PeriodKind.TODAY else month_start(self._today),
            money=Money(amount=amount, currency="USD"),
            provenance=Provenance.ESTIMATED,
            complete=False,
            through=self._today,
        )

    def _estimate_words(self, keys: AccountKeys) -> Iterator[str]:
        yield _FROM_KEYS
        if not keys.whole:
            yield _NOT_ALL_KEYS
