"""A client that keeps the contract, and its tests; faulty ones are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from aimonitor.domain.money import Money
from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import Balance, BalanceRole, DayCost, DayTokens, Provenance, QuotaWindow, Unit
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderOption, ProviderPlugin
from aimonitor.providers.wire import Amount, Count, WireModel, decode
from aimonitor.testing import Case, ProviderContract

KEY = "toy-TEST0000"
ALL = frozenset({Capability.COST, Capability.TOKENS, Capability.BALANCE})
MANIFEST = ProviderManifest(
    api_version=1,
    type="toy",
    name="Toy",
    summary="Costs.",
    capabilities=ALL,
    key_kinds=(KeyKind(id="any", name="Key", prefixes=("toy-",), can=ALL),),
    key_placeholder="toy-…",
    key_help="https://toy.example/keys",
    dashboard="https://toy.example",
    hosts=("toy.example",),
    base_url="https://toy.example",
    base_url_env="AIMONITOR_TOY_BASE_URL",
    options=(ProviderOption(id="base_url", label="Base URL"),),
)
PLUGIN = ProviderPlugin(manifest=MANIFEST, client="tests.testing.toy:ToyClient")


class Day(WireModel):
    model: str | None = None
    usd: Amount
    tokens: Count


class Costs(WireModel):
    days: dict[date, list[Day]]


class Left(WireModel):
    usd: Amount
    used: Amount
    of: Amount


class ToyClient(ProviderClient):
    """As it should be."""

    manifest: ClassVar[ProviderManifest] = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        return {"x-key": api_key}

    async def check_key(self, call: Call) -> KeyReport:
        decode(Left, await call.api.get("/left"), "the balance")
        return KeyReport(kind="any", can=ALL)

    async def get_usage(self, call: Call) -> UsagePart:
        told = decode(Costs, await call.api.get("/costs"), "costs")
        rows = [(day, row) for day, rows in told.days.items() for row in rows]
        return UsagePart(
            day_costs=tuple(cost(day, row, call) for day, row in rows),
            day_tokens=tuple(
                DayTokens(day=day, model=row.model, input_tokens=row.tokens) for day, row in rows
            ),
            spends=(),
            windows=(),
        )

    async def get_balance(self, call: Call) -> BalancePart:
        told = decode(Left, await call.api.get("/left"), "the balance")
        return BalancePart(
            balances=(Balance(role=BalanceRole.TOTAL, money=Money(amount=told.usd, currency="USD")),)
        )


def cost(day: date, row: Day, call: Call) -> DayCost:
    money = Money(amount=row.usd, currency="USD")
    complete = day < utc_day(call.now)
    return DayCost(day=day, model=row.model, money=money, provenance=Provenance.BILLED, complete=complete)


def window(told: Left) -> QuotaWindow:
    return QuotaWindow(id="plan", name="Plan", unit=Unit.REQUESTS, used=told.used, limit=told.of)


COSTS = {
    "days": {
        "2026-11-13": [{"model": "big", "usd": "1.10", "tokens": 7}, {"usd": "0.05", "tokens": 2}],
        "2026-11-14": [{"model": "big", "usd": 2, "tokens": 1}],
    }
}
LEFT = {"usd": "12.5", "used": 3, "of": 10}
CASES = (
    Case.of("/costs", COSTS, expect={"costs": [{"amount": "3.15", "currency": "USD"}]}),
    Case.of("/left", LEFT, expect={"balances": [{"currency": "USD", "amount": "12.5"}]}),
)


class ToyContract(ProviderContract):
    """Not named Test: its methods are called one by one, on clients with a fault."""

    provider_type, key = "toy", KEY
    cases: ClassVar[Sequence[Case]] = CASES
    faulty: ClassVar[type[ProviderClient]] = ToyClient

    @property
    def manifest(self) -> ProviderManifest:
        return self.faulty.manifest

    @property
    def client(self) -> ProviderClient:
        return self.faulty()


def contract_of(faulty: type[ProviderClient]) -> ToyContract:
    """The contract that a client with a fault is held to."""

    class Faulty(ToyContract):
        pass

    Faulty.faulty = faulty
    return Faulty()
