from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from aimonitor.db.database import Database
from aimonitor.db.overview import read_overview
from aimonitor.domain.history import EVERYONE, DayStatus, History, Series, all_of
from aimonitor.domain.usage import DayCost, DayTokens
from aimonitor.insight.history import NOT_ATTRIBUTED
from aimonitor.insight.overview import overview
from tests.db.samples import TODAY, cny, cost, poll, provider, snapshot, tokens

FIRST = TODAY - timedelta(days=9)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


async def keep(
    database: Database, name: str, *costs: DayCost, used: tuple[DayTokens, ...] = (), position: int = 0
) -> None:
    await database.save_provider(provider(name, position=position))
    await database.record_poll(replace(poll(), provider_id=name), snapshot(costs=costs, used=used))


async def read(database: Database, first: date = FIRST) -> History:
    return overview(await read_overview(database, first, TODAY), today=TODAY, since=first)


async def test_the_providers_of_one_type_stand_alone_too(database: Database) -> None:
    await keep(database, "one", cost(back(1), "2"))
    other = replace(provider("two", position=1), provider_type="deepseek")
    await database.save_provider(other)
    days = snapshot(costs=(cost(back(2), "5"),))
    await database.record_poll(replace(poll(), provider_id="two"), days)
    facts = await read_overview(database, FIRST, TODAY, "deepseek")
    found = overview(facts, today=TODAY, since=FIRST, subject=all_of("deepseek"))
    assert found.provider_id == "type:deepseek"
    assert [(one.labels, one.totals) for one in found.spend] == [(("Provider two",), (Decimal(5),))]
    assert found.begins == (("Provider two", back(2)),)
    assert [usage.model for usage in found.models] == ["alpha"]
    (series,) = found.spend
    assert "Provider one" not in " ".join(day.note for day in series.days)


def total_of(series: Series, day: date) -> Decimal:
    return sum(next(one for one in series.days if one.day == day).values, Decimal(0))


async def test_without_a_day_there_is_nothing_to_draw(database: Database) -> None:
    found = await read(database)
    assert (found.provider_id, found.spend, found.spend_by_model, found.tokens) == (EVERYONE, (), (), None)


async def test_money_is_stacked_by_provider_and_by_model_to_the_same_sums(database: Database) -> None:
    each = [cost(back(place), "1.5") for place in range(10)]
    await keep(database, "one", *each)
    await keep(database, "two", *(replace(one, model="beta") for one in each[:5]), position=1)
    found = await read(database)
    (by_provider,), (by_model,) = found.spend, found.spend_by_model
    assert by_provider.labels == ("Provider one", "Provider two")
    assert by_provider.totals == (Decimal(15), Decimal("7.5"))
    assert by_model.labels == ("alpha", "beta")
    for day in by_provider.days:
        assert total_of(by_provider, day.day) == total_of(by_model, day.day)


async def test_small_parts_are_joined_and_nothing_is_lost(database: Database) -> None:
    for place in range(6):
        await keep(database, f"p{place}", cost(back(1), str(10 - place)), position=place)
    (series,) = (await read(database)).spend
    assert series.labels == ("Provider p0", "Provider p1", "Provider p2", "other (3)")
    assert series.totals == (Decimal(10), Decimal(9), Decimal(8), Decimal(18))
    (models,) = (await read(database)).spend_by_model
    assert models.totals == (Decimal(45),)


async def test_a_fourth_part_needs_no_joining(database: Database) -> None:
    for place in range(4):
        await keep(database, f"p{place}", cost(back(1), str(10 - place)), position=place)
    (series,) = (await read(database)).spend
    assert len(series.labels) == 4
    assert series.labels[3] == "Provider p3"


async def test_currencies_are_never_added(database: Database) -> None:
    await keep(database, "one", cost(back(1), "2"), replace(cost(back(1), "0"), money=cny("9"), item="x"))
    found = await read(database)
    assert [(one.unit, one.totals) for one in found.spend] == [("USD", (Decimal(2),)), ("CNY", (Decimal(9),))]


async def test_what_belongs_to_no_model_comes_last_and_rows_of_zero_do_not_count(database: Database) -> None:
    await keep(database, "one", cost(back(1), "1"), cost(back(2), "0", model=None))
    assert (await read(database)).spend_by_model[0].labels == ("alpha",)
    await keep(database, "one", cost(back(1), "1"), cost(back(2), "7", model=None))
    assert (await read(database)).spend_by_model[0].labels == ("alpha", NOT_ATTRIBUTED)


async def test_a_day_says_what_is_known_of_it_and_who_is_missing(database: Database) -> None:
    await keep(database, "one", *(cost(back(place), "1") for place in (0, 1, 2, 3, 5)))
    growing = cost(back(1), "1", complete=False)
    await keep(database, "two", *(cost(back(place), "1") for place in (0, 2, 5)), growing, position=1)
    (series,) = (await read(database)).spend
    told = {day.day: (day.status, day.note) for day in series.days}
    assert told[back(2)] == (DayStatus.KNOWN, "")
    assert told[back(3)] == (DayStatus.PARTIAL, "without Provider two")
    assert told[back(1)] == (DayStatus.PARTIAL, "this day is not complete yet")
    assert told[TODAY] == (DayStatus.PARTIAL, "today is still growing")
    assert told[back(4)][0] is DayStatus.MISSING


async def test_a_day_in_one_currency_does_not_lack_who_bills_in_another(database: Database) -> None:
    await keep(database, "one", *(cost(back(place), "1") for place in range(1, 6)))
    yuan = [replace(cost(back(place), "0"), money=cny("9"), complete=place != 4) for place in (1, 2, 4, 5)]
    await keep(database, "two", *yuan, position=1)
    dollars, others = (await read(database)).spend
    assert (dollars.unit, others.unit) == ("USD", "CNY")
    assert {day.status for day in dollars.days if day.day in (back(3), back(4))} == {DayStatus.KNOWN}
    told = {day.day: day.note for day in others.days}
    assert (told[back(3)], told[back(4)]) == ("without Provider two", "this day is not complete yet")


async def test_who_has_no_day_in_the_period_is_missed_in_its_own_currency_alone(database: Database) -> None:
    long_ago = back(400)
    await keep(database, "one", *(cost(back(place), "1") for place in range(1, 6)))
    await keep(database, "two", replace(cost(long_ago, "0"), money=cny("9")), position=1)
    await keep(database, "three", cost(long_ago, "1"), position=2)
    (series,) = (await read(database)).spend
    assert next(day.note for day in series.days if day.day == back(2)) == "without Provider three"


async def test_a_provider_is_not_missed_before_it_began_but_that_is_told(database: Database) -> None:
    await keep(database, "old", *(cost(back(place), "1") for place in range(10)))
    await keep(database, "new", *(cost(back(place), "1") for place in range(3)), position=1)
    found = await read(database)
    assert {day.status for day in found.spend[0].days[:-1]} == {DayStatus.KNOWN}
    assert found.begins == (("Provider new", back(2)),)


async def test_a_paused_provider_is_not_missed_but_its_past_counts(database: Database) -> None:
    await keep(database, "one", *(cost(back(place), "1") for place in range(10)))
    await keep(database, "two", cost(back(9), "1"), position=1)
    await database.save_provider(replace(provider("two", position=1), enabled=False))
    (series,) = (await read(database)).spend
    assert {day.status for day in series.days[:-1]} == {DayStatus.KNOWN}
    assert series.totals == (Decimal(10), Decimal(1))


async def test_tokens_are_stacked_by_provider_and_requests_alone_are_none(database: Database) -> None:
    await keep(database, "one", used=(tokens(back(1), 10, 5), tokens(back(2), None, 7)))
    await keep(database, "two", used=(DayTokens(day=back(1), model="alpha", requests=3),), position=1)
    series = (await read(database)).tokens
    assert series is not None
    assert (series.labels, series.totals) == (("Provider one",), (Decimal(22),))


async def test_small_counts_are_joined_too(database: Database) -> None:
    for place in range(6):
        await keep(database, f"p{place}", used=(tokens(back(1), 100 - place, 0),), position=place)
    series = (await read(database)).tokens
    assert series is not None
    assert series.labels[3:] == ("other (3)",)
    assert sum(series.totals, Decimal(0)) == sum(100 - place for place in range(6))


async def test_a_day_without_many_names_a_few_of_them(database: Database) -> None:
    await keep(database, "whole", *(cost(back(place), "1") for place in range(5)))
    for place in range(5):
        await keep(database, f"p{place}", cost(back(4), "1"), cost(back(1), "1"), position=place + 1)
    (series,) = (await read(database)).spend
    noted = next(day.note for day in series.days if day.day == back(2))
    assert noted == "without Provider p0, Provider p1, Provider p2 and 2 more"


async def test_models_are_those_of_all_providers(database: Database) -> None:
    await keep(database, "one", cost(back(1), "1"), used=(tokens(back(1), 10, 5),))
    await keep(database, "two", cost(back(1), "2"), used=(tokens(back(1), 1, 1),), position=1)
    (usage,) = (await read(database)).models
    assert (usage.model, usage.input_tokens, usage.output_tokens) == ("alpha", 11, 6)
    assert usage.cost is not None
    assert usage.cost[0].amount == 3
