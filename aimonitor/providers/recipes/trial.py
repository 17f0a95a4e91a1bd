"""A recipe tried out: the answer as it came, beside what the recipe made of it. Texts without keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from aimonitor.domain.usage import PartFailure
from aimonitor.errors import AppError
from aimonitor.net.answer import Answer, Json, Judge
from aimonitor.net.decode import decode
from aimonitor.net.redact import plain, redact
from aimonitor.providers.base import Call, UsagePart
from aimonitor.providers.computer import NoService
from aimonitor.providers.recipes.answer_tree import AnswerNode, answer_tree
from aimonitor.providers.recipes.client import RecipeClient
from aimonitor.providers.recipes.judge import RecipeJudge
from aimonitor.providers.recipes.told import Told, balance_line, spend_line, told_one_by_one, window_line

MOST = 4000
"""Characters of an answer that are shown."""

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_CUT = "\n… The rest is not shown."


class Trial(Struct, frozen=True, kw_only=True):
    """What a test found, as plain texts. `answer`: as it came, "" where there was none.

    `made`: a line for each figure and warning.
    `problem`: why nothing could be made of it; "" where something was.
    `figures`: what each of the recipe's gave, in its order; none where the answer is no good one.
    `tree`: the answer, value by value; None where it is no JSON.
    """

    answer: str
    made: tuple[str, ...] = ()
    figures: tuple[Told, ...] = ()
    problem: str = ""
    tree: AnswerNode | None = None


async def try_out(client: RecipeClient, call: Call, secrets: Collection[str]) -> Trial:
    """Ask once, and tell both. `secrets`: what must not be shown, whatever the server echoes."""
    heard = _Listening(RecipeJudge(client.recipe))
    try:
        json = await client.ask(call, heard)
    except AppError as error:
        return _refused(heard.text, error, secrets, heard.json)
    return _tried(client, call, heard.text, json, secrets)


def try_on(client: RecipeClient, body: bytes, now: datetime) -> Trial:
    """The same for an answer that was saved: nothing is asked."""
    text = body.decode("utf-8", "replace")
    json: Json = None
    try:
        json = decode(body)
        problem = RecipeJudge(client.recipe)(Answer(status=200, json=json, text=text))
        if problem is not None:
            raise problem
    except AppError as error:
        return _refused(text, error, (), json)
    return _tried(client, Call(api=NoService(), now=now, since=now.date()), text, json, ())


def _refused(text: str, error: AppError, secrets: Collection[str], json: Json) -> Trial:
    problem = redact(plain(error.message, 1000), secrets)
    return Trial(answer=shown_answer(text, secrets), problem=problem, tree=_tree(json, secrets))


def _tried(client: RecipeClient, call: Call, text: str, json: Json, secrets: Collection[str]) -> Trial:
    each = told_one_by_one(client.recipe, json, call.now)
    figures = tuple(replace(one, text=redact(one.text, secrets)) for one in each)
    try:
        made = tuple(redact(line, secrets) for line in told_lines(client.parts(json, call)))
    except AppError as error:
        return replace(_refused(text, error, secrets, json), figures=figures)
    tree = _tree(json, secrets)
    return Trial(answer=shown_answer(text, secrets), made=made, figures=figures, tree=tree)


def _tree(json: Json, secrets: Collection[str]) -> AnswerNode | None:
    """Each name and value masked as the whole is, and on one line."""
    if not isinstance(json, dict | list):
        return None
    return answer_tree(json, lambda text: shown_answer(text, secrets).replace("\n", " ").replace("\t", " "))


class _Listening:
    """A judge that keeps the answer as well."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.text = ""
        self.json: Json = None

    def __call__(self, answer: Answer) -> AppError | None:
        self.text, self.json = answer.text, answer.json if answer.is_json else None
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
        yield balance_line(told)
    for spend in part.spends or ():
        yield spend_line(spend)
    for window in part.windows or ():
        yield window_line(window)
    if part.plan is not None:
        yield f"Plan: {plain(part.plan)}"
    for warning in (*part.warnings, *(balance.warnings if balance is not None else ())):
        yield f"Warning: {plain(warning, 1000)}"
    for failure in (*part.failures, *(balance.failures if balance is not None else ())):
        yield _failure_line(failure)


def _failure_line(failure: PartFailure) -> str:
    return f"Not read ({failure.part}): {plain(failure.problem.message, 1000)}"
