"""How numbers, money and times are written: pure functions of a value and a locale.

Money stays `Decimal` to the last digit: nothing passes through a float. The words are English; the
locale gives separators, digits, signs and where the currency's symbol stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Final

from PySide6.QtCore import QDate, QLocale

from aimonitor.domain.money import Money, plain_text, shown_order

DASH: Final = "—"
UNKNOWN: Final = "unknown"
NBSP: Final = "\u00a0"

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥", "INR": "₹", "KRW": "₩"}
_SPACED = {"CNY"}
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_STEPS = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
_QLONGLONG = 2**63 - 1
_PRECISION = 60
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_JUST_NOW = 45
_NONE, _DAY_FIRST = "C", "en_GB"
_HUNDRED, _TEN = 100, 10
_LEAST_PERCENT, _ALMOST_ALL = Decimal("0.1"), Decimal(99)


def default_locale() -> QLocale:
    """The system's locale; English with the day first where the system has none ("C")."""
    locale = QLocale()
    return QLocale(_DAY_FIRST) if locale.name() == _NONE else locale


# --- numbers ------------------------------------------------------------------------------------


def number(value: Decimal | int, locale: QLocale, decimals: int = 0) -> str:
    """`value` with the locale's separators and digits, rounded half to even to `decimals` places."""
    with localcontext(prec=_PRECISION):
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
        whole, _, fraction = format(abs(rounded), "f").partition(".")
    text = locale.toString(int(whole)) if int(whole) <= _QLONGLONG else _local_digits(whole, locale)
    if fraction:
        text += locale.decimalPoint() + _local_digits(fraction, locale)
    return locale.negativeSign() + text if rounded < 0 else text


def exact(value: Decimal | int, locale: QLocale) -> str:
    """`value` with every digit it has."""
    digits = plain_text(Decimal(value))
    return number(Decimal(value), locale, len(digits.partition(".")[2]))


def _local_digits(digits: str, locale: QLocale) -> str:
    zero = locale.zeroDigit()
    return digits if zero == "0" else "".join(chr(ord(zero) + int(digit)) for digit in digits)


def compact(value: Decimal | int, locale: QLocale) -> str:
    """At most three digits and a step: `999`, `1.2 K`, `48.2 M`, `148 M`, `3.0 B`; `<1` for what is less."""
    size = abs(Decimal(value))
    if 0 < size < 1:
        return _less_than(number(1, locale), value, locale)
    for step, letter in _STEPS:
        if size >= step - step / 2000:  # 999.5 of a step would round to 1000
            scaled = Decimal(value) / step
            return f"{number(scaled, locale, 0 if size >= _HUNDRED * step else 1)} {letter}"
    return number(value, locale, 0)


def percent(fraction: Decimal, locale: QLocale) -> str:
    """`0.12` as `12 %`; a fraction below a tenth keeps one decimal unless it is whole; `<0.1 %` for less.

    What is not all is never told as all: `99 %` for 0.996.
    """
    with localcontext(prec=_PRECISION):
        hundredths = fraction * 100
        small = abs(hundredths) < _TEN and hundredths != hundredths.to_integral_value()
        if _ALMOST_ALL < hundredths < _HUNDRED:
            hundredths = _ALMOST_ALL
    text = number(hundredths, locale, 1 if small else 0)
    if 0 < abs(hundredths) < _LEAST_PERCENT:
        text = _less_than(number(_LEAST_PERCENT, locale, 1), hundredths, locale)
    return f"{text}{NBSP}{locale.percent()}"


def _less_than(least: str, value: Decimal | int, locale: QLocale) -> str:
    """What is not nothing, but less than can be written."""
    return f"<{least}" if value > 0 else f">{locale.negativeSign()}{least}"


# --- money --------------------------------------------------------------------------------------


def currency_decimals(currency: str) -> int:
    """How many decimals the currency itself has: 0, 2 or 3."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def money(value: Money, locale: QLocale, decimals: int | None = None) -> str:
    """`$1,234.50`, `¥ 84.10`, `-$3.50`; `<$0.01` for what is less than the last digit shown.

    `decimals`: the user's own number of them; None: the currency's.
    """
    places = currency_decimals(value.currency) if decimals is None else decimals
    least = Decimal(1).scaleb(-places)
    if 0 < abs(value.amount) < least:
        shown = _with_symbol(number(least, locale, places), value.currency, locale)
        return _less_than(shown, value.amount, locale)
    return _signed(value, number(abs(value.amount), locale, places), locale)


def exact_money(value: Money, locale: QLocale) -> str:
    """Money with every digit it has, for tooltips: `$10.37525377`."""
    digits = plain_text(abs(value.amount)).partition(".")[2]
    places = max(len(digits), currency_decimals(value.currency))
    return _signed(value, number(abs(value.amount), locale, places), locale)


def whole_money(value: Money, locale: QLocale) -> str:
    """Money without decimals where it is ten or more: `$241`, but `$4.50`. For limits and ranges."""
    rounds = abs(value.amount) >= _TEN or value.amount == value.amount.to_integral_value()
    return money(value, locale, 0) if rounds and value.amount else money(value, locale)


def amounts(totals: Iterable[Money], locale: QLocale, decimals: int | None = None) -> str:
    """One amount a currency, dollars first, joined by a middle dot: `$137.50 · ¥ 84.10`."""
    ordered = sorted(totals, key=lambda one: shown_order(one.currency))
    return " · ".join(money(one, locale, decimals) for one in ordered)


def _signed(value: Money, digits: str, locale: QLocale) -> str:
    text = _with_symbol(digits, value.currency, locale)
    is_negative = value.amount < 0 and any(digit.isdigit() and int(digit) for digit in digits)
    return locale.negativeSign() + text if is_negative else text


def _with_symbol(digits: str, currency: str, locale: QLocale) -> str:
    symbol = currency_symbol(currency, locale)
    pattern = locale.toCurrencyString(1, symbol)
    if pattern.startswith(symbol) and (symbol[-1].isalpha() or currency in _SPACED):
        digits = NBSP + digits
        pattern = pattern.replace(NBSP, "")
    return pattern.replace(locale.toString(1), digits)


def currency_symbol(currency: str, locale: QLocale) -> str:
    """`$`; `US$` where the locale's own money has that sign; the code where there is no common sign."""
    symbol = _SYMBOLS.get(currency, currency)
    own = locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    if currency == "USD" and own != "USD" and locale.currencySymbol() == symbol:
        return "US$"
    return symbol


# --- times --------------------------------------------------------------------------------------


def ago(then: datetime, now: datetime) -> str:
    """`just now`, `2 min ago`, `3 h ago`, `4 days ago`; a clock that was set back counts as now."""
    seconds = int((now - then).total_seconds())
    if seconds < _JUST_NOW:
        return "just now"
    if seconds < _HOUR:
        return f"{max(1, seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h ago"
    days = seconds // _DAY
    return f"{days} day{'s' if days > 1 else ''} ago"


def duration(span: timedelta) -> str:
    """`840 ms`, `4.2 s`, `52 s`, `4 min 12 s`, `3 h 20 min`, `2 days`; below nothing is `0 s`."""
    seconds = span.total_seconds()
    if seconds <= 0:
        return "0 s"
    if seconds < 1:
        return f"{span // timedelta(milliseconds=1)} ms"
    if seconds < _TEN:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    return _long_duration(int(seconds))


def countdown(span: timedelta) -> str:
    """What is left, in whole seconds: `4 min 12 s`, `9 s`; `now` when it is over."""
    seconds = int(span.total_seconds())
    return "now" if seconds <= 0 else _long_duration(seconds)


def _long_duration(seconds: int) -> str:
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min {seconds % _MINUTE} s"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    return f"{seconds // _DAY} days"


def day(value: date, locale: QLocale) -> str:
    """`24 Oct`."""
    return locale.toString(_qdate(value), "d MMM")


def day_with_year(value: date, locale: QLocale) -> str:
    """`24 Oct 2026`."""
    return locale.toString(_qdate(value), "d MMM yyyy")


def month_words(value: date, locale: QLocale) -> str:
    """`Oct`; a January, where years part, is `Jan 2026`."""
    return locale.toString(_qdate(value), "MMM yyyy" if value.month == 1 else "MMM")


def day_range(first: date, last: date, locale: QLocale) -> str:
    """`24 Oct - 22 Nov`, `1 - 22 Oct` within a month (with an en dash), `24 Oct` for one day."""
    if first == last:
        return day(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        return f"{number(first.day, locale)}\u2013{day(last, locale)}"
    return f"{day(first, locale)} \u2013 {day(last, locale)}"


def span_words(first: date, last: date, locale: QLocale) -> str:
    """`24 Oct - 22 Nov`, with the years where there are two of them."""
    if first.year == last.year:
        return day_range(first, last, locale)
    return f"{day_with_year(first, locale)} \u2013 {day_with_year(last, locale)}"


def dated_span(first: date, last: date, locale: QLocale) -> str:
    """`3-9 Jan 2026`: days that may be of any year."""
    if first == last:
        return day_with_year(first, locale)
    if first.year != last.year:
        return span_words(first, last, locale)
    if first.month == last.month:
        return f"{number(first.day, locale)}\u2013{day_with_year(last, locale)}"
    return f"{day(first, locale)} \u2013 {day_with_year(last, locale)}"


def clock_time(when: datetime, *, seconds: bool = False) -> str:
    """The local time of day of an aware time: `09:14`, or `09:14:05`."""
    return _local(when).strftime("%H:%M:%S" if seconds else "%H:%M")


def time_or_day(when: datetime, now: datetime, locale: QLocale) -> str:
    """`09:14` for today, `21 Nov 09:14` for any other local day."""
    there = _local(when).date()
    return clock_time(when) if there == _local(now).date() else f"{day(there, locale)} {clock_time(when)}"


def moment(when: datetime, locale: QLocale) -> str:
    """The exact local time and the UTC day it belongs to, for tooltips."""
    local = _local(when)
    text = f"{day_with_year(local.date(), locale)}, {clock_time(when, seconds=True)}"
    return f"{text} local time (UTC day {day_with_year(when.astimezone(UTC).date(), locale)})"


def _local(when: datetime) -> datetime:
    """In local time; as it is where that would lie behind the last year, as the end of what has none may."""
    try:
        return when.astimezone()
    except OverflowError:
        return when


def _qdate(value: date) -> QDate:
    return QDate(value.year, value.month, value.day)
