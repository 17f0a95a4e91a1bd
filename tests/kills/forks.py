"""Children of ours: forked warm, so that a kill costs no start, and killed by their own id."""

from __future__ import annotations

import logging
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from tests.kills.moments import Counted, Length, Moment, count_all

Tell = Callable[[str], None]
Work = Callable[[Tell], None]

_TOO_LONG = 60.0


class VictimError(AssertionError):
    """A child failed that was not killed."""


@dataclass(frozen=True)
class Ended:
    """What a child had told before its end, and whether it was killed."""

    told: list[str]
    killed: bool


def whole(work: Work) -> Length:
    """Let a child do all of it, and see how much that is."""

    def measured(tell: Tell) -> None:
        counted = Counted()
        count_all(counted)
        began = time.monotonic()
        work(lambda _text: None)
        tell(f"{time.monotonic() - began} {counted.statements} {counted.instructions}")

    seconds, statements, instructions = in_child(measured).told[-1].split()
    return Length(float(seconds), int(statements), int(instructions))


def killed(work: Work, moment: Moment) -> Ended:
    """Let a child begin it, and kill it then; it may have come to its end before."""

    def watched(tell: Tell) -> None:
        if moment.seconds is None:
            count_all(Counted(at=moment.look))
        work(tell)

    return in_child(watched, seconds=moment.seconds)


def in_child(work: Work, *, seconds: float | None = None) -> Ended:
    """Do it in a child, killed after `seconds`; what it told. Raises VictimError where it fails by itself."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _be_the_child(work, tells)
    os.close(tells)
    text = _heard(told, child, seconds)
    os.close(told)
    _, status = os.waitpid(child, 0)
    was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not was_killed and status != 0:
        raise VictimError(text)
    return Ended(text.split("\n")[:-1], was_killed)


def _be_the_child(work: Work, tells: int) -> None:
    def tell(text: str) -> None:
        os.write(tells, f"{text}\n".encode())

    code = 1
    logging.disable()  # a key that is refused on purpose is no news
    try:
        work(tell)
        code = 0
    except BaseException:  # noqa: BLE001  it must not go on as a second parent
        os.write(tells, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _heard(told: int, child: int, seconds: float | None) -> str:
    """All that the child says, until it ends or its time has come."""
    end = time.monotonic() + (_TOO_LONG if seconds is None else seconds)
    heard = b""
    while True:
        ready, _, _ = select.select([told], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            end = time.monotonic() + _TOO_LONG
            continue
        part = os.read(told, 1 << 16)
        if not part:
            if seconds is None and time.monotonic() > end:
                raise VictimError("it hangs")
            return heard.decode(errors="replace")
        heard += part
