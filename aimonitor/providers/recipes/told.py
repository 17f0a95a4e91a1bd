"""What each figure of a recipe gives, one by one: its value in words, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from aimonitor.domain.money import plain_text
from aimonitor.domain.usage import EVER, Balance, QuotaWindow, Spend
from aimonitor.net.answer import Json
from aimonitor.net.redact import plain
from aimonitor.providers.recipes.figures import read_figures
from aimonitor.providers.recipes.model import Recipe


class Told(Struct, frozen=True, kw_only=True):
    """Of one figure: what it gave, or (`is_fault`) what is wrong with it."""

    text: str
    is_fault: bool = False


_NOTHING = Told(text="This answer tells no such figure.")


def told_one_by_one(recipe: Recipe, answer: Json, now: datetime) -> Iterator[Told]:
    """In the order of the recipe. Raises nothing."""
    for figure in recipe.figures:
        alone = read_figures(recipe.model_copy(update={"figures": [figure]}), answer, now)
        lines = [
            *map(balance_line, alone.balances.found),
            *map(spend_line, alone.spends.found),
            *map(window_line, alone.windows.found),
        ]
        if lines:
            yield Told(text="; ".join((*lines, *alone.warnings)))
        elif alone.faults:
            yield Told(text=plain(_sentence(alone.faults[0]), 400), is_fault=True)
        elif alone.left_out:
            yield Told(text=plain(_sentence(alone.left_out[0]), 400))
        else:
            yield _NOTHING


def balance_line(told: Balance) -> str:
    """Money that is left."""
    return f"Balance ({told.role.value}): {plain_text(told.money.amount)} {told.money.currency}"


def spend_line(spend: Spend) -> str:
    """Money that was spent."""
    since = "since ever" if spend.first == EVER else f"since {spend.first.isoformat()} (UTC)"
    return f"Cost {since}: {plain_text(spend.money.amount)} {spend.money.currency}"


def window_line(window: QuotaWindow) -> str:
    """A limit, or what is counted."""
    limit = "no limit told" if window.limit is None else plain_text(window.limit)
    amount = limit if window.used is None else f"{plain_text(window.used)} of {limit}"
    if window.left is not None:
        says_so = "left" in window.name.casefold().split()
        amount = plain_text(window.left) + " left" * (not says_so)
    resets = f", begins anew {window.resets_at.isoformat()}" if window.resets_at is not None else ""
    return f"{plain(window.name)}: {amount} ({window.unit.value}){resets}"


def _sentence(fault: str) -> str:
    """Without the figure's name, beside which it stands."""
    words = fault.rpartition("”: ")[2]
    return f"{words[:1].upper()}{words[1:]}."
