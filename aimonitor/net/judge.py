"""What an answer that is not usable stands for, where the provider does not know better."""

from __future__ import annotations

from collections.abc import Collection

from aimonitor.errors import AppError, AuthError, BillingError, RateLimitError, ServiceError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.redact import shown

_FIRST_REDIRECT, _FIRST_ERROR = 300, 400
_FIRST_SERVER_ERROR = 500
_MESSAGE_NAMES = ("message", "detail", "msg", "error_description", "error", "title")


def default_judge(answer: Answer) -> AppError | None:
    """The error that an answer's status stands for; None below 300. Statuses unknown to anyone count too."""
    status = answer.status
    if status < _FIRST_REDIRECT:
        return None
    if status == 401:  # noqa: PLR2004
        return AuthError(_sentence("The key was refused.", answer), status=status)
    if status == 402:  # noqa: PLR2004
        return BillingError(_sentence("The service asks for payment or credit.", answer), status=status)
    if status == 403:  # noqa: PLR2004
        return AuthError(_sentence("The key may not read this.", answer), status=status)
    if status == 429:  # noqa: PLR2004
        text = _sentence("The service was asked too often.", answer)
        return RateLimitError(text, retry_after=answer.retry_after, status=status)
    return ServiceError(_sentence(_fault(status), answer), retry_after=answer.retry_after, status=status)


def server_words(answer: Answer, secrets: Collection[str] = ()) -> str:
    """The server's own message, plain, redacted, at most 200 characters; "" if there is none."""
    return shown(_message(answer.json), secrets)


def _fault(status: int) -> str:
    if status < _FIRST_ERROR:
        # One with an address never gets here; what this one holds is a note on the way, not data
        return f"The service sent the request on without saying where to (status {status})."
    if status == 404:  # noqa: PLR2004
        return "The service does not know this address (status 404)."
    if status == 408:  # noqa: PLR2004
        return "The service waited too long for the request (status 408)."
    if status == 529:  # noqa: PLR2004
        return "The service is overloaded (status 529)."
    if status >= _FIRST_SERVER_ERROR:
        return f"The service has a fault of its own (status {status})."
    return f"The service refused the request (status {status})."


def _sentence(ours: str, answer: Answer) -> str:
    words = server_words(answer)
    return f"{ours} It says: {words}" if words else ours


def _message(json: Json) -> str:
    if isinstance(json, str):
        return json
    if isinstance(json, list):
        return _message(json[0]) if json else ""
    if not isinstance(json, dict):
        return ""
    if isinstance(json.get("error"), dict):
        return _message(json["error"])
    found = (json[name] for name in _MESSAGE_NAMES if isinstance(json.get(name), str) and json[name])
    return str(next(found, ""))
