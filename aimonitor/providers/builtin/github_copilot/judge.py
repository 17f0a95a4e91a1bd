"""What GitHub's refusals stand for."""

from __future__ import annotations

from aimonitor.errors import AppError, AuthError, RateLimitError, WrongKeyError
from aimonitor.net.answer import Answer
from aimonitor.net.judge import default_judge, server_words

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404


def judge(answer: Answer) -> AppError | None:
    """The error an answer of GitHub stands for; None for one that can be used."""
    if answer.status == _UNAUTHORIZED:
        return AuthError(
            "Invalid API key: GitHub rejects the token. Has it expired, or was it revoked?",
            status=answer.status,
        )
    if answer.status == _FORBIDDEN and answer.headers.get("x-ratelimit-remaining") == "0":
        return RateLimitError(
            "GitHub was asked too often with this token.",
            retry_after=answer.retry_after,
            status=answer.status,
        )
    if answer.status == _FORBIDDEN and answer.is_json:
        words = server_words(answer) or "it gives no reason."
        return WrongKeyError(f"The token may not read this. GitHub says: {words}", status=_FORBIDDEN)
    return default_judge(answer)


def judge_billing(answer: Answer) -> AppError | None:
    """The same for the bill: one that is not there is no fault of the service."""
    if answer.status == _NOT_FOUND:
        return WrongKeyError(
            "GitHub has no Copilot bill for this token: it lacks the permission “Plan: read”, "
            "or the seat is paid by an organisation.",
            status=_NOT_FOUND,
        )
    return judge(answer)
