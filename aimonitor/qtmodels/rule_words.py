"""What is said about a rule of alerts: its default, and what its threshold counts."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale

from aimonitor.domain.alert import RULES, AlertRule, Measure, RuleInForce
from aimonitor.qtmodels.format import exact

_MEASURED = {
    Measure.NOTHING: ("", ""),
    Measure.MONEY: ("below", ""),
    Measure.DAYS: ("", "days before"),
    Measure.PERCENT: ("from", "%"),
    Measure.MINUTES: ("after", "minutes"),
}
_HINTS = {
    AlertRule.BALANCE_LOW: "In the balance's own currency.",
    AlertRule.KEY_EXPIRES: "Where the service tells when the key ends.",
}


def before_words(rule: AlertRule) -> str:
    """What stands before the threshold: `below`, `from`, `after`."""
    return _MEASURED[RULES[rule].measure][0]


def unit_words(rule: AlertRule) -> str:
    """What stands after it: `days before`, `%`, `minutes`."""
    return _MEASURED[RULES[rule].measure][1]


def hint_words(rule: AlertRule) -> str:
    """What else is to be known of a rule; mostly nothing."""
    return _HINTS.get(rule, "")


def threshold_words(rule: AlertRule, threshold: Decimal, locale: QLocale) -> str:
    """`below 5`, `from 80 %`."""
    parts = (before_words(rule), exact(threshold, locale), unit_words(rule))
    return " ".join(part for part in parts if part)


def default_words(default: RuleInForce, locale: QLocale) -> str:
    """`on, below 5`, or `off`."""
    switch = "on" if default.enabled else "off"
    if default.threshold is None:
        return switch
    return f"{switch}, {threshold_words(default.rule, default.threshold, locale)}"
