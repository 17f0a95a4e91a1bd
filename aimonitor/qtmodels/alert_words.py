"""What is said about an alert: whether it holds, until when it keeps still, what became of its words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale

from aimonitor.domain.alert import Alert, AlertBook, AlertRule, Delivery, Fate, Snooze
from aimonitor.qtmodels.format import DASH, number, time_or_day
from aimonitor.qtmodels.records import Wording

NOTHING_TOLD = (
    "Nothing was told yet. What budgets, balances, limits, keys and outages call for is listed here."
)
NOTHING_HOLDS = "Nothing that was told still holds."

FATE_WORDS = {
    Fate.TOLD: "told",
    Fate.LISTED: "listed: it was so at first sight",
    Fate.QUIET: "kept for after the quiet hours",
    Fate.SNOOZED: "kept still",
}
_CHANNELS = {"desktop": "Desktop", "webhook": "Webhook"}


def snooze_words(snooze: Snooze, now: datetime, locale: QLocale) -> str:
    """`snoozed until 14:30`."""
    if snooze.until is None:
        return "snoozed until it changes"
    return f"snoozed until {time_or_day(snooze.until, now, locale)}"


def is_asleep(snooze: Snooze | None, now: datetime) -> bool:
    """Whether it keeps a thing still at that moment."""
    return snooze is not None and (snooze.until is None or now < snooze.until)


def state_words(alert: Alert, book: AlertBook, wording: Wording) -> str:
    """How it stands now: `holds`, `snoozed until 14:30`, `over since 12:03`; a dash for what only passes."""
    snooze = book.snoozed.get(alert.key)
    if book.holds(alert):
        asleep = snooze is not None and is_asleep(snooze, wording.now)
        return snooze_words(snooze, wording.now, wording.locale) if snooze and asleep else "holds"
    if alert.ended_at is not None:
        return f"over since {time_or_day(alert.ended_at, wording.now, wording.locale)}"
    return DASH if alert.rule is AlertRule.DIGEST else "over"


def delivery_words(delivery: Delivery) -> str:
    """`Webhook: sent (slack)`, or why it was not."""
    name = _CHANNELS.get(delivery.channel, delivery.channel)
    if delivery.done:
        return f"{name}: {delivery.words or 'told'}"
    return f"{name}: not told. {delivery.words}".rstrip()


def test_words(delivery: Delivery) -> str:
    """How a test ended."""
    if delivery.done:
        return f"A test was sent: {delivery.words}."
    return f"The test did not go out. {delivery.words}"


def became_words(alert: Alert, wording: Wording) -> str:
    """What became of the words of an alert, at length: its fate, then each channel."""
    when = time_or_day(alert.raised_at, wording.now, wording.locale)
    fate = FATE_WORDS[alert.fate]
    return "\n".join([f"{when}, {fate}.", *(delivery_words(one) for one in alert.deliveries)])


def summary_words(book: AlertBook, now: datetime, locale: QLocale) -> str:
    """How many things hold, and how many of them keep still."""
    holding = {alert.key for alert in book.log if book.holds(alert)}
    still = sum(1 for key in holding if is_asleep(book.snoozed.get(key), now))
    if not holding:
        return "Nothing calls for you now."
    words = f"{number(len(holding), locale)} {'things hold' if len(holding) > 1 else 'thing holds'} now"
    return f"{words}, {number(still, locale)} snoozed." if still else f"{words}."
