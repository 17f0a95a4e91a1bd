"""The words on the five cards, from the dashboard and nothing else."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money, shown_order
from aimonitor.domain.periods import month_end, month_start
from aimonitor.domain.state import (
    Dashboard,
    Depletion,
    FigureStatus,
    Forecast,
    Health,
    Lasting,
    MoneyFigure,
)
from aimonitor.insight.reasons import reason_of
from aimonitor.qtmodels.figures import Tone, shown_money
from aimonitor.qtmodels.format import DASH, day, day_range, number, percent, span_words, whole_money
from aimonitor.qtmodels.outlook_words import range_words, until_words
from aimonitor.qtmodels.provider_words import one_line

if TYPE_CHECKING:
    from aimonitor.insight.period_figures import PeriodTotal

_NAME_CHARS = 14
_SHOWN_REASONS = 2
_NAMED = 10
_NO_CHANGE = Decimal("0.0005")
_ELLIPSIS = "…"


class CardWords(Struct, frozen=True, kw_only=True):
    """A card: its figure, the line below it, their tone, and a tooltip (plain text).

    `brief` stands for `note` where that is too long for the card; "" leaves it to be cut.
    """

    value: str
    note: str = ""
    brief: str = ""
    tone: Tone = Tone.NORMAL
    tooltip: str = ""


def spent_words(board: Dashboard, locale: QLocale, decimals: int | None = None) -> CardWords:
    """This month, and the change against the same days of last month."""
    through = board.change_through
    days = day_range(month_start(through), through, locale) if through is not None else ""
    return _spent(board.month, _Beside(board.incomplete, board.change, days), locale, decimals)


def period_words(total: PeriodTotal, locale: QLocale, decimals: int | None = None) -> CardWords:
    """The chosen period, and the change against as many days of the period before."""
    if total.money is None:
        return CardWords(value=_ELLIPSIS, note="reading these days")
    days = span_words(total.before.first, total.before.last, locale) if total.before else ""
    return _spent(total.money, _Beside(total.incomplete, total.change, days), locale, decimals)


class _Beside(NamedTuple):
    """What is said beside a sum: who is missing, the change per currency, and the days it is against."""

    incomplete: tuple[str, ...]
    change: tuple[tuple[str, Decimal], ...]
    days: str


def _spent(figure: MoneyFigure, beside: _Beside, locale: QLocale, decimals: int | None) -> CardWords:
    shown = shown_money(figure, locale, decimals)
    missing = _missing(figure, beside.incomplete)
    change = change_words(beside.change, locale)
    whole = f"{change} against {beside.days}" if change and beside.days else ""
    note = " · ".join(part for part in (missing, change if missing else whole) if part)
    tooltip = "\n".join(part for part in (shown.tooltip, whole, missing) if part)
    return CardWords(value=shown.text, note=note, brief=missing or change, tooltip=tooltip)


def _missing(figure: MoneyFigure, incomplete: tuple[str, ...]) -> str:
    """Totals are never silently short: how many providers are missing, wholly or in part."""
    if figure.note:
        return figure.note
    if not incomplete:
        return ""
    return f"days missing for {len(incomplete)} provider{'s' if len(incomplete) > 1 else ''}"


def change_words(change: tuple[tuple[str, Decimal], ...], locale: QLocale) -> str:
    """`▲ 12 %`, with its currency where there are several; "" where no change is known."""
    ordered = sorted(change, key=lambda one: (one[0] != "USD", one[0]))
    parts = [
        _one_change(fraction, locale) + (f" {code}" if len(change) > 1 else "") for code, fraction in ordered
    ]
    return " · ".join(parts)


def _one_change(fraction: Decimal, locale: QLocale) -> str:
    if abs(fraction) < _NO_CHANGE:
        return f"± {percent(Decimal(0), locale)}"
    return f"{'▲' if fraction > 0 else '▼'} {percent(abs(fraction), locale)}"


def today_words(board: Dashboard, locale: QLocale, decimals: int | None = None) -> CardWords:
    """Today (UTC), and how complete it is."""
    shown = shown_money(board.today, locale, decimals)
    note = board.today.note
    if not note and board.today.status is FigureStatus.KNOWN:
        note = "complete" if board.today.complete else f"so far on {day(board.day, locale)}"
    if board.today.status is FigureStatus.UNKNOWN:
        note = "not reported yet"
    return CardWords(value=shown.text, note=note or "no service tells it", tooltip=shown.tooltip)


def pace_words(board: Dashboard, locale: QLocale) -> CardWords:
    """What the month will have cost at this pace, as a range; or what is missing to say it."""
    if not board.forecast:
        note = board.forecast_note or "not known yet"
        return CardWords(value=DASH, note=note, tooltip=f"Month at this pace: {note}")
    ordered = sorted(board.forecast, key=lambda one: shown_order(one.currency))
    value = " · ".join(_range(one, locale) for one in ordered)
    until = day(month_end(board.day), locale)
    ranges = [range_words(one, locale) for one in ordered]
    tooltip = f"Eight times in ten, by {until}: {'; '.join(ranges)}."
    note = board.forecast_note or f"likely range by {until}"
    return CardWords(value=value, note=note, tooltip=tooltip)


def _range(one: Forecast, locale: QLocale) -> str:
    middle = _amount(one, one.middle, locale)
    above, below = one.high - one.middle, one.middle - one.low
    if abs(above - below) > max(above, below) / 20:
        return f"{_amount(one, one.low, locale)} \u2013 {_amount(one, one.high, locale)}"
    rounds = abs(one.middle) >= 10  # noqa: PLR2004 - as whole_money
    half = number(above, locale, 0 if rounds else 2)
    return middle if not any(char != "0" for char in half if char.isdigit()) else f"{middle} ± {half}"


def _amount(one: Forecast, amount: Decimal, locale: QLocale) -> str:
    return whole_money(Money(amount=amount, currency=one.currency), locale)


def balance_words(board: Dashboard, locale: QLocale, decimals: int | None = None) -> CardWords:
    """Prepaid money, one figure a currency, and the first day one runs out."""
    shown = shown_money(board.balance, locale, decimals)
    lasts = _lasts(board.depletion, locale)
    note = board.balance.note or lasts
    if board.balance.status is FigureStatus.NOT_OFFERED:
        note = "no prepaid service"
    left = _days_left(board)
    low = left is not None and left <= _SOON
    lines = [shown.tooltip, _lasts(board.depletion, locale, whole=True)]
    return CardWords(
        value=shown.text,
        note=" · ".join(part for part in dict.fromkeys((note, lasts)) if part) or "no pace is known",
        brief=until_words(board.depletion, locale) if board.depletion else "",
        tone=Tone.WARNING if low else Tone.NORMAL,
        tooltip="\n".join(line for line in lines if line),
    )


_SOON = 3


def _days_left(board: Dashboard) -> int | None:
    first = board.depletion.earliest if board.depletion is not None else None
    return None if first is None else (first - board.day).days


def _lasts(depletion: Depletion | None, locale: QLocale, *, whole: bool = False) -> str:
    if depletion is None:
        return ""
    if depletion.lasting is not Lasting.DAYS:
        return until_words(depletion, locale)
    name = one_line(depletion.provider_name)
    if not whole and len(name) > _NAME_CHARS:
        name = name[: _NAME_CHARS - 1].rstrip() + _ELLIPSIS
    return f"{name} {until_words(depletion, locale)}"


def attention_words(board: Dashboard, locale: QLocale) -> CardWords:
    """How many things need the user, and why."""
    if not board.attention:
        return CardWords(value=number(0, locale), note="all is well", tooltip="Nothing needs you.")
    reasons = [
        (f"{number(times, locale)} {reason_of(words, times)}", times) for words, times in _reasons(board)
    ]
    note = " · ".join(words for words, _ in reasons)
    more = sum(times for _, times in reasons[1:])
    lines = [f"{one_line(one.provider_name)}: {one.words}" for one in board.attention[:_NAMED]]
    if board.attention[_NAMED:]:
        lines.append(f"and {number(len(board.attention) - _NAMED, locale)} more")
    urgent = any(one.needs_you for one in board.attention)
    return CardWords(
        value=number(len(board.attention), locale),
        note=note,
        brief=f"{reasons[0][0]} · {number(more, locale)} more" if more else "",
        tone=Tone.ERROR if urgent else Tone.WARNING,
        tooltip="\n".join([*lines, "Click to go to the first, again for the next."]),
    )


def _reasons(board: Dashboard) -> list[tuple[str, int]]:
    """How often each reason, worst first; many reasons are told by what they mean for the user."""
    urgent = {one.words for one in board.attention if one.needs_you}
    reasons = Counter(one.words for one in board.attention)
    if len(reasons) > _SHOWN_REASONS:
        needing = sum(one.needs_you for one in board.attention)
        stale = sum(one.health is Health.STALE for one in board.attention)
        others = len(board.attention) - needing - stale
        grouped = (
            ("need you" if needing > 1 else "needs you", needing),
            ("stale", stale),
            ("alerts" if others > 1 else "alert", others),
        )
        return [(words, times) for words, times in grouped if times]
    return sorted(reasons.items(), key=lambda pair: (pair[0] not in urgent, -pair[1], pair[0]))
