"""OpenAI's usage by day: tokens of three kinds, and everything that is counted in another unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from aimonitor.domain.periods import Period
from aimonitor.domain.usage import DayQuantity, DayTokens, Unit
from aimonitor.providers.base import Call
from aimonitor.providers.buckets import Days, Report, read_days
from aimonitor.providers.builtin.openai import wire
from aimonitor.providers.builtin.openai.costs import bounds
from aimonitor.providers.builtin.openai.judge import judge

PATH = "/v1/organization/usage/"
R = TypeVar("R", bound=wire.TokenRow | wire.CountedRow)


class TokenKind(Struct, frozen=True):
    """An endpoint that counts tokens. `part` names it to the user."""

    part: str
    path: str
    row: type[wire.TokenRow]


class QuantityKind(Struct, frozen=True):
    """An endpoint that counts something else. `name` names it to the user; `by_model`: it can be split."""

    name: str
    path: str
    row: type[wire.CountedRow]
    unit: Unit
    by_model: bool = True


TOKENS = (
    TokenKind("tokens (completions)", "completions", wire.CompletionsRow),
    TokenKind("tokens (embeddings)", "embeddings", wire.TokenRow),
    TokenKind("tokens (moderations)", "moderations", wire.TokenRow),
)
QUANTITIES = (
    QuantityKind("images", "images", wire.ImagesRow, Unit.IMAGES),
    QuantityKind("speech", "audio_speeches", wire.SpeechRow, Unit.CHARACTERS),
    QuantityKind("transcription", "audio_transcriptions", wire.TranscriptionRow, Unit.SECONDS),
    QuantityKind("vector storage", "vector_stores", wire.StorageRow, Unit.BYTES, by_model=False),
    QuantityKind(
        "code interpreter", "code_interpreter_sessions", wire.SessionsRow, Unit.SESSIONS, by_model=False
    ),
    QuantityKind("file search", "file_search_calls", wire.SearchesRow, Unit.SEARCHES, by_model=False),
    QuantityKind("web search", "web_search_calls", wire.SearchesRow, Unit.SEARCHES),
)


async def read_tokens(call: Call, kind: TokenKind, wanted: Period) -> Days[wire.TokenRow]:
    """The rows of one kind of tokens. Raises AppError when nothing could be read."""
    report = _report(kind.part, kind.path, call, wanted, by_model=True)
    return await read_days(call.api, report, wire.Bucket, kind.row, wanted)


async def read_quantities(call: Call, kind: QuantityKind, wanted: Period) -> Days[wire.CountedRow]:
    """The rows of one other kind. Raises AppError when nothing could be read."""
    report = _report(kind.name, kind.path, call, wanted, by_model=kind.by_model)
    return await read_days(call.api, report, wire.Bucket, kind.row, wanted)


def _report(what: str, path: str, call: Call, wanted: Period, *, by_model: bool) -> Report:
    params: dict[str, str | int | Sequence[str]] = {
        **bounds(call, wanted),
        "bucket_width": "1d",
        "limit": 31,
    }
    if by_model:
        params["group_by[]"] = ["model"]
    return Report(what=what, path=PATH + path, params=params, judge=judge)


def day_tokens(kinds: Sequence[Days[wire.TokenRow]], today: date) -> Iterator[DayTokens]:
    """The tokens of the days that every kind tells: a day is only replaced as a whole."""
    for day in sorted(_common(kinds)):
        rows = [row for kind in kinds for row in kind.rows[day]]
        for row in rows or [_NO_TOKENS]:
            yield DayTokens(
                day=day,
                model=row.model,
                input_tokens=row.input_tokens,
                cached_input_tokens=row.input_cached_tokens,
                cache_write_tokens=row.input_cache_write_tokens,
                output_tokens=row.output_tokens,
                requests=row.num_model_requests,
                complete=day < today,
            )


_NO_TOKENS = wire.TokenRow(input_tokens=0, num_model_requests=0)


def day_quantities(
    kinds: Mapping[QuantityKind, Days[wire.CountedRow] | None], today: date
) -> Iterator[DayQuantity]:
    """The counts of the days that every one of `kinds` tells, a 0 where there were none."""
    for day in sorted(_common(kinds.values())):
        for kind, days in kinds.items():
            rows = days.rows[day] if days else []
            for model, quantity in [(row.model, row.quantity) for row in rows] or [(None, 0)]:
                yield DayQuantity(
                    day=day,
                    name=kind.name,
                    model=model,
                    unit=kind.unit,
                    quantity=Decimal(quantity),
                    complete=day < today,
                )


def _common(kinds: Iterable[Days[R] | None]) -> set[date]:
    told = [set(days.rows) if days else set() for days in kinds]
    return set.intersection(*told) if told else set()
