from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from aimonitor.domain.money import Money
from aimonitor.domain.state import Depletion, Lasting, ProviderState
from aimonitor.domain.usage import Balance, BalanceRole
from aimonitor.qtmodels.outlook_words import balance_ahead, left_ahead, month_ahead, until_words
from aimonitor.qtmodels.provider_columns import PROVIDER_COLUMNS
from aimonitor.qtmodels.records import Wording
from tests.insight.facts import NOW, TODAY, day, facts, state, usd
from tests.insight.test_left import of_points

GB = QLocale("en_GB")
WORDING = Wording(locale=GB, now=NOW)


def spending(days: int, *left: Money) -> ProviderState:
    known = (day(TODAY - timedelta(days=n), usd("2")) for n in range(days, 0, -1))
    balances = tuple(Balance(role=BalanceRole.TOTAL, money=money) for money in left)
    return state(facts(*known, balances=balances))


def one(lasting: Lasting, earliest: date | None = None, latest: date | None = None) -> Depletion:
    return Depletion(
        provider_id="p",
        provider_name="P",
        currency="USD",
        lasting=lasting,
        earliest=earliest,
        latest=latest,
        wait=2,
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (one(Lasting.DAYS, date(2026, 12, 9), date(2026, 12, 9)), "lasts until 9 Dec"),
        (one(Lasting.DAYS, date(2026, 12, 9), date(2026, 12, 14)), "lasts until 9\u201314 Dec"),
        (one(Lasting.DAYS, date(2026, 12, 9)), "lasts until 9 Dec or longer"),
        (one(Lasting.OVER_A_YEAR), "lasts more than 1 year"),
        (one(Lasting.NOT_AT_THIS_PACE), "does not run out at this pace"),
        (one(Lasting.TOO_EARLY), "has no pace yet: needs 2 more days"),
    ],
)
def test_every_answer_has_its_words(found: Depletion, words: str) -> None:
    assert until_words(found, GB) == words


def test_a_row_tells_its_own_month_and_how_long_its_balance_lasts() -> None:
    found = spending(59, usd("20"))
    assert month_ahead(found, WORDING) == "By 30 Nov at this pace: $58 to $62, eight times in ten."
    assert balance_ahead(found, WORDING) == "It lasts until 24\u201325 Nov."
    tips = {column.id: column.tooltip(found, WORDING) for column in PROVIDER_COLUMNS}
    assert tips["month"].endswith(month_ahead(found, WORDING))
    assert tips["balance"].endswith(balance_ahead(found, WORDING))
    assert "at this pace" not in tips["today"]


def test_a_row_says_what_its_outlook_lacks() -> None:
    young = spending(2, usd("20"))
    assert month_ahead(young, WORDING) == "Month at this pace: needs 1 more day."
    assert balance_ahead(young, WORDING) == "It has no pace yet: needs 1 more day."
    assert month_ahead(state(facts()), WORDING) == ""


def test_two_currencies_last_apart() -> None:
    found = spending(59, Money(amount=Decimal(5), currency="CNY"), usd("20000"))
    assert balance_ahead(found, WORDING).splitlines() == [
        "CNY does not run out at this pace.",
        "USD lasts more than 1 year.",
    ]


def test_points_say_until_when_they_last_where_they_say_how_many_there_are() -> None:
    found = of_points("100")
    assert left_ahead(found, WORDING) == "Points left: lasts until 25\u201326 Nov."
    (limit,) = (column for column in PROVIDER_COLUMNS if column.id == "limit")
    assert limit.text(found, WORDING) == "Points left: 100"
    assert limit.tooltip(found, WORDING).splitlines() == ["Points left: 100", left_ahead(found, WORDING)]
    assert left_ahead(replace(found, left=()), WORDING) == ""
