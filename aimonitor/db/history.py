"""The statements that read days of one provider: for charts and for what is missing."""

from __future__ import annotations

import sqlite3
from datetime import date

from aimonitor.db.columns import from_day, from_nano_sums, from_quantity, to_day
from aimonitor.db.reading import model_usage, number_of
from aimonitor.domain.history import DayModelCost, DayModelTokens, HistoryFacts
from aimonitor.domain.periods import ONE_DAY

_COSTS = """
SELECT day, currency, model, SUM(nano / 1000000000), SUM(nano % 1000000000), MIN(complete)
FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY day, currency, model
"""

_TOKENS = """
SELECT day, model, complete, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, requests
FROM day_tokens WHERE provider = ? AND day BETWEEN ? AND ? ORDER BY day, model
"""

_QUANTITIES = """
SELECT name, unit, SUM(whole), SUM(nano)
FROM day_quantities WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY name, unit
"""

_COMPLETE_DAYS = """
SELECT day FROM day_costs WHERE provider = ? AND day BETWEEN ? AND ? GROUP BY day HAVING MIN(complete)
"""


def history(connection: sqlite3.Connection, provider_id: str, first: date, last: date) -> HistoryFacts:
    """The days from `first` to `last` by model, items summed; empty when the provider is not there."""
    span = (number_of(connection, provider_id), to_day(first), to_day(last))
    costs = tuple(
        DayModelCost(
            day=from_day(day),
            model=model or None,
            money=from_nano_sums(units, nano, currency),
            complete=bool(complete),
        )
        for day, currency, model, units, nano, complete in connection.execute(_COSTS, span)
    )
    tokens = tuple(
        DayModelTokens(day=from_day(day), usage=model_usage(model, counts, None), complete=bool(complete))
        for day, model, complete, *counts in connection.execute(_TOKENS, span)
    )
    quantities = tuple(
        (name, unit, from_quantity(whole, nano))
        for name, unit, whole, nano in connection.execute(_QUANTITIES, span)
    )
    return HistoryFacts(
        provider_id=provider_id, first=first, last=last, costs=costs, tokens=tokens, quantities=quantities
    )


def missing_cost_days(
    connection: sqlite3.Connection, provider_id: str, first: date, last: date
) -> list[date]:
    """The days whose costs are unknown or not final, oldest first."""
    span = (number_of(connection, provider_id), to_day(first), to_day(last))
    complete = {day for (day,) in connection.execute(_COMPLETE_DAYS, span)}
    length = (last - first).days + 1
    days = (first + ONE_DAY * offset for offset in range(length))
    return [day for day in days if to_day(day) not in complete]
