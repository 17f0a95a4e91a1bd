"""The history as CSV and JSON: exact figures, empty or null where unknown, safe to open in a spreadsheet.

Both are made piece by piece, so that years of history never stand in memory at once.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from aimonitor.domain.archive import ArchiveKind, Contents, ExportOrder
from aimonitor.domain.money import plain_text
from aimonitor.insight.export_records import COLUMNS, Record, provider_record, records
from aimonitor.insight.json_text import harmless_json
from aimonitor.insight.spreadsheet import defused

SCHEMA = 1

# These texts are our own words and digits; all others come from outside
_OURS = frozenset(
    {
        *("day", "cost", "balance", "quantity", "provenance", "role", "unit", "complete", "kind", "urgency"),
        *("taken_at", "started_at", "raised_at", "duration", "cost_days", "token_days", "quantity_days"),
        *("rule", "fate", "first", "last", "ended_at"),
    }
)


def _ignore() -> None:
    """Nobody counts."""


def csv_pieces(
    kind: ArchiveKind, contents: Contents, on_record: Callable[[], object] = _ignore
) -> Iterator[str]:
    """RFC 4180 text with a header line, a line a piece. `on_record` is called before each record.

    Text that a spreadsheet would run is defused with an apostrophe; control characters in it, which
    a terminal would obey, are blanks.
    """
    out = io.StringIO()
    columns = COLUMNS[kind]
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for record in records(kind, contents):
        yield _taken(out)
        on_record()
        writer.writerow([_cell(name, record[name]) for name in columns])
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = _flat(value)
    return text if name in _OURS else defused(text)


def _flat(value: object) -> str:
    """Lists, the faults of polls and what channels did, as text for people; JSON has their parts."""
    if isinstance(value, list):
        return "; ".join(map(_flat, value))
    if isinstance(value, dict) and "channel" in value:
        return f"{value['channel']}: {value['words']}{'' if value['done'] else ' (not delivered)'}"
    if isinstance(value, dict):
        part = f"{value['part']}: " if "part" in value else ""
        return f"{part}{value['message']} ({value['kind']})"
    return str(value)


def json_pieces(
    order: ExportOrder, contents: Contents, *, now: datetime, on_record: Callable[[], object] = _ignore
) -> Iterator[str]:
    """One document, a record a line: schema, time of export, period, totals per currency, what was ordered.

    Amounts are decimal strings. `on_record` as for CSV.
    """
    head: Record = {
        "schema": SCHEMA,
        "exported_at": now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "period": {"first": _day(order.first), "last": _day(order.last)},
    }
    if ArchiveKind.DAYS in order.kinds:
        head["totals"] = {money.currency: plain_text(money.amount) for money in contents.totals()}
    yield "{" + ",".join(f"\n {_json(name)}: {_json(value)}" for name, value in head.items())
    yield from _list("providers", map(provider_record, contents.providers), _ignore)
    for kind in ArchiveKind:
        if kind in order.kinds:
            yield from _list(kind.value, records(kind, contents), on_record)
    yield "\n}\n"


def _list(name: str, made: Iterator[Record], on_record: Callable[[], object]) -> Iterator[str]:
    yield f",\n {_json(name)}: ["
    before = "\n  "
    for record in made:
        on_record()
        yield before + _json(record)
        before = ",\n  "
    yield "\n ]" if before.startswith(",") else "]"


def _json(value: object) -> str:
    return harmless_json(json.dumps(value, ensure_ascii=False))


def _day(day: object) -> str | None:
    return None if day is None else str(day)
