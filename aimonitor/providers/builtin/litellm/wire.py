"""The LiteLLM proxy's answers. Money is US dollars, days are UTC days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from aimonitor.domain.key_life import KeyLife
from aimonitor.providers.wire import Amount, Count, Text, WireModel


def _read_reset(value: object) -> datetime | None:
    """A time, which is UTC where it does not say so; None where a budget never begins anew."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("not a time")  # noqa: TRY004 pydantic turns only ValueError into a fault of the answer
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("not a time") from error


Reset = Annotated[datetime | None, BeforeValidator(_read_reset)]


class Budgeted(WireModel):
    """What a key, a user or a team spent since its budget began anew, or ever where it has none."""

    spend: Amount
    max_budget: Amount | None = None
    budget_duration: Text = None
    budget_reset_at: Reset = None


class KeyInfo(Budgeted):
    """The key that asks. Key, user and team have budgets of their own."""

    key_name: Text = None
    key_alias: Text = None
    user_id: Text = None
    team_id: Text = None
    expires: Reset = None

    @property
    def life(self) -> KeyLife | None:
        """How long it works: null is for ever; None where the answer does not say."""
        return KeyLife(expires_at=self.expires) if "expires" in self.model_fields_set else None


class KeyAnswer(WireModel):
    """`/key/info`. `key`: a hash of the key, or a few of its characters."""

    key: Text = None
    info: KeyInfo


class UserInfo(Budgeted):
    """A user."""

    user_id: Text = None


class TeamInfo(Budgeted):
    """A team."""

    team_id: Text = None
    team_alias: Text = None


class UserAnswer(WireModel):
    """`/user/info`: the user, and the teams the user is in."""

    user_info: UserInfo | None = None
    teams: list[TeamInfo] | None = None


class TeamAnswer(WireModel):
    """`/team/info`."""

    team_info: TeamInfo


class Metrics(WireModel):
    """Money and counts. Cached and cache-write tokens are inside the prompt's."""

    spend: Amount
    prompt_tokens: Count
    completion_tokens: Count
    cache_read_input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    api_requests: Count | None = None


def _read_metrics(value: object) -> object:
    """Newer proxies put the metrics of a model one level deeper."""
    return value["metrics"] if isinstance(value, dict) and "metrics" in value else value


class Breakdown(WireModel):
    """A day by model."""

    models: dict[str, Annotated[Metrics, BeforeValidator(_read_metrics)]] = Field(default_factory=dict)


class ActivityDay(WireModel):
    """A day, or the share of it that fits on a page."""

    date: date
    metrics: Metrics
    breakdown: Breakdown = Breakdown()


class Paging(WireModel):
    """Where a page stands among the others."""

    total_pages: Count = 1
    has_more: bool = False


class ActivityPage(WireModel):
    """`/user/daily/activity`, newest day first; a page ends after so many records, not days."""

    results: list[ActivityDay]
    metadata: Paging = Paging()
