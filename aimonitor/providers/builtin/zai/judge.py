"""What Z.ai's refusals stand for; they come with status 200."""

from __future__ import annotations

import re

from aimonitor.errors import AppError, WrongKeyError
from aimonitor.net.answer import Answer
from aimonitor.net.judge import server_words
from aimonitor.providers.verdict import Verdict

_NO_PLAN = re.compile(r"coding plan", re.IGNORECASE)
_UNAUTHORIZED = 401

_verdict = Verdict(
    name="Z.ai",
    refused="Invalid API key: Z.ai rejects it. The key is wrong, has expired, or is of the other region.",
    good={"code": (200,), "success": (True,)},
    codes={401: _UNAUTHORIZED, 1000: _UNAUTHORIZED, 1001: _UNAUTHORIZED, 1002: _UNAUTHORIZED},
)


def judge(answer: Answer) -> AppError | None:
    """The error an answer of Z.ai stands for; None for one that can be used."""
    error = _verdict(answer)
    if error is not None and _NO_PLAN.search(server_words(answer)):
        return WrongKeyError(
            "This key is alive, but its account has no GLM Coding plan, and only a plan has limits to show.",
            status=answer.status,
        )
    return error
