"""The promises of docs/forecast.md, on few years and with room for chance; the command prints them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.domain.periods import ONE_DAY
from tests.bench.backtest import __main__ as command
from tests.bench.backtest import balances, hours, months, spikes, table
from tests.bench.backtest.habits import BEFORE, DAYS, Habit, Year, year, years

FEW = 18


@pytest.fixture(scope="module")
def made() -> list[Year]:
    return years(FEW, command.REPORTED)


@pytest.fixture(scope="module")
def late(made: list[Year]) -> list[months.Trial]:
    return [trial for trial in months.trials(made) if trial.day >= table.FROM_DAY]


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def test_the_range_holds_about_eight_times_in_ten(late: list[months.Trial]) -> None:
    assert 0.72 < share([trial.holds for trial in late]) < 0.93


@pytest.mark.parametrize("habit", Habit)
def test_the_range_is_of_use_for_every_habit(habit: Habit, late: list[months.Trial]) -> None:
    assert share([trial.holds for trial in late if trial.habit is habit]) > 0.6


def test_the_middle_is_nearer_than_simpler_guesses(late: list[months.Trial]) -> None:
    error = middle([trial.off(trial.middle) for trial in late])
    assert error < middle([trial.off(trial.straight) for trial in late])
    repeated = [trial.off(trial.last_month) for trial in late if trial.last_month is not None]
    assert error < 0.7 * middle(repeated)


def test_new_accounts_and_sums_are_held_too(made: list[Year]) -> None:
    young = list(months.young_trials(made))
    assert 0.7 < share([trial.holds for trial in young]) < 0.95
    summed = list(months.together(made, size=3))
    assert 0.65 < share([trial.holds for trial in summed]) < 0.97


def test_balances_run_out_when_they_were_said_to(made: list[Year]) -> None:
    endings = list(balances.endings(made))
    assert 0.7 < share([ending.holds for ending in endings]) < 0.96


def test_false_alarms_are_rare_and_planted_spikes_are_found(made: list[Year]) -> None:
    counts = spikes.counts(made)
    assert sum(one.false_alarms for one in counts) / (12 * len(counts)) < 0.6
    assert sum(one.found for one in counts) / sum(one.planted for one in counts) > 0.7


def test_hours_alarm_less_than_once_a_month_for_every_habit_and_planted_ones_are_found(
    made: list[Year],
) -> None:
    counts = hours.counts(made)
    for habit in Habit:
        alarms = [one.false_alarms for one in counts if one.habit is habit]
        assert sum(alarms) / (12 * len(alarms)) < 1
    assert sum(one.found for one in counts) / sum(one.planted for one in counts) > 0.6


def test_a_seed_is_a_year_and_habits_take_turns() -> None:
    assert year(Habit.BURSTY, 3) == year(Habit.BURSTY, 3)
    assert year(Habit.BURSTY, 3).costs != year(Habit.BURSTY, 4).costs
    assert [one.habit for one in years(7, 0)] == [*Habit, Habit.STEADY]


def test_a_year_has_a_past_and_whole_months() -> None:
    made = year(Habit.MIXED, 1)
    assert made.first.day == 1
    assert made.first - BEFORE * ONE_DAY == min(made.costs)
    assert len(made.days()) == DAYS
    assert all(cost >= 0 for cost in made.costs.values())


def test_every_table_of_the_command_stands_in_the_documentation() -> None:
    page = (Path(__file__).parents[3] / "docs" / "forecast.md").read_text("utf-8")
    for title, rows in command.sections(6, 0):
        assert len({row.count("|") for row in rows}) == 1
        table_in_page = page.partition(f"\n{title}\n\n")[2].partition("\n\n")[0].splitlines()
        assert [row.split("|")[1] for row in table_in_page] == [row.split("|")[1] for row in rows]
        assert table_in_page[0] == rows[0]
