"""What a back-test found, as the tables that stand in docs/forecast.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import mean, median

from tests.bench.backtest.balances import Ending
from tests.bench.backtest.habits import Habit
from tests.bench.backtest.hours import HourCount
from tests.bench.backtest.months import Trial
from tests.bench.backtest.spikes import SpikeCount

FROM_DAY = 8
"""From this day of the month on the range is held to its promise."""


def by_habit(trials: Sequence[Trial]) -> list[str]:
    """A row a habit and one for all, from the eighth of the month on."""
    late = [trial for trial in trials if trial.day >= FROM_DAY]
    rows = [_row(habit.value, [one for one in late if one.habit is habit]) for habit in Habit]
    return [*_head("habit"), *rows, _row("**all**", late)]


def by_day(trials: Sequence[Trial]) -> list[str]:
    """A row a day of the month."""
    days = sorted({trial.day for trial in trials})
    return [*_head("day"), *(_row(str(day), [one for one in trials if one.day == day]) for day in days)]


def others(groups: Iterable[tuple[str, Sequence[Trial]]]) -> list[str]:
    """A row for each other way of looking."""
    return [*_head("looked at"), *(_row(name, trials) for name, trials in groups)]


def _head(first: str) -> list[str]:
    return [
        f"| {first} | range holds | month below | above | width | error | straight on | last month |",
        "|---|---|---|---|---|---|---|---|",
    ]


def _row(name: str, trials: Sequence[Trial]) -> str:
    cells = (
        mean(trial.holds for trial in trials),
        mean(trial.truth < trial.low for trial in trials),
        mean(trial.truth > trial.high for trial in trials),
        median(float((trial.high - trial.low) / trial.truth) for trial in trials),
        median(trial.off(trial.middle) for trial in trials),
        median(trial.off(trial.straight) for trial in trials),
    )
    before = [trial.off(trial.last_month) for trial in trials if trial.last_month is not None]
    told = [f"{100 * cell:.1f} %" for cell in cells]
    told.append(f"{100 * median(before):.1f} %" if before else "\u2014")
    return f"| {' | '.join((name, *told))} |"


def balances(endings: Sequence[Ending]) -> list[str]:
    """Until when a balance lasts."""
    head = ["| habit | range holds | median width | open end |", "|---|---|---|---|"]
    rows = [_ending_row(habit.value, [one for one in endings if one.habit is habit]) for habit in Habit]
    return [*head, *rows, _ending_row("**all**", endings)]


def _ending_row(name: str, endings: Sequence[Ending]) -> str:
    width = median(one.width for one in endings if one.width is not None)
    open_ends = mean(one.width is None for one in endings)
    return (
        f"| {name} | {100 * mean(one.holds for one in endings):.1f} % | {width:.0f} days "
        f"| {100 * open_ends:.1f} % |"
    )


def spikes(counts: Sequence[SpikeCount | HourCount]) -> list[str]:
    """False alarms and finds."""
    head = ["| habit | false alarms a month | planted spikes found |", "|---|---|---|"]
    rows = [_spike_row(habit.value, [one for one in counts if one.habit is habit]) for habit in Habit]
    return [*head, *rows, _spike_row("**all**", counts)]


def _spike_row(name: str, counts: Sequence[SpikeCount | HourCount]) -> str:
    found = sum(one.found for one in counts) / sum(one.planted for one in counts)
    return f"| {name} | {mean(one.false_alarms for one in counts) / 12:.2f} | {100 * found:.0f} % |"
