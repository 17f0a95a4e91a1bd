"""The objects inside OpenRouter's answers, made of an account's records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from aimonitor.demo.openrouter_account import RouterAccount, RouterKey, Workspace
from aimonitor.demo.year import ModelDay, TokenKind

Row = dict[str, object]

METRICS = ("total_usage", "request_count", "tokens_total")
_ZERO = Decimal(0)
_ENDPOINTS = (("Demo East", 60), ("Demo West", 100))
_OWN_PROVIDER_KEYS = ("byok_usage", "byok_usage_daily", "byok_usage_weekly", "byok_usage_monthly")
_STAMPS = {"created_at": "2025-09-01T08:00:00Z", "updated_at": "2026-01-12T09:30:00Z"}


def no_money() -> Row:
    """The money fields of a key that never ran anything and has no cap."""
    names = ("usage", "usage_daily", "usage_weekly", "usage_monthly", *_OWN_PROVIDER_KEYS)
    absent = dict.fromkeys(("limit", "limit_remaining", "limit_reset", "expires_at"))
    return dict.fromkeys(names, 0) | absent | {"include_byok_in_limit": False}


def key_money(account: RouterAccount, key: RouterKey, now: datetime) -> Row:
    """The money fields of a key: its use, and its cap with what is left of it."""
    used = account.used(key, now)
    row = no_money() | used
    if key.cap is not None:
        counted = {"daily": "usage_daily", "weekly": "usage_weekly", "monthly": "usage_monthly"}
        left = key.cap - used[counted.get(key.reset or "", "usage")]
        row |= {"limit": key.cap, "limit_remaining": left, "limit_reset": key.reset}
    return row


def key_nature(key: str, now: datetime, *, manager: bool) -> Row:
    """What a key says of itself beside its money."""
    return {
        "label": f"{key[:11]}...{key[-3:]}",
        "creator_user_id": "user_demo",
        "is_free_tier": False,
        "expires_at": f"{now.year + 1}-12-31T23:59:59Z",
        "is_management_key": manager,
        "is_provisioning_key": manager,
        "rate_limit": {"requests": -1, "interval": "10s", "note": "This field is deprecated."},
    }


def key_row(account: RouterAccount, key: RouterKey, now: datetime) -> Row:
    """One entry of the list of keys."""
    told = {"hash": key.hash, "name": key.name, "label": f"sk-or-v1-{key.hash[:3]}...{key.hash[-3:]}"}
    place = {"disabled": key.disabled, "workspace_id": key.workspace, "creator_user_id": "user_demo"}
    return key_money(account, key, now) | told | place | _STAMPS


def workspace_row(place: Workspace) -> Row:
    """One workspace."""
    return {"id": place.id, "slug": place.slug, "name": place.name, "created_by": "user_demo", **_STAMPS}


def budget_rows(place: Workspace) -> list[Row]:
    """The budgets of a workspace: one, or none."""
    if place.budget is None:
        return []
    told = {"id": str(uuid5(NAMESPACE_URL, place.id)), "workspace_id": place.id}
    return [{**told, "limit_usd": place.budget, "reset_interval": place.reset, **_STAMPS}]


def activity(account: RouterAccount, day: date, now: datetime) -> Iterator[Row]:
    """The rows of one completed day: each model is served by two endpoints."""
    for model in account.base.record(day, now).models:
        if not model.total_tokens:
            continue
        for (name, upto), part in zip(_ENDPOINTS, _shares(model), strict=True):
            row = _activity_row(day, model, part) | {"provider_name": name}
            row |= {"endpoint_id": str(uuid5(NAMESPACE_URL, f"{model.plan.id}/{upto}"))}
            yield row | {"workspace_id": _place_of(account, model)}


def _shares(model: ModelDay) -> Iterator[ModelDay]:
    """The model's day cut between the endpoints: whatever one rounds away, the next one has."""
    before = dict.fromkeys(model.tokens, 0)
    asked_before = 0
    for _, upto in _ENDPOINTS:
        upto_here = {kind: count * upto // 100 for kind, count in model.tokens.items()}
        asked = model.requests * upto // 100
        part = {kind: upto_here[kind] - before[kind] for kind in upto_here}
        yield ModelDay(plan=model.plan, tokens=part, requests=asked - asked_before)
        before, asked_before = upto_here, asked


def _activity_row(day: date, model: ModelDay, part: ModelDay) -> Row:
    output = part.tokens.get(TokenKind.OUTPUT, 0)
    return {
        "date": day.isoformat(),
        "model": model.plan.id,
        "model_permaslug": f"{model.plan.id}-demo",
        "usage": part.cost,
        "byok_usage_inference": 0,
        "requests": part.requests,
        "prompt_tokens": part.input_tokens,
        "completion_tokens": output,
        "reasoning_tokens": output // 8,
    }


def _place_of(account: RouterAccount, model: ModelDay) -> str | None:
    return next((key.workspace for key in account.keys if model.plan.id in key.models), None)


def analytics(
    account: RouterAccount, days: Sequence[date], now: datetime, *, metrics: list[str], by_model: bool
) -> list[Row]:
    """Spend, requests and tokens by day (and model), newest day first; counts are texts, as seen live."""
    found: list[Row] = []
    for day in reversed(days):
        models = [model for model in account.base.record(day, now).models if model.total_tokens]
        for share in [[model] for model in models] if by_model else [models] if models else []:
            row: Row = {"created_at__day": day.isoformat()}
            row |= {"model": share[0].plan.id} if by_model else {}
            found.append(row | {name: value for name, value in _measured(share).items() if name in metrics})
    return found


def _measured(models: list[ModelDay]) -> Row:
    return {
        "total_usage": sum((model.cost for model in models), _ZERO),
        "request_count": str(sum(model.requests for model in models)),
        "tokens_total": str(sum(model.total_tokens for model in models)),
    }


def analytics_meta() -> Row:
    """What the analytics of the demo can be asked for."""
    return {
        "metrics": [{"name": name, "display_label": name, "is_rate": False} for name in METRICS],
        "dimensions": [{"name": "model", "display_label": "Model"}],
        "granularities": [{"name": "day", "display_label": "Day"}],
        "operators": [{"name": "eq", "value_type": "scalar"}],
    }
