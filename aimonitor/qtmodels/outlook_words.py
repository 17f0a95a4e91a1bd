"""What is ahead of a provider in words: on the cards, and in the tooltips of its row."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money
from aimonitor.domain.periods import month_end, utc_day
from aimonitor.domain.state import Depletion, Forecast, Lasting, ProviderState
from aimonitor.insight.left import left_ends
from aimonitor.insight.outlook import needs_days, provider_outlook
from aimonitor.qtmodels.format import day, day_range, whole_money
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import Wording


def until_words(one: Depletion, locale: QLocale) -> str:
    """`lasts until 9-14 Dec`, `lasts more than 1 year`, or why no day is named."""
    first, last = one.earliest, one.latest
    if first is not None:
        if last is None:
            return f"lasts until {day(first, locale)} or longer"
        return f"lasts until {day_range(first, max(first, last), locale)}"
    if one.lasting is Lasting.TOO_EARLY:
        return f"has no pace yet: {needs_days(one.wait)}"
    over = one.lasting is Lasting.OVER_A_YEAR
    return "lasts more than 1 year" if over else "does not run out at this pace"


def range_words(one: Forecast, locale: QLocale) -> str:
    """`$523 to $599`."""
    low, high = (whole_money(Money(amount=end, currency=one.currency), locale) for end in (one.low, one.high))
    return f"{low} to {high}"


def month_ahead(state: ProviderState, wording: Wording) -> str:
    """The line of a month's tooltip; "" where the provider tells no cost."""
    today = utc_day(wording.now)
    outlook = provider_outlook(state, today)
    if outlook.forecast:
        ranges = "; ".join(range_words(one, wording.locale) for one in outlook.forecast)
        return f"By {day(month_end(today), wording.locale)} at this pace: {ranges}, eight times in ten."
    return f"Month at this pace: {needs_days(outlook.wait)}." if outlook.wait else ""


def balance_ahead(state: ProviderState, wording: Wording) -> str:
    """The lines of a balance's tooltip, one a currency; "" where no pace is told."""
    found = provider_outlook(state, utc_day(wording.now)).depletions
    several = len(found) > 1
    lines = (f"{one.currency if several else 'It'} {until_words(one, wording.locale)}." for one in found)
    return "\n".join(lines)


def left_ahead(state: ProviderState, wording: Wording) -> str:
    """A line for each thing of which only what is left is told; "" where there is none."""
    today = utc_day(wording.now)
    found = ((window.name, left_ends(state, window, today)) for window in state.windows)
    lines = (f"{name}: {until_words(one, wording.locale)}." for name, one in found if one is not None)
    return "\n".join(map(one_line, lines))
