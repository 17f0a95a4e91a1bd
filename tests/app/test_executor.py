from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import Future, wait

import pytest

from aimonitor.app.executor import DaemonExecutor

PATIENCE = 30.0


def test_results_and_errors_reach_who_waits() -> None:
    work = DaemonExecutor()
    assert work.submit(divmod, 7, 2).result(PATIENCE) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        work.submit(divmod, 7, 0).result(PATIENCE)


def test_jobs_share_so_many_threads_and_no_more() -> None:
    work, gate = DaemonExecutor(2), threading.Event()
    names: set[str] = set()
    idents: set[int] = set()

    def job() -> None:
        names.add(threading.current_thread().name)
        idents.add(threading.get_ident())
        gate.wait(PATIENCE)

    jobs = [work.submit(job) for _ in range(6)]
    gate.set()
    wait(jobs, PATIENCE)
    assert all(one.done() for one in jobs)
    assert names == {"aimonitor-work"}
    assert 1 <= len(idents) <= 2


def test_a_job_does_not_wait_behind_one_that_hangs_while_there_is_a_thread_left() -> None:
    for _ in range(200):  # the moment between two jobs is short: try often
        work, gate = DaemonExecutor(2), threading.Event()
        work.submit(int).result(PATIENCE)
        hanging = work.submit(gate.wait)
        assert work.submit(str, "quick").result(PATIENCE) == "quick"
        gate.set()
        assert hanging.result(PATIENCE)


def test_a_job_that_was_given_up_is_not_begun() -> None:
    work, gate = DaemonExecutor(1), threading.Event()
    begun: list[str] = []
    first = work.submit(gate.wait)
    second: Future[None] = work.submit(begun.append, "begun")
    assert second.cancel()
    gate.set()
    first.result(PATIENCE)
    work.submit(int).result(PATIENCE)
    assert begun == []


def test_a_hanging_job_does_not_hold_up_the_end() -> None:
    script = (
        "import threading\n"
        "from aimonitor.app.executor import DaemonExecutor\n"
        "DaemonExecutor().submit(threading.Event().wait)\n"
        "print('end')\n"
    )
    done = subprocess.run(  # noqa: S603  ours
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")
