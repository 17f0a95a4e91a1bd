"""`python -m tests.fuzz --runs 1000000`: damaged answers for each client; ends with 1 if one went wrong."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.run import Fuzz
from tests.fuzz.sources import SOURCES

_SHOWN = 10


def main() -> int:
    """Run, print a line for each type."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000, help="for each type")
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    parser.add_argument("--only", action="append", help="a type; may be given more than once")
    chosen = parser.parse_args()
    failed = False
    for source in SOURCES:
        if chosen.only and source.name not in chosen.only:
            continue
        started = time.monotonic()
        tally = Fuzz(source).run(iter(range(chosen.first, chosen.first + chosen.runs)))
        seconds = round(time.monotonic() - started)
        print(  # noqa: T201  a script talks by printing
            f"{tally.name:16} {tally.runs:>9} runs  {tally.read:>9} read  {tally.refused:>9} refused  "
            f"{len(tally.wrong):>4} wrong  {seconds} s",
            flush=True,
        )
        for line in tally.wrong[:_SHOWN]:
            print(f"  {line}", flush=True)  # noqa: T201  as above
        failed = failed or bool(tally.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
