"""How good the forecasts are: `python -m tests.bench.backtest [--years N] [--first-seed N]`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tests.bench.backtest import balances, hours, months, spikes, table
from tests.bench.backtest.habits import years

REPORTED = 1000
"""Seeds from here on are reported; the formulas were fitted on those from 0 on."""


def main() -> int:
    """Print the tables of docs/forecast.md; a verdict on the figures is a test's, not the exit code's."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.backtest", description=__doc__)
    parser.add_argument("--years", type=int, default=200, help="made-up years (default 200, at least 6)")
    parser.add_argument("--first-seed", type=int, default=REPORTED, help="0: the years of the fitting")
    options = parser.parse_args()
    last = options.first_seed + options.years - 1
    print(f"{datetime.now(UTC):%Y-%m-%d}: {options.years} years, seeds {options.first_seed} to {last}.")  # noqa: T201  a benchmark talks by printing
    for title, rows in sections(options.years, options.first_seed):
        print("", title, "", *rows, sep="\n", flush=True)  # noqa: T201  as above
    return 0


def sections(count: int, first_seed: int) -> list[tuple[str, list[str]]]:
    """Each table under its title."""
    made = years(count, first_seed)
    whole = list(months.trials(made))
    young = list(months.young_trials(made))
    summed = [trial for trial in months.together(made) if trial.day >= table.FROM_DAY]
    return [
        ("Month at this pace, from the eighth on, by habit", table.by_habit(whole)),
        ("By day of the month", table.by_day(whole)),
        (
            "New accounts and sums",
            table.others([("accounts 3 to 20 days old", young), ("five providers, from the eighth", summed)]),
        ),
        ("Until when a balance lasts", table.balances(list(balances.endings(made)))),
        ("Spikes", table.spikes(spikes.counts(made))),
        ("Hours that are spikes", table.spikes(hours.counts(made))),
    ]


if __name__ == "__main__":
    sys.exit(main())
