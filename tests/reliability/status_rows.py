"""Each status that says no, and each way in which a server asks for a pause."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from aimonitor.domain.state import Health
from tests.reliability.front import Reply
from tests.reliability.row import LATER, POLITELY, YOURS, Again, Row, World, after_pause, harmless
from tests.reliability.scene import Scene
from tests.reliability.worlds import answer, once, replying, saying

_SAID = '{"error": {"message": "Not today.", "code": null}}'
_NOT_MODIFIED = 304
_ELSEWHERE = (300, 301, 302, 303, 305, 307, 308)
_NOWHERE = "The service sent the request on without saying where to"
_TOO_OFTEN = "The service was asked too often. It says: Not today."


def _status(status: int, words: str, state: Health = Health.STALE, again: Again = POLITELY) -> Row:
    body = "" if status == _NOT_MODIFIED else _SAID
    return Row(
        fault=f"Status {status}", world=saying(answer(status, body)), words=words, state=state, again=again
    )


def _refused(status: int) -> Row:
    return _status(status, f"The service refused the request (status {status}). It says: Not today.")


def _ill(status: int) -> Row:
    return _status(status, f"The service has a fault of its own (status {status}). It says: Not today.")


STATUSES = (
    *(_status(status, f"{_NOWHERE} (status {status}). It says: Not today.") for status in _ELSEWHERE),
    _status(_NOT_MODIFIED, f"{_NOWHERE} (status 304)."),
    _refused(400),
    _status(401, "OpenAI refused access: Not today.", Health.NEEDS_YOU, YOURS),
    _status(402, "The service asks for payment or credit. It says: Not today.", Health.NEEDS_YOU, LATER),
    _status(403, "OpenAI refused access: Not today.", Health.NEEDS_YOU, YOURS),
    Row(
        fault="Status 403 with a web page",
        world=saying(answer(403, "<html>no</html>", kind="text/html")),
        words="Something before OpenAI refused access (status 403): a proxy or a gateway.",
        again=POLITELY,
    ),
    _status(404, "The service does not know this address (status 404). It says: Not today."),
    *(_refused(status) for status in (405, 406, 407)),
    _status(408, "The service waited too long for the request (status 408). It says: Not today."),
    *(_refused(status) for status in (*range(409, 419), *range(421, 427), 428, 431, 451, 499)),
    _status(429, _TOO_OFTEN),
    *(_ill(status) for status in (*range(500, 509), 510, 511, 520, 524)),
    _status(529, "The service is overloaded (status 529). It says: Not today."),
    _ill(599),
)


def _asking(status: int = 429, **headers: str) -> World:
    return saying(answer(status, _SAID, **headers))


def _by_date(**later: float) -> World:
    def made(scene: Scene) -> Reply:
        def reply(_path: str) -> bytes:
            when = format_datetime(scene.clock.now() + timedelta(**later), usegmt=True)
            return answer(429, _SAID, retry_after=when)

        return reply

    return replying(made)


def _pause(fault: str, world: World, words: str, seconds: float, told: str = "") -> Row:
    told = told or f"It asks to wait {words}."
    return Row(fault=fault, world=world, words=f"{_TOO_OFTEN} {told}", again=after_pause(words, seconds))


_HOUR = "AIMonitor tries once more after 1 hour."

PAUSES = (
    harmless(
        "429 with `Retry-After: 5`, once", once(answer(429, _SAID, retry_after="5")), "it is waited for"
    ),
    harmless(
        "503 with `retry-after-ms: 800`, once",
        once(answer(503, _SAID, retry_after_ms="800")),
        "it is waited for",
    ),
    _pause("`Retry-After: 120`", _asking(retry_after="120"), "2 minutes", 120),
    _pause("`Retry-After: 90.5`", _asking(retry_after="90.5"), "2 minutes", 90.5),
    _pause("`retry-after-ms: 90000`", _asking(retry_after_ms="90000"), "2 minutes", 90),
    _pause("A date in ten minutes", _by_date(minutes=10), "10 minutes", 599),
    _pause(
        "A date in a year",
        _by_date(days=365),
        "1 hour",
        3600,
        f"It asks to wait 365 days. {_HOUR}",
    ),
    _pause(
        "`Retry-After: 99999999999999999999`",
        _asking(retry_after="9" * 20),
        "1 hour",
        3600,
        f"It asks to wait 11574074074 days. {_HOUR}",
    ),
    Row(fault="A date that has passed", world=_by_date(minutes=-10), words=_TOO_OFTEN, again=POLITELY),
    Row(fault="`Retry-After: 0`", world=_asking(retry_after="0"), words=_TOO_OFTEN, again=POLITELY),
    Row(fault="`Retry-After: -5`", world=_asking(retry_after="-5"), words=_TOO_OFTEN, again=POLITELY),
    Row(fault="`Retry-After: soon`", world=_asking(retry_after="soon"), words=_TOO_OFTEN, again=POLITELY),
    Row(
        fault="503 with `Retry-After: 120`",
        world=_asking(503, retry_after="120"),
        words="The service has a fault of its own (status 503). It says: Not today. "
        "It asks to wait 2 minutes.",
        again=after_pause("2 minutes", 120),
    ),
)
