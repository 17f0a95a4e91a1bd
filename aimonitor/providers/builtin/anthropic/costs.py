"""Anthropic's bill by day and line: strings of cents, complete days only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from aimonitor.domain.money import Money
from aimonitor.domain.usage import DayCost, Provenance
from aimonitor.providers.buckets import Days
from aimonitor.providers.builtin.anthropic.manifest import MANIFEST
from aimonitor.providers.builtin.anthropic.wire import CostRow

_CENT = Decimal("0.01")
_TOKENS = {
    "uncached_input_tokens": "input",
    "output_tokens": "output",
    "cache_read_input_tokens": "cached input",
    "cache_creation.ephemeral_5m_input_tokens": "cache write",
    "cache_creation.ephemeral_1h_input_tokens": "cache write (1 h)",
}
_OTHERS = {"web_search": "web search", "code_execution": "code execution", "session_usage": "session"}
_NOTHING = (None, "", Money(amount=Decimal(0), currency=MANIFEST.currency))


def day_costs(days: Days[CostRow], today: date, partial: Collection[date] = ()) -> Iterator[DayCost]:
    """One fact per line, and one of 0 for a day without any.

    `partial`: days on which the bill lacks something; they and `today` are not complete.
    """
    for day, rows in days.rows.items():
        for model, item, money in [_billed(row) for row in rows] or [_NOTHING]:
            yield DayCost(
                day=day,
                model=model,
                item=item,
                money=money,
                provenance=Provenance.BILLED,
                complete=day < today and day not in partial,
            )


def _billed(row: CostRow) -> tuple[str | None, str, Money]:
    return row.model, _item(row), Money(amount=row.amount * _CENT, currency=row.currency)


def _item(row: CostRow) -> str:
    """What was paid for, in our words where we know it, else in the service's."""
    known = _TOKENS.get(row.token_type or "") or _OTHERS.get(row.cost_type or "")
    item = known or row.description or row.token_type or row.cost_type or ""
    return f"batch {item}" if known and row.service_tier == "batch" else item
