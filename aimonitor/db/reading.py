"""The statements that read facts: a plain sqlite3 connection in, domain values out, summed by SQLite.

Both the window's first paint and the worker run these. Sums of money are taken of whole units
and of nano-units apart: SQLite's integers would overflow at nine thousand million units.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from aimonitor.db.columns import (
    from_day,
    from_json,
    from_nano_sums,
    from_span,
    from_time,
    from_time_or_none,
    to_day,
)
from aimonitor.db.levels import balances, poll_record, spends, windows
from aimonitor.domain.money import Money, Totals
from aimonitor.domain.periods import at_hand_from, month_start
from aimonitor.domain.provider import Provider
from aimonitor.domain.state import DayTotal, ModelUsage, PollRecord, ProviderFacts
from aimonitor.domain.usage import Provenance, QuotaWindow, weakest

if TYPE_CHECKING:
    from aimonitor.domain.balance_entry import EnteredBalance
    from aimonitor.domain.key_life import KeyLife
    from aimonitor.domain.left import LeftCourse

_PROVIDERS = """
SELECT number, id, name, provider_type, api_key_ref, enabled, created_at, options, key_kind, poll_interval,
  position
FROM providers WHERE id = COALESCE(?, id) ORDER BY position, number
"""

_READS = """
SELECT balances_at, balances_sampled_at, spends_at, windows_at, last_good_at, failing_since,
  key_told_at, key_ends_at
FROM reads WHERE provider = ?
"""

_COSTS_BY_DAY = """
SELECT day, currency, SUM(nano / 1000000000), SUM(nano % 1000000000), MIN(complete),
  GROUP_CONCAT(DISTINCT provenance)
FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY day, currency
"""

_TOKENS_BY_DAY = """
SELECT day, COALESCE(SUM(input_tokens) + SUM(output_tokens), SUM(input_tokens), SUM(output_tokens)),
  MIN(complete AND input_tokens IS NOT NULL AND output_tokens IS NOT NULL)
FROM day_tokens WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY day
"""

_COSTS_BY_MODEL = """
SELECT model, currency, SUM(nano / 1000000000), SUM(nano % 1000000000)
FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY model, currency
"""

_TOKENS_BY_MODEL = """
SELECT model, SUM(input_tokens), SUM(cached_input_tokens), SUM(cache_write_tokens), SUM(output_tokens),
  SUM(requests)
FROM day_tokens WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY model
"""

_FIRST_DAYS = """
SELECT (SELECT MIN(day) FROM day_costs WHERE provider = :number),
  (SELECT MIN(day) FROM day_tokens WHERE provider = :number)
"""

_HAS_ENTRIES = "SELECT 1 FROM balance_entries WHERE provider = ? LIMIT 1"

_POLLS = """
SELECT started_at, duration, requests, problem, failures, warnings
FROM polls WHERE provider = ? ORDER BY started_at DESC LIMIT ?
"""


def providers(connection: sqlite3.Connection) -> list[Provider]:
    """All providers in position order."""
    return [provider for _, provider in _numbered(connection, None)]


def facts(connection: sqlite3.Connection, today: date, provider_id: str | None = None) -> list[ProviderFacts]:
    """What is stored about one provider or about all, in position order."""
    return [
        _facts(connection, number, provider, today) for number, provider in _numbered(connection, provider_id)
    ]


def number_of(connection: sqlite3.Connection, provider_id: str) -> int | None:
    """The number under which a provider's rows are kept; None when it is not there."""
    found = connection.execute("SELECT number FROM providers WHERE id = ?", (provider_id,)).fetchone()
    return None if found is None else int(found[0])


def polls(connection: sqlite3.Connection, provider_id: str, limit: int) -> list[PollRecord]:
    """The newest polls, newest first."""
    number = number_of(connection, provider_id)
    return [poll_record(provider_id, row) for row in connection.execute(_POLLS, (number, limit))]


def notes(connection: sqlite3.Connection, provider_id: str) -> dict[str, str]:
    """What the provider's client wants handed back at its next call."""
    number = number_of(connection, provider_id)
    found = connection.execute("SELECT notes FROM reads WHERE provider = ?", (number,)).fetchone()
    return {} if found is None else from_json(found[0])


def _numbered(connection: sqlite3.Connection, provider_id: str | None) -> Iterator[tuple[int, Provider]]:
    for row in connection.execute(_PROVIDERS, (provider_id,)).fetchall():
        yield row[0], _provider(row[1:])


def _provider(row: tuple[Any, ...]) -> Provider:
    provider_id, name, provider_type, api_key_ref, enabled, created_at, options, key_kind, every, position = (
        row
    )
    return Provider(
        id=provider_id,
        name=name,
        provider_type=provider_type,
        api_key_ref=api_key_ref,
        enabled=bool(enabled),
        created_at=from_time(created_at),
        options=from_json(options),
        key_kind=key_kind,
        interval=None if every is None else from_span(every),
        position=position,
    )


def _facts(connection: sqlite3.Connection, number: int, provider: Provider, today: date) -> ProviderFacts:
    reads = connection.execute(_READS, (number,)).fetchone() or (None,) * 8
    balances_at, sampled_at, spends_at, windows_at, last_good_at, failing_since, told_at, ends_at = reads
    newest = connection.execute(_POLLS, (number, 1)).fetchone()
    limits = None if windows_at is None else windows(connection, number)
    first_days = [
        day for day in connection.execute(_FIRST_DAYS, {"number": number}).fetchone() if day is not None
    ]
    return ProviderFacts(
        provider=provider,
        days=_days(connection, number, at_hand_from(today), today),
        month_models=models(connection, number, month_start(today), today),
        balances=None if balances_at is None else balances(connection, number, sampled_at or 0),
        balances_at=from_time_or_none(balances_at),
        spends=None if spends_at is None else spends(connection, number),
        spends_at=from_time_or_none(spends_at),
        windows=limits,
        windows_at=from_time_or_none(windows_at),
        last_poll=None if newest is None else poll_record(provider.id, newest),
        last_good_at=from_time_or_none(last_good_at),
        failing_since=from_time_or_none(failing_since),
        history_since=from_day(min(first_days)) if first_days else None,
        entered=_entered(connection, number, provider, today),
        key_life=None if told_at is None else _key_life(ends_at),
        left=_left(connection, number, limits, windows_at, today),
    )


def _key_life(ends_at: int | None) -> KeyLife:
    from aimonitor.domain.key_life import KeyLife  # noqa: PLC0415  few services tell: not for the first paint

    return KeyLife(expires_at=from_time_or_none(ends_at))


def _left(
    connection: sqlite3.Connection,
    number: int,
    limits: tuple[QuotaWindow, ...] | None,
    read_at: int | None,
    today: date,
) -> tuple[LeftCourse, ...]:
    if read_at is None or not any(window.left is not None for window in limits or ()):
        return ()
    from aimonitor.db.left_levels import courses  # noqa: PLC0415  few have any: not for the first paint

    return courses(connection, number, limits or (), read_at, today)


def _entered(
    connection: sqlite3.Connection, number: int, provider: Provider, today: date
) -> tuple[EnteredBalance, ...]:
    if connection.execute(_HAS_ENTRIES, (number,)).fetchone() is None:
        return ()
    from aimonitor.db.balance_entries import entered  # noqa: PLC0415  few have any: not for the first paint

    return entered(connection, number, provider.id, today)


def _days(connection: sqlite3.Connection, number: int, first: date, last: date) -> tuple[DayTotal, ...]:
    span = (number, to_day(first), to_day(last))
    days: dict[int, dict[str, Any]] = {}
    for day, currency, units, nano, complete, words in connection.execute(_COSTS_BY_DAY, span):
        fields = days.setdefault(day, {})
        fields["provenance"] = weakest((fields.get("provenance"), _weakest_of(words)))
        fields["cost"] = (*fields.get("cost", ()), from_nano_sums(units, nano, currency))
        fields["cost_complete"] = fields.get("cost_complete", True) and bool(complete)
    for day, tokens, complete in connection.execute(_TOKENS_BY_DAY, span):
        days.setdefault(day, {}).update(tokens=tokens, tokens_complete=bool(complete))
    return tuple(DayTotal(day=from_day(day), **days[day]) for day in sorted(days))


@cache
def _weakest_of(words: str) -> Provenance | None:
    """Of a list as SQLite joins it. A day's items are of a few words in a few orders."""
    return weakest(map(Provenance, words.split(",")))


def models(connection: sqlite3.Connection, number: int, first: date, last: date) -> tuple[ModelUsage, ...]:
    """Usage by model over a period, by model name; None where tokens or costs of a model are unknown."""
    span = (number, to_day(first), to_day(last))
    costs: dict[str, list[Money]] = {}
    for model, currency, units, nano in connection.execute(_COSTS_BY_MODEL, span):
        costs.setdefault(model, []).append(from_nano_sums(units, nano, currency))
    tokens = {model: counts for model, *counts in connection.execute(_TOKENS_BY_MODEL, span)}
    return tuple(
        model_usage(model, tokens.get(model), tuple(costs[model]) if model in costs else None)
        for model in sorted(costs.keys() | tokens.keys())
    )


def model_usage(model: str, counts: list[int | None] | None, cost: Totals | None) -> ModelUsage:
    """Usage of `counts`: all, cached and cache-write input, output, requests."""
    everything, cached, written, output, requests = counts or (None,) * 5
    return ModelUsage(
        model=model or None,
        input_tokens=everything,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=output,
        requests=requests,
        cost=cost,
    )
