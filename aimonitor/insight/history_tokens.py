"""Tokens per day, stacked by part: what a Tokens chart draws."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from aimonitor.domain.history import DayModelTokens, DayStatus, Series, SeriesDay
from aimonitor.domain.periods import Period
from aimonitor.domain.state import ModelUsage
from aimonitor.insight.history_days import Gaps, Mark

TOKENS = "tokens"
INPUT = "input"
CACHED = "cached input"
CACHE_WRITE = "cache write"
OUTPUT = "output"
PARTS = (INPUT, CACHED, CACHE_WRITE, OUTPUT)
SOME_UNKNOWN = "some counts of this day are not known"

_Parts = dict[str, int]


def tokens_by_part(rows: tuple[DayModelTokens, ...], period: Period, gaps: Gaps) -> Series | None:
    """Tokens of each day of `period`; None where not one count is known.

    A part that was never reported has no label; `INPUT` is the input that is not known to be cached
    or written to a cache. A day whose input or output is not known for a model is PARTIAL and says so.
    """
    parts: defaultdict[date, _Parts] = defaultdict(dict)
    unknown: set[date] = set()
    for row in rows:
        if row.usage.input_tokens is None or row.usage.output_tokens is None:
            unknown.add(row.day)
        for label, tokens in _parts(row.usage).items():
            parts[row.day][label] = parts[row.day].get(label, 0) + tokens
    if not parts:
        return None
    labels = tuple(label for label in PARTS if any(label in day for day in parts.values()))
    growing = {row.day for row in rows if not row.complete}
    days = tuple(
        _day(mark, parts.get(mark.day, {}), labels, is_short=mark.day in unknown)
        for mark in gaps.marks(period.days(), read=set(parts), growing=growing)
    )
    totals = tuple(Decimal(sum(day.get(label, 0) for day in parts.values())) for label in labels)
    return Series(unit=TOKENS, labels=labels, totals=totals, days=days)


def _parts(usage: ModelUsage) -> _Parts:
    """The known parts; they add up to input and output however a service splits its input."""
    parts: _Parts = {}
    rest = usage.input_tokens
    for label, tokens in ((CACHED, usage.cached_input_tokens), (CACHE_WRITE, usage.cache_write_tokens)):
        if tokens is None:
            continue
        parts[label] = tokens if rest is None else min(tokens, rest)
        rest = None if rest is None else rest - parts[label]
    if rest is not None:
        parts[INPUT] = rest
    if usage.output_tokens is not None:
        parts[OUTPUT] = usage.output_tokens
    return parts


def _day(mark: Mark, parts: _Parts, labels: tuple[str, ...], *, is_short: bool) -> SeriesDay:
    if mark.status is DayStatus.MISSING:
        return SeriesDay(day=mark.day, status=mark.status, values=(), note=mark.note)
    note = "; ".join(words for words in (mark.note, SOME_UNKNOWN if is_short else "") if words)
    return SeriesDay(
        day=mark.day,
        status=DayStatus.PARTIAL if is_short else mark.status,
        values=tuple(Decimal(parts.get(label, 0)) for label in labels),
        note=note,
    )
