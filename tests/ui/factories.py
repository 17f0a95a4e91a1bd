"""Made-up providers, dashboards and histories for tests of the window and for its pictures.

`picture_states()` and `picture_dashboard()` are the target picture; polls and histories come from
`histories.py`; what a window must survive is in `hostile.py`.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.state import (
    Attention,
    CountFigure,
    Dashboard,
    DayTotal,
    Depletion,
    FigureStatus,
    Forecast,
    Health,
    MoneyFigure,
    ProviderState,
)
from aimonitor.domain.usage import (
    Balance,
    BalanceRole,
    Problem,
    Provenance,
    QuotaWindow,
    Unit,
)
from aimonitor.errors import ProblemKind, Repair
from tests.ui.histories import history, models, poll, polls
from tests.ui.moments import NOW, TODAY

__all__ = ["NOW", "TODAY", "history", "models", "poll", "polls"]  # one door for all samples

NOT_OFFERED = MoneyFigure(status=FigureStatus.NOT_OFFERED, note="DeepSeek does not offer this.")
UNKNOWN = MoneyFigure(status=FigureStatus.UNKNOWN, note="The key was refused (401).")
UNKNOWN_COUNT = CountFigure(status=FigureStatus.UNKNOWN, note="The key was refused (401).")
NO_COUNT = CountFigure(status=FigureStatus.NOT_OFFERED, note="DeepSeek does not tell tokens.")


def usd(amount: str, currency: str = "USD") -> Money:
    """Dollars, or another currency."""
    return Money(amount=Decimal(amount), currency=currency)


def known(*amounts: Money, complete: bool = True, note: str = "", through: date | None = None) -> MoneyFigure:
    """A known figure, one amount a currency, as billed."""
    return MoneyFigure(
        status=FigureStatus.KNOWN,
        totals=tuple(amounts),
        complete=complete,
        note=note,
        through=through,
        provenance=Provenance.BILLED,
    )


def count(value: int, *, complete: bool = True, note: str = "") -> CountFigure:
    """A known count."""
    return CountFigure(status=FigureStatus.KNOWN, value=value, complete=complete, note=note)


def provider(name: str = "OpenAI — production", provider_type: str = "openai", position: int = 0) -> Provider:
    """A provider whose id is made of its place, so that names may be anything."""
    return Provider(
        id=f"p{position}",
        name=name,
        provider_type=provider_type,
        api_key_ref="keychain",
        created_at=NOW - timedelta(days=90),
        position=position,
    )


def thirty_days(
    seed: int, *, currency: str = "USD", gaps: tuple[int, ...] = (), flat: str = ""
) -> tuple[DayTotal, ...]:
    """30 days to TODAY; `gaps` are places without data, `flat` one amount for every day."""
    rows: list[DayTotal] = []
    for place in range(30):
        wave = Decimal(int(600 * (1 + math.sin(place * (1.3 + seed * 0.37)) * math.cos(place * 0.7 + seed))))
        amount = Decimal(flat) if flat else wave / 100
        missing = place in gaps
        rows.append(
            DayTotal(
                day=TODAY - timedelta(days=29 - place),
                cost=None if missing else (Money(amount=amount, currency=currency),),
                tokens=None if missing else int(amount * 100_000),
                cost_complete=place < 29,
            )
        )
    return tuple(rows)


def state(
    name: str = "OpenAI — production", provider_type: str = "openai", position: int = 0
) -> ProviderState:
    """A healthy provider, polled two minutes ago; change it with `dataclasses.replace`."""
    names = {"openai": "OpenAI", "anthropic": "Anthropic", "openrouter": "OpenRouter", "deepseek": "DeepSeek"}
    one = provider(name, provider_type, position)
    return ProviderState(
        provider=one,
        type_name=names.get(provider_type, provider_type),
        health=Health.OK,
        polling=False,
        problem=None,
        failing_since=None,
        today=known(usd("11.42"), complete=False, note="Today (UTC) is still growing."),
        month=known(usd("241.07"), through=TODAY),
        balance=NOT_OFFERED,
        tokens_today=count(1_204_332, complete=False),
        tokens_month=count(48_211_457),
        balances=(),
        windows=(),
        main_window=None,
        models=models(),
        last_30_days=thirty_days(position),
        completed_this_month=(usd("229.65"),),
        same_days_last_month=(usd("205.04"),),
        days_known=thirty_days(position),
        capabilities=frozenset({Capability.COST, Capability.TOKENS, Capability.MODELS}),
        warnings=(),
        last_updated=NOW - timedelta(minutes=2),
        last_poll=poll(one.id),
        next_poll_at=NOW + timedelta(minutes=4, seconds=12),
        history_since=date(2026, 8, 26),
    )


def window(used: str, limit: str, name: str = "budget", unit: Unit = Unit.USD) -> QuotaWindow:
    """A limit with both of its figures."""
    return QuotaWindow(id=name, name=name, unit=unit, used=Decimal(used), limit=Decimal(limit))


def with_window(one: ProviderState, limit: QuotaWindow) -> ProviderState:
    """The same provider with that limit as its main one."""
    return replace(one, windows=(limit,), main_window=limit)


def _prepaid(one: ProviderState, *amounts: Money) -> ProviderState:
    return replace(
        one,
        balance=known(*amounts),
        balances=tuple(Balance(role=BalanceRole.TOTAL, money=money) for money in amounts),
        last_updated=NOW - timedelta(minutes=1),
    )


def _stale(position: int) -> ProviderState:
    return replace(
        state("OpenAI — staging", "openai", position),
        health=Health.STALE,
        problem=Problem(
            kind=ProblemKind.NETWORK,
            message="No answer from api.openai.com.",
            retry_at=NOW + timedelta(minutes=3),
            repair=Repair.CHECK_NETWORK,
        ),
        failing_since=datetime(2026, 11, 22, 9, 14, tzinfo=UTC),
        today=NOT_OFFERED,
        month=known(usd("0")),
        tokens_month=count(0),
        last_updated=NOW - timedelta(hours=3),
    )


def refused(position: int) -> ProviderState:
    """A provider whose key was refused: every figure is unknown."""
    return replace(
        state("Anthropic — old key", "anthropic", position),
        health=Health.NEEDS_YOU,
        problem=Problem(
            kind=ProblemKind.AUTH, message="The key was refused (401).", repair=Repair.REPLACE_KEY
        ),
        failing_since=NOW - timedelta(minutes=4),
        today=UNKNOWN,
        month=UNKNOWN,
        tokens_today=UNKNOWN_COUNT,
        tokens_month=UNKNOWN_COUNT,
        models=(),
        last_30_days=(),
        days_known=(),
        completed_this_month=None,
        same_days_last_month=None,
        last_updated=None,
        last_poll=poll(f"p{position}", timedelta(minutes=4)),
        next_poll_at=None,
        history_since=None,
    )


def picture_states() -> list[ProviderState]:
    """The six rows of the target picture."""
    claude = replace(
        state("Claude API — research", "anthropic", 1),
        today=known(usd("5.90")),
        month=known(usd("132.55")),
        tokens_month=count(21_700_000),
    )
    router = replace(
        _prepaid(state("OpenRouter", "openrouter", 2), usd("137.50")),
        today=known(usd("0.88")),
        month=known(usd("38.76")),
        tokens_month=count(9_100_000),
    )
    deepseek = replace(
        _prepaid(state("DeepSeek", "deepseek", 3), usd("84.10", "CNY")),
        today=known(usd("1.20", "CNY")),
        month=known(usd("15.90", "CNY")),
        tokens_today=NO_COUNT,
        tokens_month=NO_COUNT,
        last_30_days=thirty_days(3, currency="CNY"),
    )
    return [
        with_window(state(), window("241.07", "390")),
        with_window(claude, window("132.55", "145")),
        with_window(router, window("62.50", "200", "credits used")),
        deepseek,
        _stale(4),
        refused(5),
    ]


def picture_dashboard() -> Dashboard:
    """The five cards of the target picture."""
    return Dashboard(
        day=TODAY,
        month=known(usd("412.38")),
        today=known(usd("18.20")),
        balance=known(usd("137.50"), usd("84.10", "CNY")),
        incomplete=(),
        change=(("USD", Decimal("0.12")),),
        change_through=date(2026, 10, 22),
        forecast=(Forecast(currency="USD", middle=Decimal(561), low=Decimal(523), high=Decimal(599)),),
        forecast_note="",
        depletion=Depletion(
            provider_id="p2",
            provider_name="OpenRouter",
            currency="USD",
            earliest=date(2026, 12, 9),
            latest=date(2026, 12, 9),
        ),
        attention=(
            Attention(
                provider_id="p5",
                provider_name="Anthropic — old key",
                health=Health.NEEDS_YOU,
                words="key refused",
            ),
            Attention(provider_id="p4", provider_name="OpenAI — staging", health=Health.STALE, words="stale"),
        ),
        last_poll_at=NOW,
        next_poll_at=NOW + timedelta(minutes=4, seconds=12),
        history_since=date(2026, 8, 26),
    )


def empty_dashboard() -> Dashboard:
    """Nothing is known yet."""
    nothing = MoneyFigure(status=FigureStatus.UNKNOWN, note="No provider has been read yet.")
    return replace(
        picture_dashboard(),
        month=nothing,
        today=nothing,
        balance=MoneyFigure(status=FigureStatus.NOT_OFFERED),
        change=(),
        forecast=(),
        forecast_note="needs 2 more days",
        depletion=None,
        attention=(),
        last_poll_at=None,
        next_poll_at=None,
        history_since=None,
    )
