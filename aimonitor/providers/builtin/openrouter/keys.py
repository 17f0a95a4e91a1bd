"""All keys of the account with their caps, workspace by workspace, and the workspaces' budgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from aimonitor.domain.usage import QuotaWindow
from aimonitor.errors import NetworkError, ProviderError, RateLimitError
from aimonitor.net.answer import Api, Params
from aimonitor.providers.builtin.openrouter.caps import budget_window, key_window
from aimonitor.providers.builtin.openrouter.judge import judge
from aimonitor.providers.builtin.openrouter.wire import (
    BudgetsAnswer,
    KeysAnswer,
    ListedKey,
    Workspace,
    WorkspacesAnswer,
)
from aimonitor.providers.wire import decode

KEYS, WORKSPACES = "/api/v1/keys", "/api/v1/workspaces"
_KEYS_PAGE = 100
_WORKSPACES_PAGE = 100
_MOST_PAGES = 50
_MOST_WORKSPACES = 20
SHOWN_CAPS = 20
_DEFAULT = Workspace(id="")


class Workspaces(Struct, frozen=True, kw_only=True):
    """The workspaces to look into. `whole` False: there are others, whose keys are not counted.

    `fault`: why the list could not be read, so that nobody knows which there are.
    """

    places: tuple[Workspace, ...]
    whole: bool
    fault: ProviderError | None = None


class AccountKeys(Struct, frozen=True, kw_only=True):
    """The keys of the workspaces; deleted keys are missing from every list."""

    keys: tuple[ListedKey, ...]
    whole: bool

    @property
    def today(self) -> Decimal | None:
        """USD that these keys used today; None where one does not say."""
        return _sum([key.usage_daily for key in self.keys])

    @property
    def month(self) -> Decimal | None:
        """USD that these keys used this month; None where one does not say."""
        return _sum([key.usage_monthly for key in self.keys])

    def windows(self, now: datetime) -> list[QuotaWindow]:
        """The caps of the keys in use, the fullest first, at most `SHOWN_CAPS`."""
        found = [
            key_window(f"key:{key.hash}", key.name or key.label or "A key", key, now)
            for key in self.keys
            if not key.disabled
        ]
        capped = [window for window in found if window is not None]
        return sorted(capped, key=lambda window: -(window.used_fraction or 0))[:SHOWN_CAPS]


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


async def read_workspaces(api: Api) -> Workspaces:
    """All workspaces; only the default one where the list cannot be read. Raises AppError."""
    places: list[Workspace] = []
    total = 0
    try:
        for page in range(_MOST_PAGES):
            params = {"offset": page * _WORKSPACES_PAGE, "limit": _WORKSPACES_PAGE}
            answer = decode(WorkspacesAnswer, await api.get(WORKSPACES, params, judge=judge), "workspaces")
            places += answer.data
            total = answer.total_count or 0
            if len(answer.data) < _WORKSPACES_PAGE:
                break
    except (NetworkError, RateLimitError):
        raise
    except ProviderError as error:
        return Workspaces(places=(_DEFAULT,), whole=False, fault=error)
    shown = tuple(places[:_MOST_WORKSPACES]) or (_DEFAULT,)
    return Workspaces(places=shown, whole=total <= len(places) <= _MOST_WORKSPACES)


async def read_keys(api: Api, workspaces: Workspaces) -> AccountKeys:
    """The keys of these workspaces, disabled ones included: they may have spent. Raises AppError."""
    keys: dict[str, ListedKey] = {}
    whole = workspaces.whole
    for place in workspaces.places:
        whole = await _add_keys(api, place, keys) and whole
    return AccountKeys(keys=tuple(keys.values()), whole=whole)


async def _add_keys(api: Api, place: Workspace, keys: dict[str, ListedKey]) -> bool:
    """Add one workspace's keys; False where its pages do not come to an end."""
    params: Params = {"include_disabled": "true"} | ({"workspace_id": place.id} if place.id else {})
    for page in range(_MOST_PAGES):
        onward = {"offset": page * _KEYS_PAGE} if page else {}
        answer = decode(KeysAnswer, await api.get(KEYS, {**params, **onward}, judge=judge), "keys")
        known = len(keys)
        keys |= {key.hash: key for key in answer.data}
        if len(answer.data) < _KEYS_PAGE:
            return True
        if len(keys) == known:
            return False
    return False


async def read_budgets(api: Api, workspaces: Workspaces, now: datetime) -> list[QuotaWindow]:
    """The budgets of these workspaces. Raises AppError, also where it is not known which there are."""
    if workspaces.fault is not None:
        raise workspaces.fault
    windows: list[QuotaWindow] = []
    for place in workspaces.places:
        if place.id:
            path = f"{WORKSPACES}/{place.id}/budgets"
            answer = decode(BudgetsAnswer, await api.get(path, judge=judge), "budgets")
            alone = workspaces.whole and len(workspaces.places) == 1 and not answer.include_byok_in_budgets
            windows += [budget_window(place, budget, now, counts_all=alone) for budget in answer.data]
    return windows
