"""Stored facts as tests need them: short words for days, costs and polls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.money import Money, Totals
from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.state import DayTotal, PollRecord, ProviderFacts, ProviderState
from aimonitor.domain.usage import Problem, Provenance
from aimonitor.insight.state import Runtime, Service, provider_state

NOW = datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
TODAY = NOW.date()
EVERYTHING = frozenset(Capability)


def usd(text: str) -> Money:
    return Money(amount=Decimal(text), currency="USD")


def provider(name: str = "Work", **changes: object) -> Provider:
    made = Provider(
        id=name.lower(),
        name=name,
        provider_type="some",
        api_key_ref="keychain",
        created_at=NOW - timedelta(days=400),
    )
    return replace(made, **changes)


def day(when: date, *money: Money, tokens: int | None = None, complete: bool = True) -> DayTotal:
    cost: Totals | None = money or None
    return DayTotal(
        day=when,
        cost=cost,
        tokens=tokens,
        cost_complete=complete,
        tokens_complete=complete,
        provenance=Provenance.BILLED if money else None,
    )


def good_poll(at: datetime = NOW) -> PollRecord:
    return PollRecord(provider_id="work", started_at=at, duration=timedelta(seconds=1), requests=3)


def bad_poll(problem: Problem, at: datetime = NOW) -> PollRecord:
    return PollRecord(
        provider_id="work", started_at=at, duration=timedelta(seconds=1), requests=1, problem=problem
    )


def facts(*days: DayTotal, **changes: object) -> ProviderFacts:
    made = ProviderFacts(provider=provider(), days=days, last_poll=good_poll(), last_good_at=NOW)
    return replace(made, **changes)


def state(
    found: ProviderFacts, *, capabilities: frozenset[Capability] = EVERYTHING, now: datetime = NOW
) -> ProviderState:
    return provider_state(found, Service(name="Some", capabilities=capabilities), Runtime(), now)
