"""An answer and a recipe to what a poll learned: figures, and a word for each that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from aimonitor.domain.money import Money
from aimonitor.domain.periods import PeriodKind, month_start, previous_month, utc_day
from aimonitor.domain.usage import Balance, BalanceRole, Provenance, Spend
from aimonitor.net.answer import Json
from aimonitor.providers.amounts import since_ever
from aimonitor.providers.recipes.amount import AbsentError, UnreadableError, money_at, read_at
from aimonitor.providers.recipes.groups import Figures, Group
from aimonitor.providers.recipes.limits import count_window, limit_window
from aimonitor.providers.recipes.model import (
    BalanceFigure,
    CostFigure,
    CountFigure,
    Figure,
    LeftFigure,
    LimitFigure,
    Recipe,
)
from aimonitor.providers.recipes.paths import Path
from aimonitor.providers.wallet import used_up
from aimonitor.providers.wire import read_currency, read_text

T = TypeVar("T")


def read_figures(recipe: Recipe, answer: Json, now: datetime) -> Figures:
    """Everything the recipe names. Raises nothing: what cannot be read is a fault in words."""
    told = Figures()
    for figure in recipe.figures:
        _read(told, recipe, figure, answer, now)
    told.plan = _plan(recipe.answer.plan, answer)
    return told


def _read(told: Figures, recipe: Recipe, figure: Figure, answer: Json, now: datetime) -> None:
    left = None
    if isinstance(figure, BalanceFigure):
        balance = _taken(told, told.balances, figure, lambda: _balance(recipe, figure, answer))
        left = None if balance is None else balance.money.amount
    elif isinstance(figure, CostFigure):
        _taken(told, told.spends, figure, lambda: _spend(recipe, figure, answer, utc_day(now)))
    elif isinstance(figure, LimitFigure):
        _taken(told, told.windows, figure, lambda: limit_window(figure, answer, now, told.warnings))
    else:
        window = _taken(told, told.windows, figure, lambda: count_window(figure, answer))
        left = None if window is None else window.left
    if isinstance(figure, BalanceFigure | LeftFigure) and figure.stops_at_zero:
        # with nothing left the service answers no more: the provider needs the user
        told.stopped = (used_up(recipe.name, now),) if left is not None and left <= 0 else told.stopped


def _taken(told: Figures, group: Group[T], figure: Figure, read: Callable[[], T | None]) -> T | None:
    """What `read` gives, which is in the group then; None where there is nothing, or a fault in its place."""
    try:
        value = read()
    except AbsentError as error:
        told.has_null = told.has_null or error.is_null
        (told.left_out if figure.optional else group.faults).append(f"{_named(figure)}: {error}")
        return None
    except UnreadableError as error:
        group.faults.append(f"{_named(figure)}: {error}")
        return None
    if value is not None:
        group.found.append(value)
    return value


def _named(figure: Figure) -> str:
    if isinstance(figure, LimitFigure | LeftFigure | CountFigure):
        return f"“{figure.name}”"
    return f"“{figure.role}”"


def _currency(recipe: Recipe, figure: BalanceFigure | CostFigure, answer: Json) -> str:
    if figure.currency_path is not None:
        return read_at(figure.currency_path, answer, read_currency)
    return figure.currency or recipe.currency


def _money(recipe: Recipe, figure: BalanceFigure | CostFigure, answer: Json) -> Money:
    amount = money_at(figure.path, answer, figure.scale, turned=figure.sign == "negative")
    return Money(amount=amount, currency=_currency(recipe, figure, answer))


def _balance(recipe: Recipe, figure: BalanceFigure, answer: Json) -> Balance:
    return Balance(role=BalanceRole(figure.part), money=_money(recipe, figure, answer))


def _spend(recipe: Recipe, figure: CostFigure, answer: Json, today: date) -> Spend:
    money = _money(recipe, figure, answer)
    if figure.period == "ever":
        return since_ever(money.amount, money.currency, today)
    kind, first, last = _PERIODS[figure.period](today)
    return Spend(period=kind, first=first, money=money, provenance=Provenance.REPORTED, through=last)


_PERIODS: dict[str, Callable[[date], tuple[PeriodKind, date, date]]] = {
    "today": lambda today: (PeriodKind.TODAY, today, today),
    "this_month": lambda today: (PeriodKind.THIS_MONTH, month_start(today), today),
    "last_month": lambda today: (
        PeriodKind.LAST_MONTH,
        previous_month(today),
        month_start(today) - timedelta(days=1),
    ),
}


def _plan(path: Path | None, answer: Json) -> str | None:
    if path is None:
        return None
    try:
        return read_at(path, answer, read_text)
    except (AbsentError, UnreadableError):
        return None
