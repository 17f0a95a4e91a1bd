"""Tokens by model of the last 24 hours: asked for twice an hour, remembered in between."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.net.answer import Api
from aimonitor.providers.base import Call
from aimonitor.providers.builtin.zai.judge import judge
from aimonitor.providers.builtin.zai.wire import ModelTokens, TokensAnswer
from aimonitor.providers.parts import PartReader
from aimonitor.providers.quotas import Span, counted_window
from aimonitor.providers.wire import decode

PATH = "/api/monitor/usage/model-usage"
EVERY = timedelta(minutes=30)
_FORMAT = "%Y-%m-%d %H:%M:%S"
_DAY = Span(id="tokens_24h", name="Tokens, 24 hours")
_AT, _TOLD = "tokens_at", "tokens"


async def read_tokens(call: Call, parts: PartReader) -> tuple[tuple[QuotaWindow, ...], dict[str, str]]:
    """The counts, and the notes to hand back. A failure is named in `parts`, and the rest stands."""
    known = _known(call.notes)
    if known and timedelta(0) <= call.now - known[0] < EVERY:
        return tuple(_windows(known[1])), {name: call.notes[name] for name in (_AT, _TOLD)}

    async def ask() -> dict[str, int]:
        return await _asked(call.api, call.now)

    counts = await parts.read("tokens by model", ask)
    if counts is None:
        return (), {}
    return tuple(_windows(counts)), {_AT: call.now.isoformat(), _TOLD: json.dumps(counts)}


async def _asked(api: Api, now: datetime) -> dict[str, int]:
    """From this hour of yesterday to the end of this hour, in local time as the vendor's plugin asks."""
    last = now.astimezone().replace(minute=59, second=59, microsecond=0)
    first = last.replace(minute=0, second=0) - timedelta(days=1)
    asked = {"startTime": first.strftime(_FORMAT), "endTime": last.strftime(_FORMAT)}
    told = decode(TokensAnswer, await api.get(PATH, asked, judge=judge), "tokens")
    models = told.data.models if told.data is not None else None
    return _summed(models or [])


def _summed(models: list[ModelTokens]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in models:
        told = [count for count in one.tokens if count is not None]
        if told:
            name = one.model or "other"
            counts[name] = counts.get(name, 0) + sum(told)
    return counts


def _windows(counts: Mapping[str, int]) -> Iterator[QuotaWindow]:
    if counts:
        yield from _window(_DAY, sum(counts.values()), None)
    for model, count in counts.items():
        yield from _window(_DAY.of(model), count, model)


def _window(where: Span, count: int, model: str | None) -> Iterator[QuotaWindow]:
    window = counted_window(where, Unit.TOKENS, limit=None, used=Decimal(count), scope=model)
    if window is not None:
        yield window


def _known(notes: Mapping[str, str]) -> tuple[datetime, dict[str, int]] | None:
    try:
        at = datetime.fromisoformat(notes[_AT])
        told = {str(model): int(count) for model, count in json.loads(notes[_TOLD]).items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return (at, told) if at.tzinfo else None
