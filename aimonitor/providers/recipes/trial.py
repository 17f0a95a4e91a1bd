"""A recipe tried out: the answer as it came, beside what the recipe made of it. Texts without keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from datetime import datetime

from msgspec import Struct

from aimonitor.domain.money import plain_text
from aimonitor.domain.usage import EVER, Balance, PartFailure, QuotaWindow, Spend
from aimonitor.errors import AppError
from aimonitor.net.answer import Answer, Judge
from aimonitor.net.decode import decode
from aimonitor.net.redact import plain, redact
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.computer import NoService
from aimonitor.providers.recipes.client import RecipeClient
from aimonitor.providers.recipes.judge import RecipeJudge

MOST = 4000
"""Characters of an answer that are shown."""

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_CUT = "\n… The rest is not shown."


class Trial(Struct, frozen=True, kw_only=True):
    """What a test found, as plain texts. `answer`: as it came, "" where there was none.

    `made`: a line for each figure and warning.
    `problem`: why nothing could be made of it; "" where something was.
    """

    answer: str
    made: tuple[str, ...] = ()
    problem: str = ""


async def try_out(client: RecipeClient, call: Call, secrets: Collection[str]) -> Trial:
    """Ask once, and tell both. `secrets`: what must not be shown, whatever the server echoes."""
    heard = _Listening(RecipeJudge(client.recipe))
    try:
        made = tuple(told_lines(client.parts(await client.ask(call, heard), call)))
    except AppError as error:
        return Trial(
            answer=shown_answer(heard.text, secrets), problem=redact(plain(error.message, 1000), secrets)
        )
    lines = tuple(redact(line, secrets) for line in made)
    return Trial(answer=shown_answer(heard.text, secrets), made=lines)


def try_on(client: RecipeClient, body: bytes, now: datetime) -> Trial:
    """The same for an answer that was saved: nothing is asked."""
    text = body.decode("utf-8", "replace")
    call = Call(api=NoService(), now=now, since=now.date())
    try:
        json = decode(body)
        problem = RecipeJudge(client.recipe)(Answer(status=200, json=json, text=text))
        if problem is not None:
            raise problem
        made = tuple(told_lines(client.parts(json, call)))
    except AppError as error:
        return Trial(answer=shown_answer(text, ()), problem=plain(error.message, 1000))
    return Trial(answer=shown_answer(text, ()), made=made)


class _Listening:
    """A judge that keeps the answer as well."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.text = ""

    def __call__(self, answer: Answer) -> AppError | None:
        self.text = answer.text
        return self._judge(answer)


def shown_answer(text: str, secrets: Collection[str]) -> str:
    """`text` with secrets masked, control characters escaped, and not endless."""
    masked = redact(text, secrets)
    cut = masked[:MOST] + (_CUT if len(masked) > MOST else "")
    return "".join(_escaped(char) for char in cut)


def _escaped(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) not in _ESCAPED:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"  # noqa: PLR2004  one byte


def told_lines(part: UsagePart) -> Iterator[str]:
    """A line for each figure, warning and failure, exact, in the order the window has them."""
    balance = part.balance
    for told in (balance.balances if balance is not None else None) or ():
        yield _balance_line(told)
    for spend in part.spends or ():
        yield _spend_line(spend)
    for window in part.windows or ():
        yield _window_line(window)
    if part.plan is not None:
        yield f"Plan: {plain(part.plan)}"
    for warning in (*part.warnings, *(balance.warnings if balance is not None else ())):
        yield f"Warning: {plain(warning, 1000)}"
    for failure in (*part.failures, *(balance.failures if balance is not None else ())):
        yield _failure_line(failure)


def _balance_line(told: Balance) -> str:
    return f"Balance ({told.role.value}): {plain_text(told.money.amount)} {told.money.currency}"


def _spend_line(spend: Spend) -> str:
    since = "since ever" if spend.first == EVER else f"since {spend.first.isoformat()} (UTC)"
    return f"Cost {since}: {plain_text(spend.money.amount)} {spend.money.currency}"


def _window_line(window: QuotaWindow) -> str:
    limit = "no limit told" if window.limit is None else plain_text(window.limit)
    amount = limit if window.used is None else f"{plain_text(window.used)} of {limit}"
    resets = f", begins anew {window.resets_at.isoformat()}" if window.resets_at is not None else ""
    return f"{plain(window.name)}: {amount} ({window.unit.value}){resets}"


def _failure_line(failure: PartFailure) -> str:
    return f"Not read ({failure.part}): {plain(failure.problem.message, 1000)}"
