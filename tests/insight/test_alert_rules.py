from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.alert import RULES, AlertRule, Measure, RuleChoice, RuleInForce
from aimonitor.domain.budget import BudgetPeriod, BudgetScope, BudgetState
from aimonitor.domain.money import Money
from aimonitor.domain.notice import NoticeKind, Urgency
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import ProviderState
from aimonitor.domain.usage import Balance, BalanceRole, Problem, QuotaWindow, Unit
from aimonitor.errors import ProblemKind
from aimonitor.insight.alert_policy import Policy, policy
from aimonitor.insight.alert_rules import readings
from aimonitor.insight.budgets import budget_states
from aimonitor.insight.outages import NETWORK_KEY, database_reading
from aimonitor.insight.reading import Reading
from tests.insight.facts import NOW, TODAY, bad_poll, day, facts, provider, state, usd
from tests.insight.test_budgets import budget, spender, unknown
from tests.insight.test_entered import COST_ONLY, entered
from tests.insight.test_left import of_points as spent_points

ONE = timedelta(days=1)
THRESHOLDS = {
    AlertRule.BUDGET_AHEAD: 3,
    AlertRule.BALANCE_LOW: 5,
    AlertRule.BALANCE_ENDS: 7,
    AlertRule.LIMIT_HIGH: 80,
    AlertRule.LIMIT_FULL: 95,
    AlertRule.FAILING: 30,
    AlertRule.KEY_EXPIRES: 14,
}


def rules(*choices: RuleChoice, **switched: bool) -> Policy:
    defaults = [
        RuleInForce(
            rule=rule,
            enabled=switched.get(rule.value, True),
            threshold=Decimal(THRESHOLDS[rule]) if rule in THRESHOLDS else None,
        )
        for rule in RULES
    ]
    return policy(defaults, choices)


def found(
    *states: ProviderState,
    budgets: tuple[BudgetState, ...] = (),
    by: Policy | None = None,
    now: datetime = NOW,
) -> dict[str, Reading]:
    return {one.key: one for one in readings(states, budgets, by or rules(), now)}


def prepaid(*left: Money, daily: str = "2", **changes: object) -> ProviderState:
    days = [day(TODAY - n * ONE, usd(daily)) for n in range(14, 0, -1)]
    balances = tuple(Balance(role=BalanceRole.TOTAL, money=money) for money in left)
    return state(facts(*days, balances=balances, balances_at=NOW, **changes))


def eur(text: str) -> Money:
    return Money(amount=Decimal(text), currency="EUR")


# --- rules in force -----------------------------------------------------------------------------


def test_each_threshold_has_its_measure_and_the_other_way_round() -> None:
    assert {rule for rule, fixed in RULES.items() if fixed.measure is not Measure.NOTHING} == set(THRESHOLDS)
    assert set(RULES) == set(AlertRule)


def test_a_providers_own_choice_beats_the_default_in_what_it_says() -> None:
    low, off = AlertRule.BALANCE_LOW, AlertRule.SPIKE
    by = rules(
        RuleChoice(provider_id="work", rule=low, threshold=Decimal(50)),
        RuleChoice(provider_id="work", rule=off, enabled=False),
    )
    assert by.of(low, "work") == RuleInForce(rule=low, enabled=True, threshold=Decimal(50), own=True)
    assert by.of(off, "work") == RuleInForce(rule=off, enabled=False, threshold=None, own=True)
    assert by.of(low, "home") == by.defaults[low]


def test_the_digest_cannot_be_switched_for_one_provider() -> None:
    assert AlertRule.DIGEST not in {one.rule for one in rules().rules("work")}
    assert {one.rule for one in rules().rules()} == set(AlertRule)


@pytest.mark.parametrize("rule", [AlertRule.BALANCE_LOW, AlertRule.BALANCE_ENDS, AlertRule.SPIKE])
def test_a_rule_that_is_off_for_a_provider_reads_nothing_of_it(rule: AlertRule) -> None:
    dark = replace(prepaid(usd("1")), today=spender(daily="3").month)
    by = rules(RuleChoice(provider_id="work", rule=rule, enabled=False))
    assert {one.rule for one in found(dark).values()} - {one.rule for one in found(dark, by=by).values()} == {
        rule
    }


def test_a_paused_provider_says_nothing() -> None:
    assert found(prepaid(usd("1"), provider=provider(enabled=False))) == {}


# --- balances -----------------------------------------------------------------------------------

BALANCES = {"4.99": (True, False), "5": (False, False), "5.49": (False, False), "5.5": (False, True)}


@pytest.mark.parametrize(("left", "expected"), BALANCES.items())
def test_a_balance_is_low_below_its_amount_and_good_a_tenth_above(
    left: str, expected: tuple[bool, bool]
) -> None:
    one = found(prepaid(usd(left)))["balance_low:work:USD"]
    assert (one.holds, one.good) == expected


def test_the_most_that_can_be_left_is_no_good_reading() -> None:
    days = [day(TODAY - timedelta(days=back), usd("10")) for back in range(1, 5)]
    left = entered(opening="100", topped_up="0", billed="40", whole_days=4)
    owed = state(facts(*days, entered=(left,)), capabilities=COST_ONLY)
    one = found(owed)["balance_low:work:USD"]
    assert (one.holds, one.good) == (False, False)
    assert one.body.startswith("The balance is at most $60.00.")


def test_less_is_worse_and_an_overdrawn_balance_is_worst() -> None:
    severities = [
        found(prepaid(usd(left)))["balance_low:work:USD"].severity or Decimal(0)
        for left in ("5", "2", "0", "-3")
    ]
    assert severities == sorted(severities)
    assert len(set(severities)) == 4
    empty = found(prepaid(usd("0")))["balance_low:work:USD"]
    assert (empty.urgency, empty.body) == (
        Urgency.CRITICAL,
        "The balance is $0.00. Requests may be refused until you top up.",
    )


def test_two_currencies_of_a_balance_are_read_apart() -> None:
    both = found(prepaid(usd("1"), eur("100")))
    assert both["balance_low:work:USD"].holds
    assert not both["balance_low:work:EUR"].holds


def of_points(left: str) -> ProviderState:
    points = QuotaWindow(id="points", name="Points left", unit=Unit.CREDITS, left=Decimal(left))
    told = facts(windows=(points,), windows_at=NOW)
    return state(told, capabilities=frozenset({Capability.LIMITS}))


def test_five_dollars_are_no_five_points_so_points_are_told_when_none_is_left() -> None:
    assert not found(of_points("1"))["balance_low:work:points"].holds
    one = found(of_points("0"))["balance_low:work:points"]
    assert (one.holds, one.good, one.urgency) == (True, False, Urgency.CRITICAL)
    assert one.body == "Points left: 0 credits. Requests may be refused until there are more."
    assert one.why == "0 credits left, told when nothing is left"
    unread = state(facts(windows=of_points("1").windows, windows_at=NOW - timedelta(hours=9)))
    assert not [key for key in found(unread) if key.startswith("balance")]


@pytest.mark.parametrize(
    ("left", "expected"),
    [("2200", (False, True)), ("2199", (False, False)), ("1999", (True, False)), ("-1", (True, False))],
)
def test_a_threshold_of_its_own_counts_what_the_service_tells(left: str, expected: tuple[bool, bool]) -> None:
    own = RuleChoice(provider_id="work", rule=AlertRule.BALANCE_LOW, threshold=Decimal(2000))
    one = found(of_points(left), by=rules(own))["balance_low:work:points"]
    assert (one.holds, one.good) == expected
    if left == "1999":
        assert one.body == "Points left: 1,999 credits. Get more before they run out."
        assert one.why == "1,999 credits left, told below 2,000 credits"


def test_points_that_run_out_soon_at_this_pace_are_told_in_time() -> None:
    def one(left: str) -> Reading:
        return found(spent_points(left))["balance_ends:work:points"]

    assert (one("50").holds, one("50").good) == (True, False)
    assert one("50").body.startswith("Points left: at this pace 50 may run out in ")
    assert (one("500").holds, one("500").good) == (False, True)
    assert one("0").covered
    assert "balance_ends:work:points" not in found(spent_points("50", days=2))


def test_beside_money_the_threshold_is_the_moneys() -> None:
    own = RuleChoice(provider_id="work", rule=AlertRule.BALANCE_LOW, threshold=Decimal(2000))
    both = prepaid(usd("1"), windows=of_points("10").windows, windows_at=NOW)
    told = found(both, by=rules(own))
    assert (told["balance_low:work:USD"].holds, told["balance_low:work:points"].holds) == (True, False)


def test_an_unknown_balance_is_no_reading_at_all() -> None:
    assert not [key for key in found(unknown()) if key.startswith("balance")]


def test_a_threshold_of_nothing_tells_an_overdrawn_balance() -> None:
    by = rules(RuleChoice(provider_id="work", rule=AlertRule.BALANCE_LOW, threshold=Decimal(0)))
    assert not found(prepaid(usd("0")), by=by)["balance_low:work:USD"].holds
    assert found(prepaid(usd("-0.01")), by=by)["balance_low:work:USD"].holds


def test_a_balance_that_ends_soon_at_this_pace() -> None:
    near, far = found(prepaid(usd("9"))), found(prepaid(usd("90")))
    assert near["balance_ends:work:USD"].holds
    assert "may run out in " in near["balance_ends:work:USD"].body
    assert (far["balance_ends:work:USD"].holds, far["balance_ends:work:USD"].good) == (False, True)


def test_a_balance_that_does_not_end_is_good_and_one_of_too_few_days_is_missing() -> None:
    still = found(prepaid(usd("9"), daily="0"))["balance_ends:work:USD"]
    assert (still.good, still.severity) == (True, Decimal(0))
    young = state(
        facts(day(TODAY - ONE, usd("2")), balances=(Balance(role=BalanceRole.TOTAL, money=usd("1")),))
    )
    assert "balance_ends:work:USD" not in found(young)


def test_money_that_is_gone_is_told_once_as_a_low_balance() -> None:
    gone = found(prepaid(usd("0")))
    assert gone["balance_low:work:USD"].holds
    assert gone["balance_ends:work:USD"].covered


# --- limits of a service ------------------------------------------------------------------------


def limited(fraction: str | None, **changes: object) -> ProviderState:
    used = None if fraction is None else Decimal(fraction)
    window = QuotaWindow(id="week", name="Weekly limit", unit=Unit.PERCENT, used_fraction=used)
    return state(facts(windows=(replace(window, **changes),), windows_at=NOW))


LIMITS = {
    None: (False, False, False),
    "0.7": (False, False, False),
    "0.8": (True, False, False),
    "0.949": (True, False, False),
    "0.95": (True, True, True),
    "1.3": (True, True, True),
}


@pytest.mark.parametrize(("fraction", "expected"), LIMITS.items())
def test_a_limit_is_told_at_80_and_at_95_percent_and_only_the_worse(
    fraction: str | None, expected: tuple[bool, bool, bool]
) -> None:
    both = found(limited(fraction))
    high, full = both["limit_high:work:week"], both["limit_full:work:week"]
    assert (high.holds, full.holds, high.covered) == expected


def test_a_limit_that_is_not_known_is_missing() -> None:
    assert found(limited(None))["limit_high:work:week"].severity is None


def test_a_limit_says_when_it_begins_anew_and_which_period_it_counts() -> None:
    resets = NOW + timedelta(hours=5)
    one = found(limited("0.85", resets_at=resets))["limit_high:work:week"]
    assert one.body == "Weekly limit: 85 % is used. It begins anew at 2026-11-15 19:30 UTC."
    assert one.period_ends == resets


def test_a_share_is_rounded_down_so_that_nothing_is_full_too_early() -> None:
    assert found(limited("0.9999"))["limit_full:work:week"].body == "Weekly limit: 99 % is used."


def test_names_do_not_make_keys() -> None:
    renamed = state(facts(provider=provider(name="Work"), windows=limited("0.9").windows, windows_at=NOW))
    other = replace(renamed, provider=replace(renamed.provider, name="Another name"))
    assert set(found(renamed)) == set(found(other))


# --- spikes -------------------------------------------------------------------------------------


def test_a_day_that_costs_far_more_than_usual() -> None:
    days = [day(TODAY - n * ONE, usd("2")) for n in range(40, 0, -1)]
    calm = found(state(facts(*days, day(TODAY, usd("3"), complete=False))))["spike:work:USD"]
    wild = found(state(facts(*days, day(TODAY, usd("60"), complete=False))))["spike:work:USD"]
    assert (calm.holds, calm.good) == (False, True)
    assert (wild.holds, wild.period_ends) == (True, datetime(2026, 11, 16, tzinfo=UTC))
    assert wild.body == "$60.00 spent today (UTC). A day like this usually costs $2.00."
    assert (wild.first, wild.last) == (TODAY, TODAY)


# --- budgets ------------------------------------------------------------------------------------


def standings(*states: ProviderState, **changes: object) -> tuple[BudgetState, ...]:
    return budget_states([budget(**changes)], list(states), NOW, 0)


def spent(text: str) -> ProviderState:
    days = [day(TODAY - n * ONE, usd("0")) for n in range(14, 0, -1)]
    return state(facts(*days, day(TODAY, usd(text), complete=False)))


def test_a_passed_hard_limit_speaks_for_the_soft_one() -> None:
    one = spent("120")
    both = found(one, budgets=standings(one))
    assert both["budget_hard:b"].holds
    assert both["budget_soft:b"].covered
    assert both["budget_hard:b"].body == "$120.00 spent this month. The hard limit of $100.00 is passed."
    assert both["budget_hard:b"].urgency is Urgency.CRITICAL


def test_a_passed_soft_limit() -> None:
    one = spent("90")
    both = found(one, budgets=standings(one))
    assert (both["budget_soft:b"].holds, both["budget_hard:b"].holds) == (True, False)
    assert both["budget_soft:b"].why == "$90.00 of $80.00 (112 %)"
    assert (both["budget_soft:b"].first, both["budget_soft:b"].last) == (
        date(2026, 11, 1),
        date(2026, 11, 30),
    )


def test_with_a_part_unknown_a_passed_limit_is_certain_and_a_low_sum_is_not_good() -> None:
    high, low = spent("90"), spent("1")
    passed = found(high, unknown(), budgets=standings(high, unknown()))["budget_soft:b"]
    assert (passed.holds, passed.body[:20]) == (True, "At least $90.00 spen")
    under = found(low, unknown(), budgets=standings(low, unknown()))["budget_soft:b"]
    assert (under.holds, under.good) == (False, False)


def test_what_is_unknown_is_missing() -> None:
    one = found(unknown(), budgets=standings(unknown()))["budget_soft:b"]
    assert (one.severity, one.holds, one.good) == (None, False, False)


def test_a_budget_that_will_be_passed_in_time() -> None:
    one = spender()
    near = found(one, budgets=standings(one, soft=Decimal(33), hard=Decimal(1000)))
    assert near["budget_ahead:b:soft"].holds
    assert near["budget_ahead:b:soft"].body == (
        "At this pace the soft limit of $33.00 is passed in 2 days, before the month is over."
    )
    assert "budget_ahead:b:hard" not in near
    far = found(one, budgets=standings(one, soft=Decimal(45), hard=None))["budget_ahead:b:soft"]
    assert (far.holds, far.good) == (False, True)


def test_a_limit_that_is_passed_is_not_ahead_any_more() -> None:
    one = spender()
    both = found(one, budgets=standings(one, soft=Decimal(20), hard=Decimal(33)))
    assert (both["budget_ahead:b:soft"].holds, both["budget_ahead:b:soft"].good) == (False, True)
    assert both["budget_ahead:b:hard"].holds


def test_of_a_day_nothing_is_ahead() -> None:
    one = spender()
    keys = found(one, budgets=standings(one, period=BudgetPeriod.DAY))
    assert not [key for key in keys if key.startswith("budget_ahead")]


def test_a_budget_of_one_provider_heeds_that_providers_switches() -> None:
    one = spent("90")
    by = rules(RuleChoice(provider_id="work", rule=AlertRule.BUDGET_SOFT, enabled=False))
    own = standings(one, scope=BudgetScope.PROVIDER, subject="work")
    assert "budget_soft:b" not in found(one, budgets=own, by=by)
    assert "budget_soft:b" in found(one, budgets=standings(one), by=by)


def test_a_budget_reads_in_its_period() -> None:
    one = spent("90")
    assert found(one, budgets=standings(one))["budget_soft:b"].period_ends == datetime(
        2026, 12, 1, tzinfo=UTC
    )


# --- outages ------------------------------------------------------------------------------------


def troubled(
    kind: ProblemKind, since: timedelta = timedelta(hours=1), name: str = "Work", **changes: object
) -> ProviderState:
    problem = Problem(kind=kind, message="It went wrong.")
    made = facts(provider=provider(name), last_poll=bad_poll(problem), failing_since=NOW - since, **changes)
    return state(made)


NEED_USER = [ProblemKind.AUTH, ProblemKind.WRONG_KEY, ProblemKind.BILLING, ProblemKind.KEYCHAIN]


@pytest.mark.parametrize("kind", NEED_USER)
def test_what_needs_the_user_is_told_at_once_and_is_no_failure_beside(kind: ProblemKind) -> None:
    both = found(troubled(kind, timedelta(0)))
    assert both["needs_you:work"].holds
    assert both["needs_you:work"].body == "It went wrong. It is not asked again until you act."
    assert both["failing:work"].severity is None


def test_a_failure_is_told_after_half_an_hour() -> None:
    before = found(troubled(ProblemKind.SERVICE, timedelta(minutes=29)))["failing:work"]
    after = found(troubled(ProblemKind.SERVICE, timedelta(minutes=30)))["failing:work"]
    assert (before.severity, before.due_at) == (None, NOW + timedelta(minutes=1))
    assert (after.holds, after.due_at) == (True, None)


def test_a_service_that_does_not_answer_says_nothing_about_the_key() -> None:
    one = found(troubled(ProblemKind.SERVICE))["needs_you:work"]
    assert (one.severity, one.holds, one.good) == (None, False, False)


def test_a_good_poll_is_good_for_both() -> None:
    both = found(spender())
    assert both["needs_you:work"].good
    assert both["failing:work"].good


def test_an_outage_gets_no_worse_by_lasting() -> None:
    short, long = (
        found(troubled(ProblemKind.SERVICE, timedelta(hours=hours)))["failing:work"] for hours in (1, 90)
    )
    assert short.severity == long.severity


def test_a_plugin_that_fails_is_of_its_own_kind() -> None:
    assert found(troubled(ProblemKind.PLUGIN))["failing:work"].kind is NoticeKind.PLUGIN
    assert found(troubled(ProblemKind.SERVICE))["failing:work"].kind is NoticeKind.FAILED


def test_a_lost_network_is_one_thing_for_all() -> None:
    lost = found(troubled(ProblemKind.NETWORK), troubled(ProblemKind.NETWORK, name="Home"))
    assert lost[NETWORK_KEY].holds
    assert [key for key, one in lost.items() if one.holds] == [NETWORK_KEY]
    assert lost[NETWORK_KEY].body.startswith("None of your 2 providers can be reached since 2026-11-15 13:30")


def test_a_provider_that_alone_cannot_be_reached_fails_alone() -> None:
    mixed = found(troubled(ProblemKind.NETWORK), spender("Home"))
    assert mixed[NETWORK_KEY].good
    assert mixed["failing:work"].holds
    assert found(troubled(ProblemKind.NETWORK))["failing:work"].holds


def test_a_provider_that_was_never_asked_says_nothing() -> None:
    assert found(state(facts(last_poll=None, last_good_at=None))) == {}


def test_a_history_that_cannot_be_kept_is_news() -> None:
    bad, good = database_reading("The disk is full."), database_reading(None)
    assert (bad.holds, bad.is_news, bad.body) == (
        True,
        True,
        "The disk is full. Live figures are still shown.",
    )
    assert (good.holds, good.good) == (False, True)


def test_a_limit_that_is_full_is_urgent_and_one_that_is_nearly_is_not() -> None:
    urgencies = {
        key.partition(":")[0]: one.urgency for key, one in found(limited("0.97")).items() if "limit" in key
    }
    assert urgencies == {"limit_full": Urgency.CRITICAL, "limit_high": Urgency.NORMAL}


def test_a_rule_for_limits_that_is_off_says_nothing() -> None:
    assert not any("limit_high" in key for key in found(limited("0.97"), by=rules(limit_high=False)))
    assert not any("limit_full" in key for key in found(limited("0.97"), by=rules(limit_full=False)))


def test_the_lower_the_balance_the_more_severe_around_the_threshold_too() -> None:
    severities = [
        one.severity
        for left in ("6", "5", "4", "0", "-1")
        for key, one in found(prepaid(usd(left))).items()
        if key.startswith("balance_low")
    ]
    assert severities == [Decimal("0.8"), Decimal(1), Decimal("1.2"), Decimal(2), Decimal("2.2")]
