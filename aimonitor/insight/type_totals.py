"""The sums over all providers of one type: the head of a group in the table, the types of `status`.

The groups' sums add up to those of the cards: both are `summed` over the same figures. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from aimonitor.domain.state import CountFigure, FigureStatus, Health, MoneyFigure, ProviderState
from aimonitor.insight.dashboard import is_incomplete, needs_attention, summed, without

if TYPE_CHECKING:
    from aimonitor.insight.period_figures import PeriodFigures

_WORST_FIRST = (Health.NEEDS_YOU, Health.STALE, Health.WAITING, Health.OK, Health.PAUSED)


class TypeTotal(Struct, frozen=True, kw_only=True):
    """One type's providers together. `cost` and `tokens` are those of the period; None while it is read.

    `ids`: its providers. `health`: the worst of those that are enabled, PAUSED where
    none is. `attention`: how many enabled ones need the user, or show old figures. `incomplete`: those
    enabled ones whose cost is unknown or has gaps. `oldest`: when the figures of the enabled one that was
    read longest ago were read; `unread`: how many never were.
    """

    provider_type: str
    type_name: str
    ids: tuple[str, ...]
    today: MoneyFigure
    cost: MoneyFigure | None
    balance: MoneyFigure
    tokens: CountFigure | None
    health: Health
    needs_you: int
    stale: int
    incomplete: tuple[str, ...]
    polling: int
    oldest: datetime | None
    unread: int

    @property
    def attention(self) -> int:
        """How many of its providers are in trouble; the card counts what alerts say too."""
        return self.needs_you + self.stale


def type_totals(
    states: Iterable[ProviderState], figures: PeriodFigures | None = None
) -> tuple[TypeTotal, ...]:
    """A total a type, in the order of their first providers. `figures` None: cost and tokens of the month."""
    by_type: dict[str, list[ProviderState]] = {}
    for state in states:
        by_type.setdefault(state.provider.provider_type, []).append(state)
    return tuple(type_total(members, figures) for members in by_type.values())


def type_total(members: Sequence[ProviderState], figures: PeriodFigures | None = None) -> TypeTotal:
    """The sums over `members`, which are at least one, all of one type."""
    active = [state for state in members if state.provider.enabled]
    costs = [_cost(state, figures) for state in members]
    tokens = [_tokens(state, figures) for state in members]
    known_costs = [cost for cost in costs if cost is not None]
    known_tokens = [count for count in tokens if count is not None]
    read = [state.last_updated for state in active if state.last_updated is not None]
    return TypeTotal(
        provider_type=members[0].provider.provider_type,
        type_name=members[0].type_name,
        ids=tuple(state.provider.id for state in members),
        today=summed([state.today for state in members]),
        cost=summed(known_costs) if len(known_costs) == len(costs) else None,
        balance=summed([state.balance for state in members]),
        tokens=counted(known_tokens) if len(known_tokens) == len(tokens) else None,
        health=min((state.health for state in active), key=_WORST_FIRST.index, default=Health.PAUSED),
        needs_you=sum(1 for state in active if state.health is Health.NEEDS_YOU),
        stale=sum(1 for state in active if needs_attention(state) and state.health is not Health.NEEDS_YOU),
        incomplete=tuple(
            state.provider.id
            for state, cost in zip(members, costs, strict=True)
            if state.provider.enabled and cost is not None and is_incomplete(cost)
        ),
        polling=sum(1 for state in members if state.polling),
        oldest=min(read, default=None),
        unread=len(active) - len(read),
    )


def adds_up_alike(before: ProviderState, after: ProviderState) -> bool:
    """Whether a provider adds the same to its type as before: it was only moved, or its words changed."""
    return _addends(before) == _addends(after)


def _addends(state: ProviderState) -> tuple[object, ...]:
    return (
        state.provider.enabled,
        state.type_name,
        state.health,
        state.polling,
        state.last_updated,
        state.today,
        state.month,
        state.balance,
        state.tokens_today,
        state.tokens_month,
        state.days_known,
    )


def counted(figures: Iterable[CountFigure]) -> CountFigure:
    """The sum of the counts that are known; UNKNOWN when none is, though one should be."""
    figures = tuple(figures)
    known = [one for one in figures if one.status is FigureStatus.KNOWN and one.value is not None]
    unknown = sum(1 for one in figures if one.status is not FigureStatus.NOT_OFFERED) - len(known)
    if not known:
        status = FigureStatus.UNKNOWN if unknown else FigureStatus.NOT_OFFERED
        return CountFigure(status=status, complete=False, note=without(unknown))
    return CountFigure(
        status=FigureStatus.KNOWN,
        value=sum(one.value or 0 for one in known),
        complete=not unknown and all(one.complete for one in known),
        missing=sum(one.missing for one in known),
        note=without(unknown),
    )


def _cost(state: ProviderState, figures: PeriodFigures | None) -> MoneyFigure | None:
    return state.month if figures is None else figures.of(state).money


def _tokens(state: ProviderState, figures: PeriodFigures | None) -> CountFigure | None:
    return state.tokens_month if figures is None else figures.of(state).tokens
