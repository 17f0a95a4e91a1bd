"""What a recipe makes of an answer: exact, and unknown rather than zero."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aimonitor.domain.periods import PeriodKind
from aimonitor.domain.usage import EVER, Unit
from aimonitor.errors import ProblemKind, SchemaError
from aimonitor.providers.base import BalancePart
from tests.providers.recipes.samples import NOW, part, recipe


def balances(text: str, answer: Any) -> BalancePart:  # noqa: ANN401  any JSON
    found = part(text, answer).balance
    assert found is not None
    return found


def money(text: str, answer: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401  any JSON
    told = balances(text, answer).balances
    assert told is not None
    return [(one.role.value, str(one.money.amount), one.money.currency) for one in told]


@pytest.mark.parametrize(
    ("lines", "value", "amount"),
    [
        ("", Decimal("12.340"), "12.340"),
        ("", "12.340", "12.340"),
        ("", 0, "0"),
        ("", -3, "-3"),
        ('scale = "cents"', 1234, "12.34"),
        ("scale = 0.01", "1234.5", "12.345"),
        ('scale = "ten-thousandths"', "1000000", "100.0000"),
        ('scale = "nanos"', "42488000001", "42.488000001"),
        ('scale = "micros"', 1, "0.000001"),
        ("scale = 1000", Decimal("1.5"), "1500.0"),
        ('sign = "negative"', Decimal("-2.50"), "2.50"),
        ('sign = "negative"', 0, "0"),
        ('sign = "negative"\nscale = "cents"', "-1", "0.01"),
    ],
)
def test_money_is_exact_in_every_shape(lines: str, value: Any, amount: str) -> None:  # noqa: ANN401
    text = recipe(f'role = "balance"\npath = "$.left"\n{lines}')
    assert money(text, {"left": value}) == [("total", amount, "USD")]


def test_the_currency_is_that_of_the_figure_of_the_answer_or_of_the_recipe() -> None:
    named = 'role = "balance"\npath = "$.a"\ncurrency = "EUR"'
    told = 'role = "balance"\npath = "$.b"\ncurrency_path = "$.c"'
    text = recipe(named, told, 'role = "balance"\npart = "paid"\npath = "$.d"', currency='"CNY"')
    assert money(text, {"a": 1, "b": 2, "c": "gbp", "d": 3}) == [
        ("total", "1", "EUR"),
        ("total", "2", "GBP"),
        ("paid", "3", "CNY"),
    ]


BALANCE = 'role = "balance"\npath = "$.left"'
MORE = 'role = "count"\nid = "calls"\nname = "Calls"\npath = "$.calls"'


@pytest.mark.parametrize("value", [None, "", "a lot", True, [], {}, "NaN", "1e999", 10**40, "0x10"])
def test_what_is_no_amount_is_unknown_and_never_zero(value: Any) -> None:  # noqa: ANN401  any JSON
    with pytest.raises(SchemaError, match=r"^Invalid response format: the answer of Acme"):
        part(recipe(BALANCE), {"left": value})
    found = part(recipe(BALANCE, MORE), {"left": value, "calls": 3})
    assert found.balance is not None
    assert found.balance.balances is None
    assert [failure.part for failure in found.balance.failures] == ["balance"]
    assert found.windows is not None
    assert [str(window.used) for window in found.windows] == ["3"]


def test_a_currency_that_is_none_makes_no_money() -> None:
    text = recipe('role = "balance"\npath = "$.left"\ncurrency_path = "$.unit"')
    for unit in ("points", None, 7, ""):
        with pytest.raises(SchemaError, match=r"\$\.unit"):
            part(text, {"left": 5, "unit": unit})


def test_an_optional_figure_may_be_missing_but_not_wrong() -> None:
    text = recipe(f"{BALANCE}\noptional = true", MORE)
    assert balances(text, {"calls": 1}).balances == ()
    assert balances(text, {"calls": 1, "left": None}).balances == ()
    assert balances(text, {"calls": 1, "left": "much"}).balances is None


def test_one_of_two_balances_that_cannot_be_read_is_warned_of() -> None:
    found = balances(recipe(BALANCE, 'role = "balance"\npart = "paid"\npath = "$.paid"'), {"left": 1})
    assert [str(one.money.amount) for one in found.balances or ()] == ["1"]
    assert found.warnings == ("Acme: “balance”: $.paid is not in the answer.",)


def test_an_answer_without_any_field_of_the_recipe_is_another_answer() -> None:
    text = recipe(f"{BALANCE}\noptional = true")
    answers: list[Any] = [{}, [], "left", None, {"lefty": 1}]
    for answer in answers:
        with pytest.raises(SchemaError):
            part(text, answer)


def test_an_answer_whose_fields_are_null_is_an_empty_one() -> None:
    found = part(recipe(f"{BALANCE}\noptional = true"), {"left": None})
    assert found.warnings == ("The answer tells none of the figures that the recipe names.",)
    assert found.balance == BalancePart(balances=())


@pytest.mark.parametrize(
    ("period", "kind", "first", "last"),
    [
        ("today", PeriodKind.TODAY, date(2026, 11, 15), date(2026, 11, 15)),
        ("this_month", PeriodKind.THIS_MONTH, date(2026, 11, 1), date(2026, 11, 15)),
        ("last_month", PeriodKind.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        ("ever", PeriodKind.CUSTOM, EVER, date(2026, 11, 15)),
    ],
)
def test_a_cost_is_of_its_period(period: str, kind: PeriodKind, first: date, last: date) -> None:
    found = part(recipe(f'role = "cost"\nperiod = "{period}"\npath = "$.spent"'), {"spent": "1.25"})
    (spend,) = found.spends or ()
    assert (spend.period, spend.first, spend.through) == (kind, first, last)
    assert (str(spend.money.amount), spend.money.currency) == ("1.25", "USD")


def window(lines: str, answer: Any) -> Any:  # noqa: ANN401
    text = recipe(f'role = "limit"\nid = "plan"\nname = "Plan"\n{lines}')
    found = part(text, answer)
    assert found.windows is not None
    return found.windows[0] if found.windows else None


COUNTS = 'used = "$.used"\nlimit = "$.limit"\nremaining = "$.left"'


@pytest.mark.parametrize(
    ("answer", "used", "limit", "fraction"),
    [
        ({"used": 3, "limit": 12}, "3", "12", "0.25"),
        ({"limit": 12, "left": 9}, "3", "12", "0.25"),
        ({"used": 3, "left": 9}, "3", "12", "0.25"),
        ({"used": 15, "limit": 12}, "15", "12", "1.25"),
        ({"used": 0, "limit": 12}, "0", "12", "0"),
        ({"used": 3, "limit": None}, "3", None, None),
        ({"used": 3, "limit": 0}, "3", None, None),
        ({"used": 3, "limit": -1}, "3", None, None),
    ],
)
def test_a_limit_is_used_however_it_is_told(
    answer: Any,  # noqa: ANN401
    used: str,
    limit: str | None,
    fraction: str | None,
) -> None:
    found = window(COUNTS, answer)
    assert str(found.used) == used
    assert (None if found.limit is None else str(found.limit)) == limit
    assert (None if found.used_fraction is None else str(found.used_fraction)) == fraction


def test_a_limit_of_nothing_is_none_to_watch() -> None:
    assert window(COUNTS, {"used": 0, "limit": 0}) is None


@pytest.mark.parametrize("answer", [{"limit": -1, "left": 5}, {"limit": -1, "left": -3}])
def test_what_is_left_of_no_limit_makes_no_use_of_zero(answer: Any) -> None:  # noqa: ANN401
    assert window(COUNTS, answer) is None


def test_a_limit_that_is_gone_is_told_for_it_may_have_moved() -> None:
    text = recipe('role = "limit"\nid = "plan"\nname = "Plan"\nused = "$.used"\nlimit = "$.limit"')
    assert part(text, {"used": 3}).warnings == ("The limit of “Plan” is not in the answer.",)
    assert part(text, {"used": 3, "limit": None}).warnings == ()
    assert part(f"{text}optional = true\n", {"used": 3}).warnings == ()


@pytest.mark.parametrize("answer", [{"limit": 5}, {"used": -1, "limit": 5}, {"used": "?", "limit": 5}])
def test_a_limit_whose_use_is_unknown_is_no_empty_bar(answer: Any) -> None:  # noqa: ANN401
    with pytest.raises(SchemaError):
        window(COUNTS, answer)


@pytest.mark.parametrize(
    ("lines", "value", "used"),
    [
        ('used_percent = "$.p"', "37.5 %", "37.5"),
        ('used_percent = "$.p"', 0, "0"),
        ('remaining_percent = "$.p"', 62, "38"),
        ('remaining_percent = "$.p"', 120, "0"),
    ],
)
def test_a_share_is_told_as_used_or_as_left(lines: str, value: Any, used: str) -> None:  # noqa: ANN401
    found = window(lines, {"p": value})
    assert (str(found.used), found.unit, str(found.limit)) == (used, Unit.PERCENT, "100")


def test_a_limit_of_money_is_in_its_currency() -> None:
    found = window(f'{COUNTS}\ncurrency = "EUR"\nscale = "cents"', {"used": 250, "left": 750})
    assert (found.unit, str(found.used), str(found.limit)) == (Unit.EUR, "2.50", "10.00")
    assert str(found.used_fraction) == "0.25"
    assert window(f'{COUNTS}\ncurrency = "EUR"', {"used": 250, "limit": None}) is None


SHARE = 'used_percent = "$.p"\nresets_at = "$.at"\n'
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told_as", "value", "at"),
    [
        ("iso", "2026-11-18T12:00:00.123456789Z", NOON + timedelta(microseconds=123456)),
        ("iso", "2026-11-18T13:00:00+01:00", NOON),
        ("s", int(NOON.timestamp()), NOON),
        ("s", str(int(NOON.timestamp())), NOON),
        ("ms", int(NOON.timestamp()) * 1000, NOON),
        ("seconds_from_now", 3600, NOW + timedelta(hours=1)),
        ("iso", None, None),
        ("iso", "", None),
        ("s", 0, None),
        ("ms", 0, None),
        ("seconds_from_now", None, None),
    ],
)
def test_a_reset_is_read_as_the_recipe_says(told_as: str, value: Any, at: datetime | None) -> None:  # noqa: ANN401
    assert window(f'{SHARE}reset_format = "{told_as}"', {"p": 5, "at": value}).resets_at == at


@pytest.mark.parametrize(
    ("told_as", "value"),
    [
        ("iso", "tomorrow"),
        ("iso", 1794762000),
        ("iso", "2026-11-18T12:00:00"),
        ("s", 1794762000000),
        ("s", "2026-11-18T12:00:00Z"),
        ("ms", "soon"),
        ("seconds_from_now", -5),
        ("seconds_from_now", 10**12),
    ],
)
def test_a_reset_that_cannot_be_read_costs_the_time_and_not_the_limit(told_as: str, value: Any) -> None:  # noqa: ANN401
    text = recipe(f'role = "limit"\nid = "plan"\nname = "Plan"\n{SHARE}reset_format = "{told_as}"')
    found = part(text, {"p": 5, "at": value})
    assert found.warnings == ("When “Plan” begins anew cannot be read ($.at).",)
    assert [one.resets_at for one in found.windows or ()] == [None]


def test_its_length_and_scope_go_with_it() -> None:
    found = window('used_percent = "$.p"\nevery_hours = 5\nscope = "large model"', {"p": 1})
    assert (found.length, found.scope) == (timedelta(hours=5), "large model")


@pytest.mark.parametrize(("left", "stopped"), [(0, True), ("-1", True), ("0.01", False)])
@pytest.mark.parametrize("role", ["balance", "left"])
def test_where_nothing_is_left_the_provider_needs_the_user(role: str, left: Any, *, stopped: bool) -> None:  # noqa: ANN401
    own = 'id = "points"\nname = "Points"\n' if role == "left" else ""
    found = part(recipe(f'role = "{role}"\n{own}path = "$.left"\nstops_at_zero = true'), {"left": left})
    assert found.balance is not None
    kinds = [(one.part, one.problem.kind) for one in found.balance.failures]
    assert kinds == ([("account", ProblemKind.BILLING)] if stopped else [])


def test_a_balance_that_is_unknown_stops_nothing() -> None:
    stopping = 'role = "balance"\npart = "paid"\npath = "$.paid"\nstops_at_zero = true\noptional = true'
    assert balances(recipe(BALANCE, stopping), {"left": 0}).failures == ()


def test_the_plan_is_a_text_and_nothing_else() -> None:
    text = recipe(BALANCE) + '\n[answer]\nplan = "$.plan"\n'
    assert part(text, {"left": 1, "plan": " Pro\u202e "}).plan == "Pro"
    assert part(text, {"left": 1, "plan": 7}).plan is None
    assert part(text, {"left": 1}).plan is None
