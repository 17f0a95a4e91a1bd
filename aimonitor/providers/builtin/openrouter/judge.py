"""What OpenRouter's refusals stand for (contract, section 5): also those that arrive with status 200."""

from __future__ import annotations

import re
from dataclasses import replace

from aimonitor.errors import AppError, AuthError, BillingError, ServiceError, WrongKeyError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.judge import default_judge, server_words

_OK, _UNAUTHORIZED, _PAYMENT, _FORBIDDEN = 200, 401, 402, 403
_CODES = {
    "authentication": _UNAUTHORIZED,
    "payment_required": _PAYMENT,
    "permission_denied": _FORBIDDEN,
    "rate_limit_exceeded": 429,
}
_FIRST_ERROR, _LAST_ERROR = 400, 599
_SERVER_FAULT = 500
_NEEDS_MANAGEMENT = re.compile(r"(management|provisioning) keys?\b", re.IGNORECASE)
_POLICY = re.compile(r"budget|guardrail|limit", re.IGNORECASE)


def judge(answer: Answer) -> AppError | None:
    """The error an answer of OpenRouter stands for; None for one that can be used."""
    error = _error_in(answer.json)
    if answer.status == _OK and error is not None:
        answer = replace(answer, status=_code(error))
    if answer.status in (_UNAUTHORIZED, _FORBIDDEN) and not answer.is_json:
        words = f"Something before OpenRouter refused access (status {answer.status}): "
        return ServiceError(words + "edge protection, a proxy or a gateway.", status=answer.status)
    if answer.status == _UNAUTHORIZED:
        words = "Invalid API key: OpenRouter rejects it. Was it revoked, disabled, or did it expire?"
        return AuthError(words, status=_UNAUTHORIZED)
    if answer.status == _PAYMENT:
        return BillingError(f"OpenRouter wants credit: {_said(answer)}", status=_PAYMENT)
    return _forbidden(answer) if answer.status == _FORBIDDEN else default_judge(answer)


def _forbidden(answer: Answer) -> AppError:
    words = _said(answer)
    if _NEEDS_MANAGEMENT.search(words):
        return WrongKeyError("This needs a management key; the key itself is fine.", status=_FORBIDDEN)
    if _POLICY.search(words):
        return BillingError(f"OpenRouter has stopped at a limit: {words}", status=_FORBIDDEN)
    return WrongKeyError(f"This key may not read that: {words}", status=_FORBIDDEN)


def _error_in(json: Json) -> dict[str, Json] | None:
    error = json.get("error") if isinstance(json, dict) else None
    return error if isinstance(error, dict) else None


def _code(error: dict[str, Json]) -> int:
    """The code in the body, else the one its stable name stands for; a fault of the service if neither."""
    code = error.get("code")
    if isinstance(code, int) and not isinstance(code, bool) and _FIRST_ERROR <= code <= _LAST_ERROR:
        return code
    metadata = error.get("metadata")
    name = metadata.get("error_type") if isinstance(metadata, dict) else None
    return _CODES.get(name, _SERVER_FAULT) if isinstance(name, str) else _SERVER_FAULT


def _said(answer: Answer) -> str:
    return server_words(answer) or f"status {answer.status}, without a reason."
