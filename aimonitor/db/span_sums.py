"""The statements that add up a span of days for every provider at once: a row a provider and currency.

However long the span is, no day becomes an object: SQLite adds, by whole units and nano-units apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

from aimonitor.db.columns import from_day, from_nano_sums, to_day
from aimonitor.db.database import Database
from aimonitor.domain.money import Money, totals
from aimonitor.domain.spans import Span, SpanRead, SpanSums
from aimonitor.domain.usage import Provenance, weakest

_COSTS = """
SELECT p.id, c.currency, SUM(c.nano / 1000000000), SUM(c.nano % 1000000000),
  GROUP_CONCAT(DISTINCT c.provenance)
FROM providers p JOIN day_costs c ON c.provider = p.number AND c.day BETWEEN :first AND :last
GROUP BY p.number, c.currency
"""

_COST_DAYS = """
SELECT id, SUM(day < :today), SUM(final), MAX(day) FROM (
  SELECT p.id AS id, c.day AS day, MIN(c.complete) AS final
  FROM providers p JOIN day_costs c ON c.provider = p.number AND c.day BETWEEN :first AND :last
  GROUP BY p.number, c.day)
GROUP BY id
"""

_TOKENS = """
SELECT id, SUM(tokens), SUM(day < :today), SUM(final), MAX(day) FROM (
  SELECT p.id AS id, t.day AS day,
    COALESCE(SUM(t.input_tokens) + SUM(t.output_tokens), SUM(t.input_tokens), SUM(t.output_tokens)) AS tokens,
    MIN(t.complete AND t.input_tokens IS NOT NULL AND t.output_tokens IS NOT NULL) AS final
  FROM providers p JOIN day_tokens t ON t.provider = p.number AND t.day BETWEEN :first AND :last
  GROUP BY p.number, t.day)
WHERE tokens IS NOT NULL GROUP BY id
"""


async def read_spans(database: Database, spans: Iterable[Span], today: date) -> tuple[SpanRead, ...]:
    """Each of `spans`, added up by provider, as they stand at one moment. Raises DatabaseError."""
    wanted = tuple(dict.fromkeys(spans))
    return await database.reading(
        lambda connection: tuple(SpanRead(span=span, sums=_sums(connection, span, today)) for span in wanted)
    )


def _sums(connection: sqlite3.Connection, span: Span, today: date) -> dict[str, SpanSums]:
    bounds = {"first": to_day(span.first), "last": to_day(span.last)}
    counted = {**bounds, "today": to_day(today)}
    fields: dict[str, dict[str, Any]] = {}
    for provider_id, cost, provenance in _costs(connection, bounds):
        fields.setdefault(provider_id, {}).update(cost=cost, provenance=provenance)
    for provider_id, past, final, last in connection.execute(_COST_DAYS, counted):
        fields[provider_id].update(cost_days=past, final_days=final, cost_through=from_day(last))
    for provider_id, tokens, past, final, last in connection.execute(_TOKENS, counted):
        fields.setdefault(provider_id, {}).update(
            tokens=tokens, token_days=past, tokens_final=final, tokens_through=from_day(last)
        )
    return {provider_id: SpanSums(**found) for provider_id, found in fields.items()}


def _costs(
    connection: sqlite3.Connection, bounds: dict[str, int]
) -> list[tuple[str, tuple[Money, ...], Provenance | None]]:
    amounts: dict[str, list[Money]] = {}
    made: dict[str, list[Provenance]] = {}
    for provider_id, currency, units, nano, words in connection.execute(_COSTS, bounds):
        amounts.setdefault(provider_id, []).append(from_nano_sums(units, nano, currency))
        made.setdefault(provider_id, []).extend(map(Provenance, words.split(",")))
    return [(one, totals(money), weakest(made[one])) for one, money in amounts.items()]
