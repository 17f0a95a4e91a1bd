"""What the days of one provider add up to, from one UTC day to another."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from aimonitor.domain.money import Totals
from aimonitor.domain.usage import Provenance


class Span(Struct, frozen=True, kw_only=True):
    """UTC days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class SpanSums(Struct, frozen=True, kw_only=True):
    """The known days of a span, added up.

    `cost` and `tokens` are None where no day of them is known. `..._days`: how many days before today
    are known; `final_days`: how many days' costs are known in full; `..._through`: the last known day.
    """

    cost: Totals | None = None
    cost_days: int = 0
    final_days: int = 0
    cost_through: date | None = None
    provenance: Provenance | None = None
    tokens: int | None = None
    token_days: int = 0
    tokens_final: int = 0
    tokens_through: date | None = None


NOTHING_KNOWN = SpanSums()
"""The sums of a span of which no day is known."""


class SpanRead(Struct, frozen=True, kw_only=True):
    """What was read of one span, by provider id; a provider that is not there has no known day."""

    span: Span
    sums: dict[str, SpanSums]

    def of(self, provider_id: str) -> SpanSums:
        """The sums of that provider."""
        return self.sums.get(provider_id, NOTHING_KNOWN)
