"""OpenRouter's answers, as published in its OpenAPI file. Money is US dollars, days are UTC."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from aimonitor.domain.key_life import KeyLife
from aimonitor.providers.wire import Amount, Count, Text, Time, WireModel


def _read_day(value: object) -> date:
    """The first ten characters, whether a plain date or a full time stamp follows."""
    if not isinstance(value, str):
        raise ValueError("not a day")  # noqa: TRY004 pydantic turns only ValueError into a fault of the answer
    return date.fromisoformat(value[:10])


Day = Annotated[date, BeforeValidator(_read_day)]


class KeyMoney(WireModel):
    """Use and cap of a key. `limit` null: no cap. `limit_reset`: a word, of an open set, not a date.

    The `byok` figures are money at the user's own provider account: never a part of the others.
    """

    limit: Amount | None = None
    limit_remaining: Amount | None = None
    limit_reset: Text = None
    usage_daily: Amount | None = None
    usage_monthly: Amount | None = None
    byok_usage_monthly: Amount | None = None
    label: Text = None

    @property
    def has_cap(self) -> bool | None:
        """Whether there is a cap; None where the answer does not say."""
        return self.limit is not None if "limit" in self.model_fields_set else None


class OwnKey(KeyMoney):
    """What `/key` says of the key that asks."""

    is_management_key: bool | None = None
    is_provisioning_key: bool | None = None
    expires_at: Time | None = None

    @property
    def is_management(self) -> bool:
        """Whether it is a management key, by the new name or the old one."""
        named = self.is_management_key
        return bool(self.is_provisioning_key if named is None else named)

    @property
    def life(self) -> KeyLife | None:
        """How long it works: null is for ever; None where the answer does not say."""
        return KeyLife(expires_at=self.expires_at) if "expires_at" in self.model_fields_set else None


class OwnKeyAnswer(WireModel):
    """`/key`."""

    data: OwnKey


class ListedKey(KeyMoney):
    """One entry of `/keys`."""

    hash: str
    name: Text = None
    disabled: bool = False


class KeysAnswer(WireModel):
    """`/keys`: one workspace, 100 keys a page, without a word on whether there are more."""

    data: list[ListedKey]


class Credits(WireModel):
    """Dollars ever bought and ever used: neither is of this month."""

    total_credits: Amount
    total_usage: Amount


class CreditsAnswer(WireModel):
    """`/credits`."""

    data: Credits


class ActivityRow(WireModel):
    """One completed day, model and endpoint. Reasoning tokens are inside `completion_tokens`."""

    date: Day
    model: Text = None
    usage: Amount
    requests: Count | None = None
    prompt_tokens: Count
    completion_tokens: Count


class ActivityAnswer(WireModel):
    """`/activity`."""

    data: list[ActivityRow]


class Metadata(WireModel):
    """Whether an analytics answer was cut off."""

    truncated: bool


class AnalyticsTable(WireModel):
    """The table inside the answer; its columns are read by `analytics`."""

    data: list[dict[str, object]]
    metadata: Metadata


class AnalyticsAnswer(WireModel):
    """`/analytics/query`: the rows are one level deeper than elsewhere."""

    data: AnalyticsTable


class Workspace(WireModel):
    """A workspace, which has keys and budgets of its own."""

    id: str
    name: Text = None


class WorkspacesAnswer(WireModel):
    """`/workspaces`."""

    data: list[Workspace]
    total_count: Count | None = None


class Budget(WireModel):
    """A workspace's budget; `reset_interval` null: for once."""

    id: str
    limit_usd: Amount
    reset_interval: Text = None


class BudgetsAnswer(WireModel):
    """`/workspaces/{id}/budgets`."""

    data: list[Budget]
    include_byok_in_budgets: bool = False


class AnalyticsRow(WireModel):
    """One row of spend: a day, or a day and model. Counts may come as text, unused parts as null."""

    day: Day
    model: Text = None
    total_usage: Amount
    request_count: Count | None = None
    tokens_total: Count | None = None


ZERO = Decimal(0)
