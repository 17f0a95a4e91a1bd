"""OpenAI's bill by day and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, day_start
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.net.answer import Params
from aimonitor.providers.base import Call
from aimonitor.providers.buckets import Days, Report, read_days
from aimonitor.providers.builtin.openai.judge import judge
from aimonitor.providers.builtin.openai.manifest import MANIFEST
from aimonitor.providers.builtin.openai.wire import Bucket, CostRow

PATH = "/v1/organization/costs"
_MODEL = re.compile(r"[\w.:/\-]+")
_ITEM = re.compile(r"(?:[\w\-]+ )*(?:input|output|write|training)", re.IGNORECASE)


async def read_costs(call: Call, wanted: Period) -> Days[CostRow]:
    """The lines of each day of `wanted`. Raises AppError when nothing could be read."""
    # without a limit it sends 7 days; from anywhere but midnight, money from before the start
    params: Params = {
        **bounds(call, wanted),
        "bucket_width": "1d",
        "limit": 180,
        "group_by[]": ["line_item"],
    }
    report = Report(what="costs", path=PATH, params=params, judge=judge)
    return await read_days(call.api, report, Bucket, CostRow, wanted)


def bounds(call: Call, wanted: Period) -> dict[str, int]:
    """Midnights in Unix seconds; the end is not included, and there is none where today is wanted."""
    found = {"start_time": int(day_start(wanted.first).timestamp())}
    if call.until is not None:
        found["end_time"] = int(day_start(wanted.last + ONE_DAY).timestamp())
    return found


def day_costs(days: Days[CostRow], today: date) -> Iterator[DayCost]:
    """One fact per line, and one of 0 for a day without any; `today` is still growing."""
    for day, rows in days.rows.items():
        for model, item, money in [_billed(row) for row in rows] or [_NOTHING]:
            yield DayCost(
                day=day,
                model=model,
                item=item,
                money=money,
                provenance=Provenance.BILLED,
                complete=day < today,
            )


_NOTHING = (None, "", Money(amount=Decimal(0), currency=MANIFEST.currency))


def _billed(row: CostRow) -> tuple[str | None, str, Money]:
    model, item = split_line(row.line_item)
    return model, item, Money(amount=row.amount.value, currency=row.amount.currency)


def split_line(line: str | None) -> tuple[str | None, str]:
    """The model and the item of a line of the bill.

    "MODEL, cached input" is split. Any other text ("assistants api | file search", "evals | MODEL,
    input", "credit") is no one model's: it stays whole as the item, with no model.
    """
    model, comma, item = (line or "").rpartition(", ")
    if comma and _MODEL.fullmatch(model) and _ITEM.fullmatch(item):
        return model, item
    return None, line or ""
