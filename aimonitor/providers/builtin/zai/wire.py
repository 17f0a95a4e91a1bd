"""Z.ai's answers, as the vendor's own plugin for its plan reads them."""

from __future__ import annotations

from pydantic import Field

from aimonitor.providers.quotas import Left, Percent, Quota
from aimonitor.providers.resets import ResetTime
from aimonitor.providers.wire import Count, Text, WireModel


class Limit(WireModel):
    """One limit. In a TIME_LIMIT `usage` is what there is, and `currentValue` what is used of it.

    `unit` and `number` together say how long it runs; `percentage` is what is used.
    """

    type: Text = None
    unit: Count | None = None
    number: Count | None = None
    percentage: Percent | None = None
    most: Quota | None = Field(None, alias="usage")
    used: Quota | None = Field(None, alias="currentValue")
    left: Left | None = Field(None, alias="remaining")
    resets_at: ResetTime = Field(None, alias="nextResetTime")


class Plan(WireModel):
    """The plan. Right after its windows ended, and before the next one began, it names no limit."""

    level: Text = None
    plan_name: Text = Field(None, alias="planName")
    limits: list[Limit] | None = None


class PlanAnswer(WireModel):
    """`/quota/limit`."""

    code: Count
    data: Plan | None = None


class ModelTokens(WireModel):
    """Tokens of one model, a figure an hour; null where there is none."""

    model: Text = Field(None, alias="modelName")
    tokens: list[Count | None] = Field(alias="tokensUsage")


class _Models(WireModel):
    models: list[ModelTokens] | None = Field(None, alias="modelDataList")


class TokensAnswer(WireModel):
    """`/model-usage`."""

    code: Count
    data: _Models | None = None
