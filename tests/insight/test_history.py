from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from aimonitor.domain.history import DayModelCost, DayModelTokens, DayStatus, HistoryFacts
from aimonitor.domain.money import Money
from aimonitor.domain.provider import Capability
from aimonitor.domain.state import ModelUsage, PollRecord
from aimonitor.domain.usage import PartFailure, Problem
from aimonitor.errors import ProblemKind, Repair
from aimonitor.insight.history import NOT_ATTRIBUTED, history
from aimonitor.insight.history_tokens import SOME_UNKNOWN

TODAY = date(2026, 11, 22)
FIRST = date(2026, 11, 20)


def _cost(
    day: int, amount: str, model: str | None = "a", currency: str = "USD", *, complete: bool = True
) -> DayModelCost:
    money = Money(amount=Decimal(amount), currency=currency)
    return DayModelCost(day=date(2026, 11, day), model=model, money=money, complete=complete)


def _tokens(
    day: int, model: str | None = "a", *, complete: bool = True, **parts: int | None
) -> DayModelTokens:
    usage = ModelUsage(model=model, **parts)  # type: ignore[arg-type]
    return DayModelTokens(day=date(2026, 11, day), usage=usage, complete=complete)


def _facts(*rows: DayModelCost | DayModelTokens, first: date = FIRST, last: date = TODAY) -> HistoryFacts:
    return HistoryFacts(
        provider_id="p1",
        first=first,
        last=last,
        costs=tuple(row for row in rows if isinstance(row, DayModelCost)),
        tokens=tuple(row for row in rows if isinstance(row, DayModelTokens)),
    )


def _poll(*, problem: Problem | None = None, failures: tuple[PartFailure, ...] = ()) -> PollRecord:
    return PollRecord(
        provider_id="p1",
        started_at=datetime(2026, 11, 22, 14, tzinfo=UTC),
        duration=timedelta(seconds=1),
        requests=1,
        problem=problem,
        failures=failures,
    )


def _problem(repair: Repair | None = Repair.RETRY) -> Problem:
    return Problem(kind=ProblemKind.SERVICE, message="The service answered 503.", repair=repair)


def test_every_day_of_the_period_is_there_and_a_day_without_rows_is_missing_not_zero() -> None:
    (series,) = history(_facts(_cost(20, "1.5"), _cost(22, "2")), today=TODAY).spend
    assert [day.day.day for day in series.days] == [20, 21, 22]
    assert [day.status for day in series.days] == [DayStatus.KNOWN, DayStatus.MISSING, DayStatus.PARTIAL]
    assert [day.values for day in series.days] == [(Decimal("1.5"),), (), (Decimal(2),)]
    assert [day.note for day in series.days] == ["", "not read yet", "today is still growing"]
    assert series.totals == (Decimal("3.5"),)


def test_a_row_of_zero_is_a_known_zero_without_a_label_of_its_own() -> None:
    (series,) = history(_facts(_cost(20, "0", None), _cost(21, "3")), today=TODAY).spend
    assert series.labels == ("a",)
    assert (series.days[0].status, series.days[0].values) == (DayStatus.KNOWN, (Decimal(0),))


def test_a_period_in_which_nothing_was_spent_has_days_but_no_labels() -> None:
    (series,) = history(_facts(_cost(20, "0", None)), today=TODAY).spend
    assert series.labels == ()
    assert series.days[0].status is DayStatus.KNOWN


def test_the_three_largest_models_are_named_and_the_rest_is_counted() -> None:
    rows = [_cost(20, str(amount), f"m{amount}") for amount in range(1, 8)]
    (series,) = history(_facts(*rows, _cost(20, "0.5", None)), today=TODAY).spend
    assert series.labels == ("m7", "m6", "m5", "other (4)", NOT_ATTRIBUTED)
    assert series.totals == tuple(map(Decimal, ("7", "6", "5", "10", "0.5")))
    assert series.days[0].values == series.totals


def test_a_single_fourth_model_is_named() -> None:
    rows = [_cost(20, str(amount), f"m{amount}") for amount in range(1, 5)]
    (series,) = history(_facts(*rows), today=TODAY).spend
    assert series.labels == ("m4", "m3", "m2", "m1")


def test_currencies_are_never_added_and_a_day_read_in_one_is_zero_in_the_other() -> None:
    facts = _facts(_cost(20, "1"), _cost(21, "7", currency="CNY"))
    usd, cny = history(facts, today=TODAY).spend
    assert (usd.unit, cny.unit) == ("USD", "CNY")
    assert [day.values for day in usd.days] == [(Decimal(1),), (Decimal(0),), ()]
    assert [day.values for day in cny.days] == [(Decimal(0),), (Decimal(7),), ()]


def test_negative_days_and_many_digits_stay_exact() -> None:
    facts = _facts(_cost(20, "123456789012345678.123456789"), _cost(20, "-0.000000001", "b"), _cost(21, "-3"))
    (series,) = history(facts, today=TODAY).spend
    assert series.labels == ("a", "b")
    assert series.totals == (Decimal("123456789012345675.123456789"), Decimal("-0.000000001"))


def test_an_incomplete_day_before_today_is_partial() -> None:
    (series,) = history(_facts(_cost(21, "1", complete=False)), today=TODAY).spend
    assert (series.days[1].status, series.days[1].note) == (DayStatus.PARTIAL, "this day is not complete yet")


def test_today_without_rows_and_days_to_come_say_so() -> None:
    facts = _facts(_cost(21, "1"), last=date(2026, 11, 23))
    (series,) = history(facts, today=TODAY, history_since=date(2026, 11, 21)).spend
    assert [day.note for day in series.days] == [
        "before the first day that was read",
        "",
        "today has not been read yet",
        "still to come",
    ]


def test_a_service_that_was_asked_today_has_not_reported_it_yet() -> None:
    """The table says so too; that nobody asked would be wrong."""
    facts = _facts(_cost(21, "1"), last=TODAY)

    def today(poll: PollRecord | None) -> str:
        return history(facts, today=TODAY, last_poll=poll).spend[0].days[-1].note

    asked = replace(_poll(), started_at=datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC))
    assert today(asked) == "today is not reported yet"
    assert (
        today(replace(asked, started_at=asked.started_at - timedelta(days=1)))
        == "today has not been read yet"
    )
    assert today(replace(asked, problem=_problem())).startswith("The service answered 503")


@pytest.mark.parametrize(
    ("poll", "note"),
    [
        (_poll(), "not read yet"),
        (_poll(problem=_problem()), "The service answered 503; will be filled in at the next poll"),
        (_poll(problem=_problem(Repair.REPLACE_KEY)), "The service answered 503"),
        (
            _poll(failures=(PartFailure(part="costs", problem=_problem()),)),
            "The service answered 503; will be filled in at the next poll",
        ),
        (_poll(failures=(PartFailure(part="tokens", problem=_problem()),)), "not read yet"),
    ],
)
def test_a_gap_tells_what_the_last_poll_met(poll: PollRecord, note: str) -> None:
    (series,) = history(_facts(_cost(20, "1")), today=TODAY, last_poll=poll).spend
    assert series.days[1].note == note


def test_a_gap_of_tokens_tells_which_share_of_them_failed() -> None:
    failure = PartFailure(part="tokens (embeddings)", problem=_problem())
    found = history(
        _facts(_tokens(20, input_tokens=1)), today=TODAY, last_poll=_poll(failures=(failure,))
    ).tokens
    assert found is not None
    assert found.days[1].note.startswith("The service answered 503")


def test_nothing_read_gives_no_series() -> None:
    empty = history(_facts(), today=TODAY)
    assert (empty.spend, empty.tokens, empty.models) == ((), None, ())


def test_tokens_are_split_into_parts_that_add_up() -> None:
    row = _tokens(20, input_tokens=100, cached_input_tokens=30, cache_write_tokens=20, output_tokens=7)
    series = history(_facts(row), today=TODAY).tokens
    assert series is not None
    assert series.labels == ("input", "cached input", "cache write", "output")
    assert series.days[0].values == tuple(map(Decimal, (50, 30, 20, 7)))
    assert series.days[1].status is DayStatus.MISSING


def test_a_part_that_was_never_told_has_no_label() -> None:
    series = history(_facts(_tokens(20, input_tokens=100, output_tokens=0)), today=TODAY).tokens
    assert series is not None
    assert series.labels == ("input", "output")
    assert series.totals == (Decimal(100), Decimal(0))


def test_unknown_input_or_output_makes_a_day_partial_and_known_zero_does_not() -> None:
    facts = _facts(
        _tokens(20, input_tokens=100),
        _tokens(20, "b", input_tokens=1, output_tokens=2),
        _tokens(22, output_tokens=1),
    )
    series = history(facts, today=TODAY).tokens
    assert series is not None
    assert (series.days[0].status, series.days[0].note) == (DayStatus.PARTIAL, SOME_UNKNOWN)
    assert series.days[0].values == (Decimal(101), Decimal(2))
    assert series.days[2].note == f"today is still growing; {SOME_UNKNOWN}"


def test_a_service_that_counts_cached_beside_its_input_never_makes_a_negative_bar() -> None:
    row = _tokens(20, input_tokens=10, cached_input_tokens=15, cache_write_tokens=4, output_tokens=1)
    series = history(_facts(row), today=TODAY).tokens
    assert series is not None
    assert series.days[0].values == tuple(map(Decimal, (0, 10, 0, 1)))


def test_rows_that_tell_only_requests_give_no_tokens() -> None:
    found = history(_facts(_tokens(20, requests=3)), today=TODAY)
    assert found.tokens is None
    assert found.models == (ModelUsage(model="a", requests=3),)


def test_models_add_up_what_is_known_and_keep_unknown_and_zero_apart() -> None:
    facts = _facts(
        _tokens(20, input_tokens=5, output_tokens=0),
        _tokens(21, input_tokens=6),
        _tokens(21, "b", output_tokens=1),
        _cost(20, "1"),
        _cost(21, "2", currency="CNY"),
        _cost(21, "0", None),
    )
    first, second, unattributed = history(facts, today=TODAY).models
    assert (first.input_tokens, first.output_tokens, first.cached_input_tokens) == (11, 0, None)
    assert first.cost == (Money(amount=Decimal(2), currency="CNY"), Money(amount=Decimal(1), currency="USD"))
    assert (second.model, second.cost) == ("b", None)
    assert (unattributed.model, unattributed.cost) == (None, (Money(amount=Decimal(0), currency="USD"),))


def test_quantities_pass_through() -> None:
    facts = HistoryFacts(
        provider_id="p1", first=FIRST, last=TODAY, quantities=(("images", "images", Decimal(3)),)
    )
    assert history(facts, today=TODAY).quantities == (("images", "images", Decimal(3)),)


def test_a_key_that_no_longer_reads_cost_explains_the_gap_and_keeps_what_was_read() -> None:
    facts = _facts(_cost(20, "1"), _tokens(20, output_tokens=1))
    found = history(facts, today=TODAY, capabilities=frozenset({Capability.TOKENS}))
    assert found.spend[0].days[0].values == (Decimal(1),)
    assert found.spend[0].days[1].note == "the present key does not read this"
    assert found.tokens is not None
    assert found.tokens.days[1].note == "not read yet"
