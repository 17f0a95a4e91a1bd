"""What a client is: stateless code that reads one service with what each call hands it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct, field

from aimonitor.domain.provider import Capability
from aimonitor.domain.usage import (
    Balance,
    DayCost,
    DayQuantity,
    DayTokens,
    PartFailure,
    QuotaWindow,
    Spend,
)
from aimonitor.net.answer import Api
from aimonitor.providers.local import Local
from aimonitor.providers.manifest import ProviderManifest

if TYPE_CHECKING:
    from aimonitor.domain.key_life import KeyLife


class Call(Struct, frozen=True, kw_only=True):
    """One read of one provider.

    `api` is bound to the provider, its key and hosts. `headers` with the key are added by it.
    `now`: aware time of the read. `since`: first UTC day wanted; a client may read more, and
    reads less only where the service forbids it. `until`: last UTC day wanted, for a client whose
    manifest names `page_days`; None: today. With it only days are wanted: no limits, no stated
    spends. `key_kind`: what the last check found. `notes`: what the client's last read returned in
    its parts' `notes`. `local`: this computer, for a type that needs no key; its `api` has nothing
    to ask.
    """

    api: Api
    now: datetime
    since: date
    until: date | None = None
    key_kind: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    local: Local | None = None


class BalancePart(Struct, frozen=True, kw_only=True):
    """What is left. `balances` None: could not be read; empty: the service (or key) has none to tell."""

    balances: tuple[Balance, ...] | None = None
    warnings: tuple[str, ...] = ()
    failures: tuple[PartFailure, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


class UsagePart(Struct, frozen=True, kw_only=True):
    """Costs, tokens, other counts, limits. Sub-parts fail alone and are named in `failures`.

    Only days that were read in full stand here. None for `spends` or `windows`: could not be
    read; empty: there are none. `balance`: where one answer tells of that as well; it is not
    asked for then. `plan`: what the user has subscribed to, in the service's words.
    `told_at`: when the figures were true, where that is not now but when somebody last looked.
    `key_life`: how long the key works; None where the service does not tell.
    """

    day_costs: tuple[DayCost, ...] = ()
    day_tokens: tuple[DayTokens, ...] = ()
    day_quantities: tuple[DayQuantity, ...] = ()
    spends: tuple[Spend, ...] | None = None
    windows: tuple[QuotaWindow, ...] | None = None
    balance: BalancePart | None = None
    plan: str | None = None
    told_at: datetime | None = None
    key_life: KeyLife | None = None
    warnings: tuple[str, ...] = ()
    failures: tuple[PartFailure, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_figures(self) -> bool:
        """Whether anything was read: a service that tells its balance only has none here."""
        return any((self.day_costs, self.day_tokens, self.day_quantities, self.spends, self.windows))


class KeyReport(Struct, frozen=True, kw_only=True):
    """What a key is. `kind` is a `KeyKind.id`; `can` what it reads in truth; `advice` one sentence."""

    kind: str
    can: frozenset[Capability]
    advice: str = ""
    identity: str | None = None


class ProviderClient(ABC):
    """Reads one service. Raises only `AppError`; anything else is reported as its own fault."""

    manifest: ClassVar[ProviderManifest]

    @classmethod
    @abstractmethod
    def headers(cls, api_key: str) -> dict[str, str]:
        """The headers that carry the key, and any the service wants on every request."""

    @abstractmethod
    async def check_key(self, call: Call) -> KeyReport:
        """Which kind of key this is and what it may read.

        Raises AuthError when the key is refused. A key that is alive but reads nothing of use is
        not an error: its report says so.
        """

    @abstractmethod
    async def get_usage(self, call: Call) -> UsagePart:
        """Costs, tokens, counts and limits since `call.since`.

        Raises AppError when nothing at all could be read.
        """

    async def get_balance(self, call: Call) -> BalancePart:
        """What is left; nothing is asked for where the service has no such thing.

        Raises AppError when it should be there and could not be read.
        """
        del call
        return BalancePart(balances=())
