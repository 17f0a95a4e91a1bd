"""The rows inside Anthropic's buckets: one day's record as cents by description and as tokens by model."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from aimonitor.demo.year import Account, DayRecord, ModelDay, TokenKind

Row = dict[str, object]

_TOKEN_TYPES = {
    TokenKind.UNCACHED: ("uncached_input_tokens", "Input Tokens"),
    TokenKind.OUTPUT: ("output_tokens", "Output Tokens"),
    TokenKind.CACHED: ("cache_read_input_tokens", "Input Tokens, Cache Read"),
    TokenKind.WRITE_5M: ("cache_creation.ephemeral_5m_input_tokens", "Input Tokens, Cache Write"),
    TokenKind.WRITE_1H: ("cache_creation.ephemeral_1h_input_tokens", "Input Tokens, Cache Write (1h)"),
}
_LIMITS = (("requests_per_minute", 4000), ("input_tokens_per_minute", 2_000_000))


def cost_rows(record: DayRecord, groups: tuple[str, ...]) -> list[Row]:
    """The cost results of one bucket: by description, or the day in one row; amounts are cents."""
    if "description" not in groups:
        return [_cost_row(record.cost, {})] if record.cost else []
    return [*_token_lines(record), *_extra_lines(record)]


def _token_lines(record: DayRecord) -> Iterable[Row]:
    for model in record.models:
        for kind, (token_type, words) in _TOKEN_TYPES.items():
            if model.tokens.get(kind, 0):
                told = {"description": f"{model.plan.title} Usage - {words}", "cost_type": "tokens"}
                told |= {"model": model.plan.id, "token_type": token_type, "service_tier": "standard"}
                told |= {"context_window": "0-200k", "inference_geo": "global"}
                yield _cost_row(model.cost_of(kind), told)


def _extra_lines(record: DayRecord) -> Iterable[Row]:
    for extra in record.extras:
        if extra.count:
            yield _cost_row(extra.cost, {"description": "Web Search Usage", "cost_type": "web_search"})


def _cost_row(cost: Decimal, told: dict[str, str]) -> Row:
    names = ("description", "cost_type", "model", "token_type", "service_tier", "context_window")
    row: Row = {"amount": format(cost * 100, "f"), "currency": "USD", "workspace_id": None}
    return row | {name: told.get(name) for name in (*names, "inference_geo")}


def usage_rows(record: DayRecord, groups: tuple[str, ...]) -> list[Row]:
    """The usage results of one bucket: per model if grouped by it, else the day in one row."""
    models = [model for model in record.models if model.total_tokens]
    if "model" in groups:
        return [_usage_row([model], model.plan.id, _searches(record, model.plan.id)) for model in models]
    return [_usage_row(models, None, _searches(record, None))] if models else []


def _searches(record: DayRecord, model: str | None) -> int:
    return sum(extra.count for extra in record.extras if model is None or extra.plan.model == model)


def _usage_row(models: list[ModelDay], name: str | None, searches: int) -> Row:
    sums = {kind: sum(model.tokens.get(kind, 0) for model in models) for kind in TokenKind}
    written = {
        "ephemeral_5m_input_tokens": sums[TokenKind.WRITE_5M],
        "ephemeral_1h_input_tokens": sums[TokenKind.WRITE_1H],
    }
    row: Row = {
        "uncached_input_tokens": sums[TokenKind.UNCACHED],
        "cache_creation": written,
        "cache_read_input_tokens": sums[TokenKind.CACHED],
        "output_tokens": sums[TokenKind.OUTPUT],
        "server_tool_use": {"web_search_requests": searches},
        "model": name,
    }
    absent = ("account_id", "api_key_id", "service_account_id", "workspace_id")
    return row | dict.fromkeys((*absent, "service_tier", "context_window", "inference_geo"))


def rate_limit_groups(account: Account) -> list[Row]:
    """The configured limits, one group a model."""
    return [
        {
            "type": "rate_limit",
            "group_type": "model_group",
            "group": {"type": "model_group", "id": f"rlg_demo_{plan.id}", "display_name": plan.title},
            "models": [plan.id],
            "limits": [{"type": kind, "value": value} for kind, value in _LIMITS],
        }
        for plan in account.models
    ]
