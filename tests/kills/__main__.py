"""Programs of ours killed at random moments: `python -m tests.kills [--times 200] [--seed 1] [--only JOB]`.

Prints, for each kind of work, how often it was hit and what was found wrong; the exit code says
whether anything was.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.kills.forks import VictimError, in_child, killed, whole
from tests.kills.job import Job
from tests.kills.jobs import JOBS
from tests.kills.moments import Length


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="kills in all (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="which moments (default 1)")
    parser.add_argument("--only", help="one kind of work, by the beginning of its name")
    options = parser.parse_args()
    jobs = [job for job in JOBS if not options.only or job.name.startswith(options.only)]
    _say(_where(options.seed))
    with tempfile.TemporaryDirectory(prefix="aimonitor-kills-") as folder:
        wrong = _Run(Path(folder), random.Random(options.seed)).all(jobs, options.times)
    _say(f"wrong: {wrong}")
    return 1 if wrong else 0


def _where(seed: int) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, {platform.system()} {platform.machine()}, seed {seed}"
    )


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a run talks by printing


class _Run:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance

    def all(self, jobs: list[Job], times: int) -> int:
        """Each in its turn, until there were so many kills; how many left something wrong."""
        hit, wrong = Counter[str](), 0
        lengths = {job.name: self._prepare(job) for job in jobs}
        began = time.monotonic()
        for number in range(times):
            job, was_killed = jobs[number % len(jobs)], False
            while not was_killed:
                was_killed, trouble = self._once(job, lengths[job.name])
                wrong += trouble
            hit[job.name] += 1
        for job in jobs:
            _say(f"{job.name}: {hit[job.name]} kills; lost: {job.loses}")
        _say(f"{hit.total()} kills in {time.monotonic() - began:.0f} s")
        return wrong

    def _template(self, job: Job) -> Path:
        return self._folder / "before" / job.name

    def _prepare(self, job: Job) -> Length:
        home = self._template(job)
        home.parent.mkdir(exist_ok=True)
        in_child(lambda _tell: job.make(home))
        return whole(partial(job.work, self._copy(job)))

    def _copy(self, job: Job) -> Path:
        home = self._folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self._template(job), home)
        return home

    def _once(self, job: Job, length: Length) -> tuple[bool, bool]:
        moment = length.moment(self._chance)
        home = self._copy(job)
        try:
            ended = killed(partial(job.work, home), moment)
            in_child(lambda _tell: job.check(home, ended.told))
        except VictimError as error:
            _say(f"WRONG: {job.name}, killed {moment}:\n{error}")
            return True, True
        return ended.killed, False


if __name__ == "__main__":
    os.environ.pop("AIMONITOR_HOME", None)
    sys.exit(main())
