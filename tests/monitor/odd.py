"""A service that answers what a test says: a plugin like any other, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, utc_day
from aimonitor.domain.provider import Capability, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.keychain.memory import SessionKeys
from aimonitor.keychain.store import KeyStore
from aimonitor.logs import Redactor
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.stack import Stack, running
from aimonitor.providers.base import BalancePart, Call, KeyReport, ProviderClient, UsagePart
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderPlugin
from aimonitor.providers.registry import Registry
from tests.monitor.clock import FakeClock, settle
from tests.monitor.house import Heard, places

KEY = Secret("sk-odd-TEST-0001")
MANIFEST = ProviderManifest(
    type="odd",
    name="Odd",
    summary="",
    capabilities=frozenset(Capability),
    key_kinds=(
        KeyKind(id="any", name="Key", prefixes=("sk-odd-",), can=frozenset(Capability)),
        KeyKind(id="wallet", name="Wallet key", prefixes=(), can=frozenset({Capability.BALANCE})),
        KeyKind(id="alive", name="App key", prefixes=(), can=frozenset()),
        KeyKind(id="bill", name="Bill key", prefixes=(), can=frozenset({Capability.COST})),
    ),
    key_placeholder="",
    key_help="",
    dashboard="",
    hosts=("127.0.0.1",),
    base_url="http://127.0.0.1:9",
    base_url_env="AIMONITOR_ODD_BASE_URL",
    backfill_days=90,
    api_version=1,
)
PLUGIN = ProviderPlugin(manifest=MANIFEST, client="tests.monitor.odd:OddClient")
PAGED = replace(MANIFEST, type="paged", name="Paged", page_days=30)
PAGED_PLUGIN = ProviderPlugin(manifest=PAGED, client="tests.monitor.odd:PagedClient")


async def every_day(call: Call) -> UsagePart:
    """A dollar a day since `call.since`."""
    today = utc_day(call.now)
    last = call.until or today
    days = (call.since + n * ONE_DAY for n in range((last - call.since).days + 1))
    money = Money(amount=Decimal(1), currency="USD")
    return UsagePart(
        day_costs=tuple(
            DayCost(day=day, model="m", money=money, provenance=Provenance.BILLED, complete=day < today)
            for day in days
        )
    )


@dataclass
class Script:
    """What the client does: each may raise, wait or answer nonsense."""

    usage: Callable[[Call], Awaitable[UsagePart]] = every_day
    balance: Callable[[Call], Awaitable[BalancePart]] | None = None
    headers: Callable[[str], dict[str, str]] | None = None
    kind: str = "any"
    calls: list[Call] = field(default_factory=list)


SCRIPTS: list[Script] = []
"""The script of the running test stands last."""


class OddClient(ProviderClient):
    """Follows the script."""

    manifest = MANIFEST

    @classmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """As the script says."""
        make = SCRIPTS[-1].headers
        return make(api_key) if make else {"authorization": f"Bearer {api_key}"}

    async def check_key(self, call: Call) -> KeyReport:
        """Any key will do; it is of the kind that the script says."""
        del call
        kind = next(kind for kind in MANIFEST.key_kinds if kind.id == SCRIPTS[-1].kind)
        return KeyReport(kind=kind.id, can=kind.can)

    async def get_usage(self, call: Call) -> UsagePart:
        """As the script says."""
        SCRIPTS[-1].calls.append(call)
        return await SCRIPTS[-1].usage(call)

    async def get_balance(self, call: Call) -> BalancePart:
        """As the script says."""
        told = SCRIPTS[-1].balance
        return await told(call) if told else BalancePart(balances=())


class PagedClient(OddClient):
    """The same, but old days are read a page at a time."""

    manifest = PAGED


@dataclass
class OddHouse:
    """A running stack with the odd service."""

    stack: Stack
    clock: FakeClock
    heard: Heard
    script: Script
    keychain: KeyStore

    async def add(self, name: str = "Odd one", provider_type: str = "odd") -> Provider:
        """A provider that nothing polls until it is asked."""
        request = AddProvider(provider_type=provider_type, name=name, api_key=KEY)
        return await self.stack.monitor.add_provider(request)

    async def idle(self) -> None:
        """Wait until no poll runs; the database's thread takes real time."""
        for _ in range(5000):
            await settle()
            if not any(state.polling for state in self.stack.monitor.states()):
                return
            await asyncio.sleep(0.001)

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until it is so; the database's thread takes real time."""
        for _ in range(5000):
            await settle()
            if there():
                return
            await asyncio.sleep(0.001)

    async def called(self, times: int = 1) -> None:
        """Wait until the service was asked so many times."""
        for _ in range(5000):
            await settle()
            if len(self.script.calls) >= times:
                return
            await asyncio.sleep(0.001)

    @property
    def state(self) -> ProviderState:
        """That of the only provider."""
        (found,) = self.stack.monitor.states()
        return found


@asynccontextmanager
async def odd_house(
    home: Path,
    *,
    clock: FakeClock | None = None,
    keychain: KeyStore | None = None,
    environ: Mapping[str, str] | None = None,
    redactor: Redactor | None = None,
) -> AsyncIterator[OddHouse]:
    """Opened; polls run when `start_polling` or the test says so."""
    clock, keychain, script = clock or FakeClock(), keychain or SessionKeys(), Script()
    registry = Registry()
    registry.register("odd", "tests.monitor.odd:PLUGIN")
    registry.register("paged", "tests.monitor.odd:PAGED_PLUGIN")
    SCRIPTS.append(script)
    try:
        async with running(
            places(home),
            flags={},
            environ=environ or {},
            keychain=keychain,
            registry=registry,
            clock=clock,
            redactor=redactor,
        ) as stack:
            heard = Heard()
            stack.monitor.add_listener(heard)
            await stack.monitor.open()
            yield OddHouse(stack=stack, clock=clock, heard=heard, script=script, keychain=keychain)
    finally:
        SCRIPTS.remove(script)


MINUTE = timedelta(minutes=1)
