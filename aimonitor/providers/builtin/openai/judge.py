"""What OpenAI's refusals stand for (contract, section 5): the code first, then the text, then the status."""

from __future__ import annotations

import re

from aimonitor.errors import AppError, AuthError, BillingError, ServiceError, WrongKeyError
from aimonitor.net.answer import Answer
from aimonitor.net.judge import default_judge, server_words

_MONEY = frozenset(
    {
        "credit_balance_exhausted",
        "insufficient_quota",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    }
)
_SCOPES = re.compile(r"Missing scopes: *([a-z_.]+(?:, *[a-z_.]+)*)")
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 401, 403, 429


def judge(answer: Answer) -> AppError | None:
    """The error an answer of OpenAI stands for; None for one that can be used."""
    if answer.status in (_UNAUTHORIZED, _FORBIDDEN):
        return _refused(answer)
    if answer.status == _TOO_MANY and {_word(answer, "code"), _word(answer, "type")} & _MONEY:
        return BillingError(f"OpenAI has stopped for money: {_said(answer)}", status=answer.status)
    return default_judge(answer)


def _refused(answer: Answer) -> AppError:
    if not answer.is_json:
        words = f"Something before OpenAI refused access (status {answer.status}): a proxy or a gateway."
        return ServiceError(words, status=answer.status)
    if _word(answer, "code") == "invalid_api_key":
        return AuthError(
            "Invalid API key: OpenAI rejects it. Was it revoked, or did it expire?", status=answer.status
        )
    scopes = _SCOPES.search(_word(answer, "message"))
    if scopes:
        scope = scopes[1].rstrip(".")
        return WrongKeyError(
            f"This key lacks the scope {scope}. Cost needs an admin key that has it.",
            status=answer.status,
            detail=scope,
        )
    return AuthError(f"OpenAI refused access: {_said(answer)}", status=answer.status)


def _word(answer: Answer, name: str) -> str:
    error = answer.json.get("error") if isinstance(answer.json, dict) else None
    word = error.get(name) if isinstance(error, dict) else None
    return word if isinstance(word, str) else ""


def _said(answer: Answer) -> str:
    return server_words(answer) or f"status {answer.status}, without a reason."
