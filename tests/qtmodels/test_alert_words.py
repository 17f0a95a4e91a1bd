from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.alert import RULES, AlertBook, AlertRule, Delivery, Fate, Measure, RuleInForce, Snoozing
from aimonitor.qtmodels import alert_words as words
from aimonitor.qtmodels.records import Wording
from aimonitor.qtmodels.rule_words import default_words, threshold_words
from tests.ui.dialogs.alert_samples import BOOK, EMPTY, LOG, LOW, alert, asleep
from tests.ui.factories import NOW

GB = QLocale("en_GB")
WORDING = Wording(locale=GB, now=NOW)


def test_what_is_over_says_since_when() -> None:
    ended = replace(LOG[0], ended_at=NOW - timedelta(minutes=5))
    at = (NOW - timedelta(minutes=5)).astimezone()
    assert words.state_words(ended, BOOK, WORDING) == f"over since {at:%H:%M}"
    assert words.state_words(LOG[0], AlertBook(log=LOG), WORDING) == "over"


def test_a_snooze_that_has_run_out_is_none() -> None:
    later = replace(WORDING, now=NOW + timedelta(hours=2))
    assert words.state_words(LOG[0], asleep(), WORDING).startswith("snoozed until ")
    assert words.state_words(LOG[0], asleep(), later) == "holds"
    assert words.state_words(LOG[0], asleep(Snoozing.CHANGE), later) == "snoozed until it changes"


def test_a_thing_that_was_told_twice_holds_once() -> None:
    again = alert(100, LOW)
    book = AlertBook(log=(again, *LOG), standing=frozenset({LOW}))
    assert words.summary_words(book, NOW, GB) == "1 thing holds now."
    assert words.summary_words(BOOK, NOW, GB) == "2 things hold now."
    assert words.summary_words(EMPTY, NOW, GB) == "Nothing calls for you now."


@pytest.mark.parametrize("fate", list(Fate))
def test_every_fate_has_words(fate: Fate) -> None:
    told = replace(LOG[0], fate=fate, deliveries=())
    assert words.became_words(told, WORDING).endswith(f", {words.FATE_WORDS[fate]}.")


def test_what_channels_did_is_told() -> None:
    done = Delivery(channel="webhook", done=True, words="sent (slack)")
    assert words.delivery_words(done) == "Webhook: sent (slack)"
    assert words.delivery_words(Delivery(channel="desktop", done=False)) == "Desktop: not told."
    assert words.delivery_words(Delivery(channel="pigeon", done=True)) == "pigeon: told"


@pytest.mark.parametrize(
    ("rule", "threshold", "said"),
    [
        (AlertRule.BALANCE_LOW, "1234.5", "below 1,234.5"),
        (AlertRule.BALANCE_ENDS, "7", "7 days before"),
        (AlertRule.LIMIT_HIGH, "80", "from 80 %"),
        (AlertRule.FAILING, "30", "after 30 minutes"),
    ],
)
def test_a_threshold_is_told_with_what_it_counts(rule: AlertRule, threshold: str, said: str) -> None:
    assert threshold_words(rule, Decimal(threshold), GB) == said
    assert (
        default_words(RuleInForce(rule=rule, enabled=True, threshold=Decimal(threshold)), GB) == f"on, {said}"
    )


def test_a_rule_without_a_threshold_is_on_or_off() -> None:
    bare = [rule for rule, facts in RULES.items() if facts.measure is Measure.NOTHING]
    assert AlertRule.SPIKE in bare
    assert default_words(RuleInForce(rule=AlertRule.SPIKE, enabled=False, threshold=None), GB) == "off"
