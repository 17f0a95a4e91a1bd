"""What one answer tells, kind by kind, and what of it could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from aimonitor.domain.usage import Balance, PartFailure, QuotaWindow, Spend
from aimonitor.errors import SchemaError
from aimonitor.providers.parts import part_failure

T = TypeVar("T")


@dataclass(slots=True)
class Group(Generic[T]):
    """Figures of one kind, and what is wrong with those that could not be read."""

    part: str
    found: list[T] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def is_lost(self) -> bool:
        """Whether nothing of it is known: what was known before stays."""
        return bool(self.faults) and not self.found

    def known(self) -> tuple[T, ...] | None:
        """All of it; None where it could not be read."""
        return None if self.is_lost else tuple(self.found)

    def warnings(self, name: str) -> tuple[str, ...]:
        """A sentence for each fault beside figures that were read."""
        return () if self.is_lost else tuple(f"{name}: {fault}." for fault in self.faults)

    def failures(self, name: str, now: datetime) -> tuple[PartFailure, ...]:
        """The part as a whole, where it failed."""
        return (part_failure(self.part, changed(name, self.faults), now),) if self.is_lost else ()


@dataclass(slots=True)
class Figures:
    """What one answer tells. `left_out`: optional figures that it does not; `has_null`: but for a null."""

    balances: Group[Balance] = field(default_factory=lambda: Group("balance"))
    windows: Group[QuotaWindow] = field(default_factory=lambda: Group("limits"))
    spends: Group[Spend] = field(default_factory=lambda: Group("costs"))
    warnings: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    has_null: bool = False
    stopped: tuple[PartFailure, ...] = ()
    plan: str | None = None

    @property
    def faults(self) -> list[str]:
        """All figures that could not be read, in words."""
        return [*self.balances.faults, *self.windows.faults, *self.spends.faults]

    @property
    def is_empty(self) -> bool:
        """Whether it tells no figure at all."""
        return not (self.balances.found or self.windows.found or self.spends.found)

    @property
    def is_another(self) -> bool:
        """Whether this is no such answer: there are faults and nothing beside them, or no field is there."""
        missing = bool(self.left_out) and not self.has_null
        return self.is_empty and (bool(self.faults) or missing)


def changed(name: str, faults: list[str]) -> SchemaError:
    """The error for an answer that does not tell what the recipe says it tells."""
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return SchemaError(
        f"Invalid response format: the answer of {name} is not what the recipe says: {faults[0]}{more}. "
        "Check the recipe, or update it.",
        detail="; ".join(faults),
    )
