"""What a budget can be for, in the words of a drop-down, and the currency that is likely meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from aimonitor.domain.budget import BudgetScope, BudgetState
from aimonitor.domain.money import shown_order
from aimonitor.domain.state import FigureStatus, ProviderState
from aimonitor.insight.budgets import EVERYTHING
from aimonitor.qtmodels.provider_words import one_line

_USUAL = "USD"
_COMMON = ("USD", "EUR", "GBP", "CNY")


class Subject(Struct, frozen=True, kw_only=True):
    """One thing that a budget can be for."""

    scope: BudgetScope
    subject: str
    words: str
    currency: str = _USUAL


def subjects(providers: Sequence[ProviderState], budgets: Iterable[BudgetState]) -> tuple[Subject, ...]:
    """Everything, each service that there is a provider of, each provider; and what is limited already."""
    found = [Subject(scope=BudgetScope.ALL, subject="", words=EVERYTHING, currency=_currency(providers))]
    types = {one.provider.provider_type: one.type_name for one in providers}
    for kind, name in sorted(types.items(), key=lambda pair: pair[1].casefold()):
        mine = [one for one in providers if one.provider.provider_type == kind]
        found.append(
            Subject(
                scope=BudgetScope.TYPE,
                subject=kind,
                words=f"All of {one_line(name)}",
                currency=_currency(mine),
            )
        )
    found += [
        Subject(
            scope=BudgetScope.PROVIDER,
            subject=one.provider.id,
            words=one_line(one.provider.name),
            currency=_currency([one]),
        )
        for one in providers
    ]
    known = {(one.scope, one.subject) for one in found}
    for one in budgets:
        place = (one.budget.scope, one.budget.subject)
        if place not in known:
            known.add(place)
            found.append(Subject(scope=place[0], subject=place[1], words=one_line(one.label)))
    return tuple(found)


def _currency(providers: Iterable[ProviderState]) -> str:
    """In which they are billed: the first in the order in which currencies are shown."""
    figures = [figure for one in providers for figure in (one.month, one.today, one.balance)]
    codes = [
        money.currency for figure in figures if figure.status is FigureStatus.KNOWN for money in figure.totals
    ]
    return min(codes, key=shown_order, default=_USUAL)


def currencies(budgets: Iterable[BudgetState], choices: Iterable[Subject]) -> tuple[str, ...]:
    """The codes that are offered: those in use, then common ones; any other can be typed."""
    used = [one.currency for one in choices] + [one.budget.currency for one in budgets]
    return tuple(dict.fromkeys((*sorted({_USUAL, *used}, key=shown_order), *_COMMON)))
