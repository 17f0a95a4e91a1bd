from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimonitor.demo import accounts
from aimonitor.demo.year import OPENED, Account, DayRecord, day_share, since_opening, total
from aimonitor.domain.money import Money
from aimonitor.domain.periods import ONE_DAY, Period, PeriodKind
from tests.demo.reading import NOON

ALL = (
    accounts.PRODUCTION,
    accounts.STAGING,
    accounts.RESEARCH,
    accounts.ROUTER,
    accounts.SIDE_PROJECT,
)
YEAR = Period(kind=PeriodKind.CUSTOM, first=NOON.date() - timedelta(days=399), last=NOON.date())


def fresh(account: Account) -> Account:
    """The same account as another process makes it."""
    return Account(seed=account.seed, models=account.models, extras=account.extras, gap_day=account.gap_day)


@pytest.mark.parametrize("account", ALL, ids=lambda account: account.seed)
def test_four_hundred_days_are_there_and_always_the_same(account: Account) -> None:
    records = list(account.records(YEAR, NOON))
    assert len(records) == 400
    assert all(record.tokens > 0 and record.cost > 0 for record in records)
    assert records == list(fresh(account).records(YEAR, NOON))
    assert len({record.cost for record in records}) > 390


@pytest.mark.parametrize("account", ALL, ids=lambda account: account.seed)
def test_a_past_day_is_the_same_from_any_later_moment(account: Account) -> None:
    day = date(2026, 11, 20)
    moments = [NOON, NOON + timedelta(days=1), datetime(2031, 5, 1, tzinfo=UTC)]
    assert len({account.record(day, moment).cost for moment in moments}) == 1


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(2025, 9, 1), max_value=datetime(2034, 1, 1)))  # noqa: DTZ001
def test_money_is_tokens_times_price_and_fits_a_billionth(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    for account in ALL:
        record = account.record(now.date(), now)
        by_hand = sum(
            count * model.plan.prices[kind] for model in record.models for kind, count in model.tokens.items()
        )
        extras = sum((extra.count * extra.plan.price for extra in record.extras), Decimal(0))
        assert record.cost == by_hand / Decimal(10**6) + extras
        costs = [model.cost for model in record.models] + [extra.cost for extra in record.extras]
        assert [Money(amount=cost, currency="USD").rounded().amount for cost in costs] == costs


def test_today_only_grows_and_ends_as_the_full_day() -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    day = midnight.date()
    seen = [accounts.PRODUCTION.record(day, midnight + timedelta(minutes=10 * step)) for step in range(144)]
    costs = [record.cost for record in seen]
    full = accounts.PRODUCTION.record(day, midnight + ONE_DAY)
    assert costs == sorted(costs)
    assert costs[0] == 0
    assert costs[-1] < full.cost
    assert len(set(costs)) > 130


def test_the_day_is_busy_by_day() -> None:
    def at(hour: int) -> int:
        return day_share(datetime(2026, 11, 23, hour, tzinfo=UTC))

    assert at(0) == 0
    assert at(7) == 80_000
    assert at(19) == 880_000
    assert at(13) - at(12) > at(3) - at(2)
    assert day_share(datetime(2026, 11, 23, 14, 30, tzinfo=UTC)) == day_share(NOON)


def test_there_is_nothing_before_the_account_and_nothing_after_today() -> None:
    for day in (OPENED - ONE_DAY, NOON.date() + ONE_DAY):
        assert accounts.PRODUCTION.record(day, NOON) == DayRecord(day=day)


def test_a_clock_before_the_account_finds_an_empty_one() -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    span = since_opening(early)
    assert (span.first, span.last) == (early.date(), early.date())
    assert total(accounts.ROUTER.records(span, early)) == 0


def test_weekends_are_quiet_and_the_year_grows() -> None:
    records = list(accounts.PRODUCTION.records(YEAR, NOON))[:-1]
    weekend = [record.cost for record in records if record.day.weekday() >= 5]
    work = [record.cost for record in records if record.day.weekday() < 5]
    assert sum(weekend) / len(weekend) < sum(work) / len(work) / 2
    assert total(records[-90:]) > total(records[:90]) * Decimal("1.3")


@pytest.mark.parametrize("account", ALL, ids=lambda account: account.seed)
def test_each_month_has_one_spike(account: Account) -> None:
    october = Period(kind=PeriodKind.CUSTOM, first=date(2026, 10, 1), last=date(2026, 10, 31))
    top = sorted((record.models[0].total_tokens for record in account.records(october, NOON)), reverse=True)
    calm = fresh(account)
    mean = sum(top) / len(top)
    assert top[0] > 1.7 * mean
    assert calm.record(date(2026, 10, 5), NOON) == account.record(date(2026, 10, 5), NOON)


def test_the_gap_is_one_day_of_each_month_at_one_service() -> None:
    assert [account.seed for account in ALL if account.gap_day] == ["openai-production"]
    assert [day.day for day in YEAR.days() if accounts.PRODUCTION.is_gap(day)] == [28] * 13


def test_an_average_day_costs_what_a_small_team_spends() -> None:
    month = accounts.PRODUCTION.cost(PeriodKind.THIS_MONTH, NOON)
    assert Decimal(100) < month < Decimal(400)
