"""Contents of an export, made by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.domain.alert import Alert
from aimonitor.domain.archive import BalanceReading, DayFact, LoggedPoll
from aimonitor.domain.money import Money, Totals, totals
from aimonitor.domain.notice import Notice
from aimonitor.domain.provider import Provider
from aimonitor.domain.usage import DayCost, DayTokens, Provenance
from tests.insight.facts import provider

DAY = date(2026, 11, 14)


@dataclass
class Made:
    """`Contents` of one provider, from lists."""

    day_facts: tuple[DayFact, ...] = ()
    readings: tuple[BalanceReading, ...] = ()
    log: tuple[LoggedPoll, ...] = ()
    told: tuple[Notice, ...] = ()
    fired: tuple[Alert, ...] = ()
    providers: tuple[Provider, ...] = (provider("Work", id="abc", provider_type="openai"),)

    def named(self, name: str) -> Made:
        return dataclasses.replace(self, providers=(replace(self.providers[0], name=name),))

    def totals(self) -> Totals:
        return totals(fact.money for fact in self.day_facts if isinstance(fact, DayCost))

    def days(self, _provider: Provider) -> Iterator[DayFact]:
        return iter(self.day_facts)

    def balances(self, _provider: Provider) -> Iterator[BalanceReading]:
        return iter(self.readings)

    def polls(self, _provider: Provider) -> Iterator[LoggedPoll]:
        return iter(self.log)

    def events(self) -> Iterator[Notice]:
        return iter(self.told)

    def alerts(self) -> Iterator[Alert]:
        return iter(self.fired)


def cost(
    amount: str,
    *,
    model: str | None = "gpt",
    item: str = "input",
    currency: str = "USD",
    complete: bool = True,
) -> DayCost:
    return DayCost(
        day=DAY,
        model=model,
        item=item,
        money=Money(amount=Decimal(amount), currency=currency),
        provenance=Provenance.BILLED,
        complete=complete,
    )


def tokens(
    *, input_tokens: int | None = None, output_tokens: int | None = None, requests: int | None = None
) -> DayTokens:
    return DayTokens(
        day=DAY, model="gpt", input_tokens=input_tokens, output_tokens=output_tokens, requests=requests
    )
