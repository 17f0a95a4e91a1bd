"""The Limits table: each limit of a provider, how much of it is used, and when it begins anew."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QObject

from aimonitor.domain.money import Money
from aimonitor.domain.usage import QuotaWindow, Unit
from aimonitor.insight.window_pace import WindowPace, window_pace
from aimonitor.insight.windows import left_of
from aimonitor.qtmodels.figures import Tone, window_fraction
from aimonitor.qtmodels.format import (
    DASH,
    NBSP,
    UNKNOWN,
    compact,
    exact,
    exact_money,
    moment,
    money,
    percent,
    time_or_day,
)
from aimonitor.qtmodels.provider_cells import FULL_AT, WARN_AT, Level, Meter
from aimonitor.qtmodels.provider_words import one_line
from aimonitor.qtmodels.records import RIGHT, Column, RecordModel, Wording

NO_RESET = "no date told"
_MONEY_UNITS = {Unit.USD: "USD", Unit.CNY: "CNY", Unit.EUR: "EUR"}
_VALUE_OF = Callable[[QuotaWindow], Decimal | None]


def used_words(window: QuotaWindow, wording: Wording) -> str:
    """`62 % used`, `over: 130 % used`, `3.0 K left`, `unknown`: what the meter shows, in words."""
    fraction = window_fraction(window)
    if fraction is None:
        return UNKNOWN if window.left is None else f"{_amount(window.left, window.unit, wording)} left"
    words = f"{percent(fraction, wording.locale)} used"
    return f"over: {words}" if fraction > 1 else words


def meter(window: QuotaWindow, _wording: Wording) -> Meter:
    """The bar of a limit."""
    fraction = window_fraction(window)
    if fraction is None:
        return Meter(fraction=None, level=Level.OK)
    full = Level.ERROR if fraction >= FULL_AT else Level.WARNING
    level = Level.OK if fraction < WARN_AT else full
    return Meter(fraction=float(min(max(fraction, Decimal(0)), Decimal(1))), level=level)


def _meter_tone(window: QuotaWindow, _wording: Wording) -> Tone:
    unknown = window_fraction(window) is None and window.left is None
    return Tone.MUTED if unknown else Tone.NORMAL


def _amount(value: Decimal, unit: Unit, wording: Wording, *, in_full: bool = False) -> str:
    if unit in _MONEY_UNITS:
        amount = Money(amount=value, currency=_MONEY_UNITS[unit])
        return (
            exact_money(amount, wording.locale)
            if in_full
            else money(amount, wording.locale, wording.decimals)
        )
    if unit is Unit.PERCENT:
        if in_full:
            return f"{exact(value, wording.locale)}{NBSP}{wording.locale.percent()}"
        return percent(value / 100, wording.locale)
    figure = exact(value, wording.locale) if in_full else compact(value, wording.locale)
    return figure if unit is Unit.COUNT else f"{figure} {unit.value}"


def _amount_column(column_id: str, title: str, of: _VALUE_OF, hint: str) -> Column[QuotaWindow]:
    def text(window: QuotaWindow, wording: Wording) -> str:
        value = of(window)
        return UNKNOWN if value is None else _amount(value, window.unit, wording)

    def full(window: QuotaWindow, wording: Wording) -> str:
        value = of(window)
        if value is None:
            return "The service does not tell this."
        return _amount(value, window.unit, wording, in_full=True)

    return Column(
        id=column_id,
        title=title,
        text=text,
        sort=lambda window: None if of(window) is None else (window.unit.value, of(window)),
        tooltip=full,
        accessible=lambda window, wording: f"{title}: {text(window, wording)}",
        tone=lambda window, _: Tone.MUTED if of(window) is None else Tone.NORMAL,
        align=RIGHT,
        hint=hint,
    )


def _resets(window: QuotaWindow, wording: Wording) -> str:
    if window.resets_at is None:
        return NO_RESET
    when = time_or_day(window.resets_at, wording.now, wording.locale)
    return f"was reset {when}" if window.resets_at <= wording.now else when


def _resets_tooltip(window: QuotaWindow, wording: Wording) -> str:
    if window.resets_at is None:
        return "The service does not tell when this limit begins anew."
    if window.resets_at <= wording.now:
        when = moment(window.resets_at, wording.locale)
        return f"{when}. How much was used since then is not known yet."
    return moment(window.resets_at, wording.locale)


def _known_pace(window: QuotaWindow, wording: Wording) -> WindowPace | None:
    """The pace as of when the use was read: seen from now, an old reading would look like a slow pace.

    None also where by that pace it is used up already: it should have been read again since.
    """
    if window.resets_at is None or window.resets_at <= wording.now:
        return None
    pace = window_pace(window, min(window.read_at or wording.now, wording.now))
    is_full = window.used_fraction is not None and window.used_fraction >= 1
    if pace is None or pace.runs_out_at is None or is_full:
        return pace
    return pace if pace.runs_out_at > wording.now else None


def _pace(window: QuotaWindow, wording: Wording) -> str:
    """`At this pace it is used up 25 Nov 18:05, before that.`; "" where no pace is known."""
    pace = _known_pace(window, wording)
    if pace is None:
        return ""
    if pace.runs_out_at is None:
        return "At this pace it lasts until then."
    if pace.runs_out_at <= wording.now:
        return "It is used up."
    return f"At this pace it is used up {moment(pace.runs_out_at, wording.locale)}, before that."


def _runs_out(window: QuotaWindow, wording: Wording) -> bool:
    pace = _known_pace(window, wording)
    return pace is not None and pace.runs_out_at is not None


def _resets_in_full(window: QuotaWindow, wording: Wording) -> str:
    return "\n".join(line for line in (_resets_tooltip(window, wording), _pace(window, wording)) if line)


def _resets_spoken(window: QuotaWindow, wording: Wording) -> str:
    return " ".join(part for part in (f"Resets: {_resets(window, wording)}.", _pace(window, wording)) if part)


def _resets_tone(window: QuotaWindow, wording: Wording) -> Tone:
    if window.resets_at is None:
        return Tone.MUTED
    return Tone.WARNING if _runs_out(window, wording) else Tone.NORMAL


LIMIT_COLUMNS: tuple[Column[QuotaWindow], ...] = (
    Column(
        id="name",
        title="Name",
        text=lambda window, _: one_line(window.name),
        sort=lambda window: window.name.casefold(),
        tooltip=lambda window, _: window.name,
        hint="As the service names it.",
    ),
    Column(
        id="meter",
        title="Meter",
        text=used_words,
        sort=window_fraction,
        tooltip=used_words,
        accessible=used_words,
        tone=_meter_tone,
        value=meter,
        hint="How full it is.",
    ),
    _amount_column("used", "Used", lambda window: window.used, "How much of it is used."),
    _amount_column("limit", "Limit", lambda window: window.limit, "How much there is."),
    _amount_column("left", "Left", left_of, "How much is left: as told, or what the limit has over the use."),
    Column(
        id="resets",
        title="Resets",
        text=_resets,
        sort=lambda window: window.resets_at,
        tooltip=_resets_in_full,
        accessible=_resets_spoken,
        tone=_resets_tone,
        hint="When the count begins anew, in local time. Amber: at this pace it is used up before.",
    ),
    Column(
        id="scope",
        title="Counts for",
        text=lambda window, _: one_line(window.scope) if window.scope else DASH,
        sort=lambda window: None if window.scope is None else window.scope.casefold(),
        tooltip=lambda window, _: window.scope or "The service names nothing narrower than this key.",
        tone=lambda window, _: Tone.NORMAL if window.scope else Tone.MUTED,
        hint="What the limit counts: a workspace, a model, a key.",
    ),
)


class LimitsModel(RecordModel[QuotaWindow]):
    """One row a limit.

    Signals:
        those of RecordModel
    """

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(LIMIT_COLUMNS, lambda window: window.id, wording, parent)
