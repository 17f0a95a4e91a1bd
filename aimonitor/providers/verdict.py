"""What a service's answers stand for, also where a failure comes with the status of a success."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from aimonitor.errors import AppError, AuthError, BillingError, ServiceError, WrongKeyError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.judge import default_judge, server_words

_FIRST_ERROR = 400
_UNAUTHORIZED, _PAYMENT, _FORBIDDEN = 401, 402, 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judge (`net.answer.Judge`) for a service whose answers say whether they are good.

    `name`: the service in our sentences. `refused`: the sentence for a refused key; it names the
    right kind of key, because the service's own words may echo a piece of the wrong one.
    `forbidden`: for a key that is alive and may not read this; "" where that is a refusal as well.
    `good`: fields beside the data, with the values they have in a good answer; one that is missing
    says nothing. `codes`: values of `code_at` that stand for a status. `refusals`: words of a
    failure that are about the key. `no_json`: the sentence for a web page in place of an answer.
    """

    name: str
    refused: str
    forbidden: str = ""
    good: Mapping[str, Collection[Json]] = field(default_factory=dict)
    code_at: str = "code"
    codes: Mapping[Json, int] = field(default_factory=dict)
    refusals: re.Pattern[str] | None = None
    no_json: str = ""

    def __call__(self, answer: Answer) -> AppError | None:
        """The error that `answer` stands for; None for one that can be used, or judged by status."""
        if answer.status >= _FIRST_ERROR:
            return self._by_status(answer)
        if not answer.is_json:
            return ServiceError(self.no_json, status=answer.status) if self.no_json else None
        if not self._is_failure(answer.json):
            return None
        status = self._status(answer)
        if status is None:
            return ServiceError(f"{self.name} could not answer: {_said(answer)}", status=answer.status)
        return self._by_status(replace(answer, status=status))

    def _by_status(self, answer: Answer) -> AppError | None:
        if answer.status == _UNAUTHORIZED:
            return self._before(answer) if _is_page(answer) else AuthError(self.refused, status=_UNAUTHORIZED)
        if answer.status == _FORBIDDEN:
            return self._forbidden(answer)
        if answer.status == _PAYMENT:
            return BillingError(f"{self.name} has stopped for money: {_said(answer)}", status=_PAYMENT)
        return default_judge(answer)

    def _is_failure(self, json: Json) -> bool:
        if not isinstance(json, dict):
            return False
        if json.get("error"):
            return True
        return any(name in json and not _is_among(json[name], values) for name, values in self.good.items())

    def _status(self, answer: Answer) -> int | None:
        """The status that a failure should have come with; None if nothing tells."""
        code = answer.json.get(self.code_at) if isinstance(answer.json, dict) else None
        told = self.codes.get(code) if isinstance(code, str | int) else None
        if told is not None:
            return told
        about_key = self.refusals is not None and self.refusals.search(server_words(answer))
        return _UNAUTHORIZED if about_key else None

    def _forbidden(self, answer: Answer) -> AppError:
        if not answer.is_json:
            return self._before(answer)
        if self.forbidden:
            return WrongKeyError(self.forbidden, status=_FORBIDDEN)
        return AuthError(self.refused, status=_FORBIDDEN)

    def _before(self, answer: Answer) -> AppError:
        words = f"Something before {self.name} refused access (status {answer.status}): a proxy or a gateway."
        return ServiceError(words, status=answer.status)


def _is_page(answer: Answer) -> bool:
    """Whether a web page stands in place of the answer: no service refuses a key with one."""
    return not answer.is_json and answer.text.lstrip()[:9].lower().startswith(("<!doctype", "<html"))


def _is_among(value: Json, values: Collection[Json]) -> bool:
    """Whether `value` is one of them; true is not 1 here."""
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in values)


def _said(answer: Answer) -> str:
    return server_words(answer) or "it gives no reason."
