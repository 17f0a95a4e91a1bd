"""What is left, used or allowed of something that is counted, as windows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from aimonitor.domain.money import EXACT
from aimonitor.domain.usage import QuotaWindow
from aimonitor.net.answer import Json
from aimonitor.providers.amounts import cap
from aimonitor.providers.quotas import Span, counted_window, percent_window, read_left, read_percent, used_of
from aimonitor.providers.recipes.amount import AbsentError, UnreadableError, count_at, read_at, reset_of
from aimonitor.providers.recipes.model import CountFigure, LeftFigure, LimitFigure
from aimonitor.providers.recipes.paths import Path

_Parts = tuple[Decimal | None, Decimal | None, Decimal | None]


def count_window(figure: LeftFigure | CountFigure, answer: Json) -> QuotaWindow:
    """What is left of an unknown whole, or what was used of it.

    Raises AbsentError, UnreadableError.
    """
    value = count_at(figure.path, answer, figure.scale, turned=figure.sign == "negative")
    is_left = isinstance(figure, LeftFigure)
    return QuotaWindow(
        id=figure.id,
        name=figure.name,
        unit=figure.unit,
        used=None if is_left else value,
        left=value if is_left else None,
    )


def limit_window(figure: LimitFigure, answer: Json, now: datetime, warnings: list[str]) -> QuotaWindow | None:
    """A limit by its share or by its counts; None where it is no limit to watch.

    Raises AbsentError, UnreadableError.
    """
    length = timedelta(hours=figure.every_hours) if figure.every_hours is not None else None
    where = Span(id=figure.id, name=figure.name, length=length)
    resets_at = _resets_at(figure, answer, now, warnings)
    for path, is_used in ((figure.used_percent, True), (figure.remaining_percent, False)):
        if path is not None:
            share = read_at(path, answer, read_percent if is_used else read_left)
            used, left = (share, None) if is_used else (None, share)
            return percent_window(where, used=used, left=left, resets_at=resets_at, scope=figure.scope)
    used, limit, left = _parts(figure, answer, warnings)
    if limit is not None and limit < 0:
        limit = left = None  # without a limit, what is left of it tells nothing of what was used
        if used is None:
            return None
    if figure.currency is not None:
        if limit is None and used is not None and left is not None:
            limit = EXACT.add(used, left)
        spent = used_of(limit=limit, used=used, left=left)
        return cap(
            figure.id,
            figure.name,
            limit=limit,
            used=spent,
            currency=figure.currency,
            resets_at=resets_at,
            scope=figure.scope,
        )
    return counted_window(
        where, figure.unit, limit=limit, used=used, left=left, resets_at=resets_at, scope=figure.scope
    )


def _parts(figure: LimitFigure, answer: Json, warnings: list[str]) -> _Parts:
    """Used, limit, left. A limit that is null is none; one that is gone is told, for it may have moved.

    Raises AbsentError, UnreadableError.
    """
    used, no_used = _part(figure.used, figure, answer)
    left, no_left = _part(figure.remaining, figure, answer)
    if used is None and left is None:
        raise no_used or no_left or AbsentError(figure.limit)
    if used is not None and used < 0:
        raise UnreadableError("what is used is below zero")
    limit, no_limit = _part(figure.limit, figure, answer)
    is_known = used is not None and left is not None
    if no_limit is not None and not (no_limit.is_null or is_known or figure.optional):
        warnings.append(f"The limit of “{figure.name}” is not in the answer.")
    return used, limit, left


def _part(path: Path | None, figure: LimitFigure, answer: Json) -> tuple[Decimal | None, AbsentError | None]:
    """A count of a limit; None where the answer does not tell it, and in which way it does not."""
    try:
        return (None if path is None else count_at(path, answer, figure.scale)), None
    except AbsentError as error:
        return None, error


def _resets_at(figure: LimitFigure, answer: Json, now: datetime, warnings: list[str]) -> datetime | None:
    """A time that cannot be read costs the time, and not the limit."""
    if figure.resets_at is None:
        return None
    try:
        return reset_of(figure.resets_at, answer, figure.reset_format, now)
    except UnreadableError:
        warnings.append(f"When “{figure.name}” begins anew cannot be read ({figure.resets_at.text}).")
        return None
