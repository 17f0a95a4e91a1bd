"""Stored days as CSV and JSON: exact figures, empty or null where unknown, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from aimonitor.domain.history import ExportRow
from aimonitor.domain.money import Money, plain_text, totals
from aimonitor.insight.spreadsheet import defused

SCHEMA = 1
COLUMNS = (
    "day",
    "provider_id",
    "provider",
    "provider_type",
    "model",
    "item",
    "currency",
    "cost",
    "provenance",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "requests",
    "complete",
)
_OUTSIDE = frozenset({"provider_id", "provider", "provider_type", "model", "item", "currency"})


def records(rows: Iterable[ExportRow]) -> Iterator[dict[str, str | int | bool | None]]:
    """One record a line of cost, then one for the tokens of the day and model; all else in it is None."""
    for row in rows:
        for cost in row.costs:
            yield _record(row) | {
                "item": cost.item or None,
                "currency": cost.money.currency,
                "cost": plain_text(cost.money.amount),
                "provenance": cost.provenance.value,
                "complete": cost.complete,
            }
        if _has_tokens(row):
            usage = row.usage
            yield _record(row) | {
                "input_tokens": usage.input_tokens,
                "cached_input_tokens": usage.cached_input_tokens,
                "cache_write_tokens": usage.cache_write_tokens,
                "output_tokens": usage.output_tokens,
                "requests": usage.requests,
            }


def _has_tokens(row: ExportRow) -> bool:
    usage = row.usage
    return any(
        count is not None
        for count in (
            usage.input_tokens,
            usage.cached_input_tokens,
            usage.cache_write_tokens,
            usage.output_tokens,
            usage.requests,
        )
    )


def _record(row: ExportRow) -> dict[str, str | int | bool | None]:
    empty: dict[str, str | int | bool | None] = dict.fromkeys(COLUMNS)
    return empty | {
        "day": row.day.isoformat(),
        "provider_id": row.provider_id,
        "provider": row.provider_name,
        "provider_type": row.provider_type,
        "model": row.usage.model,
        "complete": row.complete,
    }


def as_csv(rows: Iterable[ExportRow]) -> str:
    """RFC 4180 text with a header line. Text that a spreadsheet would run is defused with an apostrophe.

    Control characters in it, which a terminal would obey, are blanks.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for record in records(rows):
        writer.writerow({name: _cell(name, value) for name, value in record.items()})
    return out.getvalue()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return defused(str(value)) if name in _OUTSIDE else str(value)


def as_json(rows: Iterable[ExportRow], *, now: datetime) -> str:
    """One document: schema, time of export, totals per currency, records. Amounts are decimal strings."""
    rows = tuple(rows)
    spent: Iterable[Money] = (cost.money for row in rows for cost in row.costs)
    document = {
        "schema": SCHEMA,
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "totals": {money.currency: plain_text(money.amount) for money in totals(spent)},
        "days": list(records(rows)),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
