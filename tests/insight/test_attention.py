from __future__ import annotations

from collections.abc import Collection

import pytest
from msgspec.structs import replace

from aimonitor.domain.alert import Alert, AlertBook, AlertRule, RuleInForce, Snooze, Snoozing
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.state import Attention, Health
from aimonitor.insight.alerts import Manners, plan
from aimonitor.insight.attention import attention, book_after
from tests.insight.facts import NOW, usd
from tests.insight.test_alert_rules import found, prepaid, rules

STALE = Attention(provider_id="p1", provider_name="Work", health=Health.STALE, words="stale")


def told(rule: AlertRule, rest: str = "p1:USD", **changes: object) -> Alert:
    fields: dict[str, object] = {
        "number": 1,
        "key": f"{rule}:{rest}",
        "rule": rule,
        "kind": NoticeKind.BALANCE,
        "urgency": Urgency.NORMAL,
        "raised_at": NOW,
        "title": "Work",
        "body": "",
        "provider_id": "p1",
    }
    return Alert(**(fields | changes))  # type: ignore[arg-type]


def reasons(*log: Alert, standing: Collection[str] | None = None, **book: object) -> list[tuple[str, str]]:
    keys = frozenset(one.key for one in log) if standing is None else frozenset(standing)
    made = AlertBook(log=log, standing=keys, **book)  # type: ignore[arg-type]
    return [(one.provider_name, one.words) for one in attention((), made, {"p1", "p2"})]


def test_troubles_of_providers_come_first_and_stay_as_they_are() -> None:
    low = told(AlertRule.BALANCE_LOW, "p2:USD", provider_id="p2", title="Home", urgency=Urgency.CRITICAL)
    found = attention((STALE,), AlertBook(log=(low,), standing=frozenset({low.key})), {"p2"})
    assert found == (
        STALE,
        Attention(provider_id="p2", provider_name="Home", health=Health.OK, words="balance low", urgent=True),
    )
    assert [one.needs_you for one in found] == [False, True]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AlertRule.BALANCE_ENDS, "balance runs out"),
        (AlertRule.BUDGET_HARD, "budget passed"),
        (AlertRule.BUDGET_SOFT, "soft limit passed"),
        (AlertRule.LIMIT_FULL, "limit all but used up"),
        (AlertRule.KEY_EXPIRES, "key expires"),
    ],
)
def test_what_holds_calls_for_the_user(rule: AlertRule, words: str) -> None:
    assert reasons(told(rule)) == [("Work", words)]


@pytest.mark.parametrize(
    "rule",
    [
        AlertRule.NEEDS_YOU,
        AlertRule.FAILING,
        AlertRule.DATABASE,
        AlertRule.DIGEST,
        AlertRule.SPIKE,
        AlertRule.LIMIT_HIGH,
        AlertRule.BUDGET_AHEAD,
    ],
)
def test_health_and_mere_news_do_not(rule: AlertRule) -> None:
    assert reasons(told(rule)) == []


def test_what_is_over_or_snoozed_does_not() -> None:
    low = told(AlertRule.BALANCE_LOW)
    assert reasons(low, standing=()) == []
    assert reasons(replace(low, ended_at=NOW)) == []
    snooze = Snooze(kind=Snoozing.CHANGE, since=NOW)
    assert reasons(low, snoozed={low.key: snooze}) == []


def test_of_two_that_say_the_same_the_worse_counts() -> None:
    assert reasons(told(AlertRule.BALANCE_ENDS), told(AlertRule.BALANCE_LOW)) == [("Work", "balance low")]
    budgets = {"kind": NoticeKind.BUDGET, "provider_id": None, "title": "All, month"}
    soft, hard = told(AlertRule.BUDGET_SOFT, "b", **budgets), told(AlertRule.BUDGET_HARD, "b", **budgets)
    assert reasons(soft, hard) == [("All, month", "budget passed")]
    assert len(reasons(told(AlertRule.BALANCE_LOW), told(AlertRule.BALANCE_LOW, "p1:CNY"))) == 2


def test_told_again_counts_once() -> None:
    low = told(AlertRule.BALANCE_LOW)
    assert len(reasons(low, replace(low, number=2))) == 1


def test_a_paused_provider_calls_for_nobody() -> None:
    assert reasons(told(AlertRule.BALANCE_LOW, "p3:USD", provider_id="p3")) == []


def test_a_key_that_is_refused_does_not_count_once_more_as_one_that_expired() -> None:
    refused = replace(STALE, health=Health.NEEDS_YOU, words="key refused")
    expires, low = told(AlertRule.KEY_EXPIRES, "p1"), told(AlertRule.BALANCE_LOW)
    book = AlertBook(log=(expires, low), standing=frozenset({expires.key, low.key}))
    assert [one.words for one in attention((refused,), book, {"p1"})] == ["key refused", "balance low"]
    assert [one.words for one in attention((STALE,), book, {"p1"})] == ["stale", "balance low", "key expires"]


def test_a_rule_that_was_switched_off_meanwhile_calls_for_nobody() -> None:
    low = told(AlertRule.BALANCE_LOW)
    on, off = (
        RuleInForce(rule=AlertRule.BALANCE_LOW, enabled=each, threshold=None) for each in (True, False)
    )
    assert reasons(low, rules={"": (off,)}) == []
    assert reasons(low, rules={"": (off,), "p1": (on,)}) == [("Work", "balance low")]
    assert reasons(low, rules={"": (on,), "p1": (off,)}) == []


def book(memory: object, log: tuple[Alert, ...], left: str) -> AlertBook:
    told = tuple(found(prepaid(usd(left), daily="0")).values())
    made = plan(memory, told, NOW, owners={"work"}, manners=Manners())  # type: ignore[arg-type]
    return book_after(made, log, rules(), NOW)


def test_what_is_judged_without_being_kept_counts_as_it_would_be_kept() -> None:
    fresh = book({}, (), "3")
    assert [one.words for one in attention((), fresh, {"work"})] == ["balance low"]
    assert attention((), book({}, (), "50"), {"work"}) == ()


def test_what_is_good_again_by_now_is_over_though_the_log_does_not_know_it_yet() -> None:
    told = tuple(found(prepaid(usd("3"), daily="0")).values())
    kept = plan({}, told, NOW, owners={"work"}, manners=Manners())
    after = book(kept.memory, kept.log, "50")
    assert attention((), after, {"work"}) == ()
    assert [one.ended_at for one in after.log] == [NOW]
