"""What Anthropic's refusals stand for (contract, section 5)."""

from __future__ import annotations

from aimonitor.errors import AppError, AuthError, BillingError, ProviderError, ServiceError, WrongKeyError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.judge import default_judge, server_words

_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _TOO_MANY = 400, 401, 403, 429


class NothingReportedError(ProviderError):
    """400: the period holds no complete UTC day, so there is nothing to report yet."""


def judge(answer: Answer) -> AppError | None:
    """The error an answer of Anthropic stands for; None for one that can be used, or judged by its status."""
    status = answer.status
    if status in (_UNAUTHORIZED, _FORBIDDEN):
        return _refused(answer)
    if status == _BAD_REQUEST:
        return _bad_request(answer)
    if status == _TOO_MANY and _word(answer, "details", "error_code") == "enforced_spend_limit_reached":
        return BillingError(f"Anthropic has stopped for money: {_said(answer)}", status=status)
    return default_judge(answer)


def _refused(answer: Answer) -> AppError:
    if not answer.is_json:
        words = f"Something before Anthropic refused access (status {answer.status}): a proxy or a gateway."
        return ServiceError(words, status=answer.status)
    if answer.status == _FORBIDDEN:
        return WrongKeyError(
            f"This key may not read the organization. It needs admin access. Anthropic says: {_said(answer)}",
            status=answer.status,
        )
    return AuthError(
        "Invalid API key: Anthropic rejects it. Was it revoked, or did it expire?", status=answer.status
    )


def _bad_request(answer: Answer) -> AppError | None:
    message = _word(answer, "message")
    if message.startswith("Invalid date range"):
        return NothingReportedError("Nothing is reported yet.", status=answer.status)
    if "specified API usage limits" in message:
        return BillingError(f"Your own spend limit is reached: {_said(answer)}", status=answer.status)
    return default_judge(answer)


def _word(answer: Answer, *path: str) -> str:
    found: Json = answer.json
    for name in ("error", *path):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _said(answer: Answer) -> str:
    return server_words(answer) or f"status {answer.status}, without a reason."
