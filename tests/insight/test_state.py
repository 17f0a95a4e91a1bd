from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.state import FigureStatus, Health, ModelUsage
from aimonitor.domain.usage import PartFailure, Problem, Provenance, QuotaWindow, Spend, Unit
from aimonitor.errors import ProblemKind
from aimonitor.insight.state import same_days_through, usage_of
from aimonitor.insight.windows import left_of
from tests.insight.facts import NOW, TODAY, bad_poll, day, facts, good_poll, provider, state, usd


def problem(kind: ProblemKind) -> Problem:
    return Problem(kind=kind, message="The key was refused.")


def test_a_provider_that_was_never_polled_waits() -> None:
    found = state(facts(last_poll=None, last_good_at=None))
    assert (found.health, found.month.status) == (Health.WAITING, FigureStatus.UNKNOWN)


def test_a_disabled_provider_is_paused_whatever_its_last_poll_said() -> None:
    refused = bad_poll(problem(ProblemKind.AUTH))
    assert state(facts(provider=provider(enabled=False), last_poll=refused)).health is Health.PAUSED


@pytest.mark.parametrize(
    ("kind", "health"),
    [
        (ProblemKind.AUTH, Health.NEEDS_YOU),
        (ProblemKind.WRONG_KEY, Health.NEEDS_YOU),
        (ProblemKind.BILLING, Health.NEEDS_YOU),
        (ProblemKind.KEYCHAIN, Health.NEEDS_YOU),
        (ProblemKind.CONFIG, Health.NEEDS_YOU),
        (ProblemKind.NETWORK, Health.STALE),
        (ProblemKind.SERVICE, Health.STALE),
        (ProblemKind.RATE_LIMIT, Health.STALE),
        (ProblemKind.SCHEMA, Health.STALE),
        (ProblemKind.PLUGIN, Health.STALE),
    ],
)
def test_what_time_does_not_mend_needs_the_user(kind: ProblemKind, health: Health) -> None:
    assert state(facts(last_poll=bad_poll(problem(kind)))).health is health


def test_figures_that_grew_old_are_stale_though_nothing_failed() -> None:
    old = NOW - timedelta(hours=3)
    assert state(facts(last_poll=good_poll(old), last_good_at=old)).health is Health.STALE


def test_a_failed_core_part_makes_the_provider_stale_and_a_side_part_does_not() -> None:
    def with_failed(part: str) -> Health:
        failure = PartFailure(part=part, problem=problem(ProblemKind.SERVICE))
        return state(facts(last_poll=replace(good_poll(), failures=(failure,)))).health

    assert with_failed("costs") is Health.STALE
    assert with_failed("tokens (completions)") is Health.STALE
    assert with_failed("images") is Health.OK


def test_what_good_polls_failed_to_renew_is_not_shown_as_fresh() -> None:
    cap = QuotaWindow(id="cap", name="Cap", unit=Unit.USD, used=Decimal(3), limit=Decimal(20))
    said = Spend(
        period=PeriodKind.TODAY, first=TODAY, money=usd("3"), provenance=Provenance.ESTIMATED, through=TODAY
    )
    this_morning = NOW - timedelta(hours=4)
    fresh = state(facts(windows=(cap,), windows_at=NOW, spends=(said,), spends_at=NOW))
    assert (fresh.today.totals, fresh.windows[0].used) == ((usd("3"),), Decimal(3))
    old = state(facts(windows=(cap,), windows_at=this_morning, spends=(said,), spends_at=this_morning))
    assert (old.today.status, old.windows[0].used, old.main_window) == (FigureStatus.UNKNOWN, None, None)
    assert old.windows[0].limit == 20


def test_an_unknown_figure_gives_the_reason() -> None:
    found = state(facts(last_poll=bad_poll(problem(ProblemKind.AUTH)), last_good_at=None))
    assert found.month.note == "The key was refused."
    assert found.tokens_month.note == "The key was refused."


def test_the_sparkline_has_each_of_thirty_days_and_unknown_ones_stay_unknown() -> None:
    found = state(facts(day(TODAY, usd("3"))))
    assert len(found.last_30_days) == 30
    assert found.last_30_days[-1].cost == (usd("3"),)
    assert found.last_30_days[0].cost is None


def test_a_spend_limit_is_filled_from_the_month() -> None:
    limit = QuotaWindow(
        id="spend_limit", name="Limit", unit=Unit.USD, limit=Decimal(20), period=PeriodKind.THIS_MONTH
    )
    days = [day(TODAY - timedelta(days=n), usd("1")) for n in range(15)]
    window = state(facts(*days, windows=(limit,))).main_window
    assert window is not None
    assert (window.used, window.used_fraction) == (Decimal(15), Decimal("0.75"))


def test_a_spend_limit_over_a_month_with_gaps_has_no_known_use() -> None:
    limit = QuotaWindow(
        id="spend_limit", name="Limit", unit=Unit.USD, limit=Decimal(20), period=PeriodKind.THIS_MONTH
    )
    found = state(facts(day(TODAY, usd("1")), windows=(limit,)))
    assert found.windows[0].used is None
    assert found.main_window is None


def test_a_window_that_was_reset_since_is_no_longer_known() -> None:
    window = QuotaWindow(
        id="w",
        name="Week",
        unit=Unit.REQUESTS,
        used=Decimal(9),
        limit=Decimal(10),
        resets_at=NOW - timedelta(minutes=1),
    )
    assert state(facts(windows=(window,))).windows[0].used is None


def test_the_fullest_window_is_the_main_one() -> None:
    windows = tuple(
        QuotaWindow(id=name, name=name, unit=Unit.USD, used=Decimal(used), limit=Decimal(10))
        for name, used in (("a", 3), ("b", 8), ("c", 5))
    )
    main = state(facts(windows=windows)).main_window
    assert main is not None
    assert main.id == "b"


def test_what_is_left_of_an_unknown_whole_is_a_window_and_has_no_share() -> None:
    points = QuotaWindow(id="points", name="Points left", unit=Unit.COUNT, left=Decimal(3000))
    silent = QuotaWindow(id="rate", name="Rate", unit=Unit.REQUESTS, limit=Decimal(10))
    main = state(facts(windows=(silent, points), windows_at=NOW)).main_window
    assert main is not None
    assert (main.id, main.left) == ("points", Decimal(3000))
    assert (main.used, main.limit) == (None, None)
    assert main.used_fraction is None
    full = QuotaWindow(id="week", name="Week", unit=Unit.PERCENT, used_fraction=Decimal("0.1"))
    assert getattr(state(facts(windows=(points, full))).main_window, "id", "") == "week"
    old = NOW - timedelta(hours=9)
    assert state(facts(windows=(points,), windows_at=old)).windows[0].left is None
    over = replace(points, resets_at=NOW)
    assert state(facts(windows=(over,), windows_at=NOW)).windows[0].left is None


@pytest.mark.parametrize(
    ("told", "left"),
    [
        (QuotaWindow(id="w", name="w", unit=Unit.COUNT, left=Decimal(0)), Decimal(0)),
        (
            QuotaWindow(id="w", name="w", unit=Unit.COUNT, used=Decimal("2.5"), limit=Decimal(10)),
            Decimal("7.5"),
        ),
        (QuotaWindow(id="w", name="w", unit=Unit.COUNT, used=Decimal(12), limit=Decimal(10)), Decimal(-2)),
        (QuotaWindow(id="w", name="w", unit=Unit.COUNT, limit=Decimal(10)), None),
        (QuotaWindow(id="w", name="w", unit=Unit.COUNT, used=Decimal(10)), None),
    ],
)
def test_what_is_left_is_as_told_or_what_the_limit_has_over(told: QuotaWindow, left: Decimal | None) -> None:
    assert left_of(told) == left


@pytest.mark.parametrize(("others", "main"), [(("characters",), "characters"), ((), "voices")])
def test_places_that_are_taken_for_good_stand_back(others: tuple[str, ...], main: str) -> None:
    voices = QuotaWindow(id="voices", name="Voices", unit=Unit.COUNT, used=Decimal(9), limit=Decimal(10))
    period = [replace(voices, id=name, unit=Unit.CHARACTERS, used=Decimal(2)) for name in others]
    found = state(facts(windows=(voices, *period))).main_window
    assert found is not None
    assert found.id == main


def test_the_flat_view_counts_dollars_only_and_keeps_unknown() -> None:
    known = usage_of(state(facts(day(TODAY, usd("1.25"), tokens=40))))
    assert (known.cost_usd, known.tokens_used, known.balance_usd) == (Decimal("1.25"), 40, None)
    assert known.tokens_limit is None
    unread = usage_of(state(facts()))
    assert (unread.cost_usd, unread.tokens_used) == (None, None)


def test_the_days_held_against_each_other_are_the_completed_ones() -> None:
    assert (
        same_days_through(datetime(2026, 11, 22, tzinfo=UTC).date())
        == datetime(2026, 10, 21, tzinfo=UTC).date()
    )
    assert (
        same_days_through(datetime(2026, 3, 31, tzinfo=UTC).date())
        == datetime(2026, 2, 28, tzinfo=UTC).date()
    )
    assert same_days_through(datetime(2026, 11, 1, tzinfo=UTC).date()) is None


@pytest.mark.parametrize(("seconds", "used"), [(-1, None), (0, None), (1, Decimal(3))])
def test_a_window_is_known_until_the_moment_of_its_reset(seconds: int, used: Decimal | None) -> None:
    window = QuotaWindow(
        id="w",
        name="Window",
        unit=Unit.REQUESTS,
        used=Decimal(3),
        limit=Decimal(10),
        resets_at=NOW + timedelta(seconds=seconds),
    )
    (found,) = state(facts(windows=(window,), windows_at=NOW)).windows
    assert found.used == used


def test_a_limit_below_one_is_a_limit() -> None:
    window = QuotaWindow(id="w", name="Window", unit=Unit.USD, used=Decimal("0.2"), limit=Decimal("0.5"))
    (found,) = state(facts(windows=(window,), windows_at=NOW)).windows
    assert found.used_fraction == Decimal("0.4")


def test_what_a_model_cost_is_unknown_where_the_month_is() -> None:
    models = (
        ModelUsage(model=None, cost=(usd("0"),)),
        ModelUsage(model="m", input_tokens=3, cost=(usd("0"),)),
    )
    unknown = state(facts(month_models=models))
    assert unknown.month.status is FigureStatus.UNKNOWN
    assert unknown.models == (ModelUsage(model="m", input_tokens=3),)
    assert state(facts(day(TODAY, usd("0")), month_models=models)).models == models
