from __future__ import annotations

from datetime import date, timedelta

from aimonitor.domain.balance_entry import BalanceEntry, EnteredBalance, EntryKind
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import FigureStatus
from aimonitor.domain.usage import Balance, BalanceRole, Provenance
from aimonitor.insight.dashboard import dashboard
from tests.insight.facts import EVERYTHING, NOW, TODAY, day, facts, state, usd

COST_ONLY = EVERYTHING - {Capability.BALANCE}


def entered(
    opening: str = "100",
    topped_up: str = "20",
    billed: str = "30",
    *,
    since: int = 10,
    whole_days: int = 10,
    last_whole: date | None = TODAY - timedelta(days=1),
) -> EnteredBalance:
    entry = BalanceEntry(
        id="a",
        provider_id="work",
        kind=EntryKind.OPENING,
        day=TODAY - timedelta(days=since),
        money=usd(opening),
    )
    return EnteredBalance(
        opening=entry,
        topped_up=usd(topped_up),
        billed=usd(billed),
        whole_days=whole_days,
        last_whole=last_whole,
    )


def test_what_is_left_is_what_was_entered_less_what_was_billed() -> None:
    found = state(facts(entered=(entered(),)), capabilities=COST_ONLY)
    assert (found.balance.status, found.balance.totals) == (FigureStatus.KNOWN, (usd("90"),))
    assert (found.balance.provenance, found.balance.missing) == (Provenance.ENTERED, 0)
    assert found.balance.complete
    assert found.balance.note == "Your opening balance of 5 Nov 2026 and top-ups, less what was billed since."
    left = Balance(role=BalanceRole.TOTAL, money=usd("90"), provenance=Provenance.ENTERED)
    assert found.balances == (left,)


def test_with_days_missing_it_is_the_most_that_can_be_left_and_no_end_is_foretold() -> None:
    days = tuple(day(TODAY - timedelta(days=back), usd("10")) for back in range(1, 11))
    whole = state(facts(*days, entered=(entered(),)), capabilities=COST_ONLY)
    assert dashboard([whole], NOW).depletion is not None
    found = state(facts(*days, entered=(entered(whole_days=8),)), capabilities=COST_ONLY)
    assert (found.balance.totals, found.balance.missing, found.balance.complete) == ((usd("90"),), 2, False)
    assert found.balance.note.startswith("At most this: 2 days since 5 Nov 2026 could not be read in full.")
    assert dashboard([found], NOW).depletion is None


def test_yesterday_is_not_missing_while_the_service_may_still_lag() -> None:
    lagging = entered(whole_days=9, last_whole=TODAY - timedelta(days=2))
    found = state(facts(entered=(lagging,)), capabilities=COST_ONLY).balance
    assert found.missing == 0
    assert found.note.endswith("The newest days are not billed yet.")
    assert (
        state(
            facts(entered=(entered(since=0, whole_days=0, last_whole=None),)), capabilities=COST_ONLY
        ).balance.missing
        == 0
    )


def test_a_balance_of_today_waits_for_no_bill_of_earlier_days() -> None:
    of_today = entered(since=0, whole_days=0, last_whole=None)
    note = state(facts(entered=(of_today,)), capabilities=COST_ONLY).balance.note
    assert note == "Your opening balance of 15 Nov 2026 and top-ups, less what was billed since."


def test_a_balance_below_zero_is_shown_and_said() -> None:
    found = state(facts(entered=(entered(billed="130"),)), capabilities=COST_ONLY).balance
    assert found.totals == (usd("-10"),)
    assert found.note.endswith("More was billed than you entered: a top-up may be missing.")


def test_a_service_that_tells_its_balance_is_believed() -> None:
    told = (Balance(role=BalanceRole.TOTAL, money=usd("3")),)
    found = state(facts(entered=(entered(),), balances=told), capabilities=EVERYTHING)
    assert (found.balance.totals, found.balances) == ((usd("3"),), told)


def test_where_a_balance_can_be_entered_the_dash_says_so() -> None:
    assert "You may enter it yourself" in state(facts(), capabilities=COST_ONLY).balance.note
    nothing = state(facts(), capabilities=frozenset({Capability.LIMITS})).balance
    assert nothing.note == "This service, or this kind of key, tells no balance."


def test_one_missing_day_is_one_and_nothing_left_is_no_debt() -> None:
    found = state(facts(entered=(entered(whole_days=9),)), capabilities=COST_ONLY)
    assert found.balance.note.startswith("At most this: 1 day since 5 Nov 2026")
    spent = state(facts(entered=(entered(billed="120"),)), capabilities=COST_ONLY)
    assert (spent.balance.totals, "More was billed" in spent.balance.note) == ((usd("0"),), False)
    owed = state(facts(entered=(entered(billed="120.01"),)), capabilities=COST_ONLY)
    assert "More was billed than you entered" in owed.balance.note
