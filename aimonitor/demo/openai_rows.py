"""The rows inside OpenAI's buckets: one day's record as costs and as usage."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from aimonitor.demo.year import DayRecord, ModelDay, TokenKind

Row = dict[str, object]

_FOUR = ("project_id", "user_id", "api_key_id", "model")
COST_GROUPS = ("project_id", "line_item", "api_key_id")
USAGE_GROUPS: dict[str, tuple[str, ...]] = {
    "completions": (*_FOUR, "batch", "service_tier"),
    "embeddings": _FOUR,
    "moderations": _FOUR,
    "images": (*_FOUR, "size", "source"),
    "audio_speeches": _FOUR,
    "audio_transcriptions": _FOUR,
    "vector_stores": ("project_id",),
    "code_interpreter_sessions": ("project_id",),
    "file_search_calls": ("project_id", "user_id", "api_key_id", "vector_store_id"),
    "web_search_calls": (*_FOUR, "context_level"),
}
"""What each kind of usage may be grouped by; also the list of kinds."""

_LINE_WORDS = {
    TokenKind.UNCACHED: "input",
    TokenKind.CACHED: "cached input",
    TokenKind.OUTPUT: "output",
}
_EXTRA_LINES = {"images": ("{model}, image", "images"), "web_search_calls": ("web search tool calls", None)}
_EXTRA_KINDS = {"images": "images", "web_search_calls": "num_requests"}
_NAMES = {"project_id": "proj_demo", "user_id": "user-demo", "api_key_id": "key_demo"}


def cost_rows(record: DayRecord, groups: tuple[str, ...]) -> list[Row]:
    """The cost results of one bucket: by line item, or the day in one row; none where nothing was used."""
    if "line_item" not in groups:
        return [_cost_row(record.cost, groups, None, None, None)] if record.cost else []
    return [*_token_lines(record, groups), *_extra_lines(record, groups)]


def _token_lines(record: DayRecord, groups: tuple[str, ...]) -> Iterable[Row]:
    for model in record.models:
        for kind, words in _LINE_WORDS.items():
            count = model.tokens.get(kind, 0)
            if count:
                cost, line = model.cost_of(kind), f"{model.plan.id}, {words}"
                yield _cost_row(cost, groups, line, count, "tokens")


def _extra_lines(record: DayRecord, groups: tuple[str, ...]) -> Iterable[Row]:
    for extra in record.extras:
        line, unit = _EXTRA_LINES[extra.plan.id]
        if extra.count:
            words = line.format(model=extra.plan.model)
            yield _cost_row(extra.cost, groups, words, extra.count, unit)


def _cost_row(
    cost: Decimal, groups: tuple[str, ...], line: str | None, quantity: int | None, unit: str | None
) -> Row:
    return {
        "object": "organization.costs.result",
        "amount": {"value": format(cost, "f"), "currency": "usd"},
        "line_item": line,
        "project_id": _named("project_id", groups),
        "api_key_id": _named("api_key_id", groups),
        "quantity": quantity,
        "quantity_unit": unit,
    }


def usage_rows(record: DayRecord, kind: str, groups: tuple[str, ...]) -> list[Row]:
    """The usage results of one bucket: per model if grouped by it, else the kind in one row."""
    if kind in {"completions", "embeddings"}:
        models = [model for model in record.models if model.plan.family == kind and model.total_tokens]
        shares = [[model] for model in models] if "model" in groups else [models] if models else []
        return [_token_row(share, kind, groups) for share in shares]
    return [
        {
            "object": f"organization.usage.{kind.removesuffix('_calls')}.result",
            _EXTRA_KINDS[kind]: extra.count,
            "num_model_requests": extra.count,
        }
        | _dimensions(USAGE_GROUPS[kind], groups, extra.plan.model)
        for extra in record.extras
        if extra.plan.id == kind and extra.count
    ]


def _token_row(models: list[ModelDay], kind: str, groups: tuple[str, ...]) -> Row:
    row: Row = {"object": f"organization.usage.{kind}.result"}
    row |= {"input_tokens": sum(model.input_tokens for model in models)}
    row |= {"num_model_requests": sum(model.requests for model in models)}
    if kind == "completions":
        row |= _completion_tokens(models)
    return row | _dimensions(USAGE_GROUPS[kind], groups, models[0].plan.id)


def _completion_tokens(models: list[ModelDay]) -> Row:
    sums = {kind: sum(model.tokens.get(kind, 0) for model in models) for kind in TokenKind}
    return {
        "input_cached_tokens": sums[TokenKind.CACHED],
        "input_cache_write_tokens": 0,
        "input_uncached_tokens": sums[TokenKind.UNCACHED],
        "output_tokens": sums[TokenKind.OUTPUT],
        "input_text_tokens": sums[TokenKind.UNCACHED],
        "output_text_tokens": sums[TokenKind.OUTPUT],
        "input_cached_text_tokens": sums[TokenKind.CACHED],
        "input_audio_tokens": 0,
        "input_cached_audio_tokens": 0,
        "output_audio_tokens": 0,
        "input_image_tokens": 0,
        "input_cached_image_tokens": 0,
        "output_image_tokens": 0,
    }


def _dimensions(allowed: tuple[str, ...], groups: tuple[str, ...], model: str | None) -> Row:
    return {
        name: (model if name == "model" else _NAMES.get(name)) if name in groups else None for name in allowed
    }


def _named(name: str, groups: tuple[str, ...]) -> str | None:
    return _NAMES[name] if name in groups else None
