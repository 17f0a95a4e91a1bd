from __future__ import annotations

from typing import Any

import pytest

from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    RateLimitError,
    SchemaError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.net.answer import Answer
from aimonitor.providers.recipes.judge import RecipeJudge
from tests.providers.recipes.samples import WHOLE, client

RULES = """
[answer]
ok = "$.status"
ok_values = [true, 0, "ok"]
error = "$.why"
code = "$.code"
refused_codes = [1004, "bad_key"]
"""
AUTH = """
[auth]
refused = "Acme wants another key."
forbidden = "Acme wants an admin key."
"""


def judged(
    json: Any,  # noqa: ANN401
    status: int = 200,
    *,
    rules: str = RULES + AUTH,
    is_json: bool = True,
) -> AppError | None:
    return RecipeJudge(client(WHOLE + rules).recipe)(Answer(status=status, json=json, is_json=is_json))


@pytest.mark.parametrize("told", [True, 0, "ok"])
def test_a_good_answer_is_one_of_those_that_the_recipe_names(told: object) -> None:
    assert judged({"status": told}) is None


@pytest.mark.parametrize("told", [False, 1, "0", "true", "OK", [], {}])
def test_true_is_not_1_and_a_text_is_no_number(told: object) -> None:
    error = judged({"status": told, "why": "Come back later"})
    assert isinstance(error, ServiceError)
    assert error.message == "Acme could not answer: Come back later."


def test_an_answer_that_says_nothing_of_itself_is_another_answer() -> None:
    assert isinstance(judged({"left": 3}), SchemaError)
    assert isinstance(judged({"status": None, "why": "closed"}), ServiceError)
    assert judged({"left": 3}, rules="") is None


@pytest.mark.parametrize("code", [1004, "bad_key"])
@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_refused_key_is_known_by_its_code_whatever_the_status(code: object, status: int) -> None:
    error = judged({"status": False, "code": code, "why": "key ACME-TEST-1 unknown"}, status)
    assert isinstance(error, AuthError)
    assert error.message == "Acme wants another key."


def test_a_code_that_is_none_of_them_is_no_refusal() -> None:
    assert isinstance(judged({"status": False, "code": "1004"}), ServiceError)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, AuthError, "Acme wants another key."),
        (403, WrongKeyError, "Acme wants an admin key."),
        (402, BillingError, "Acme has stopped for money"),
        (429, RateLimitError, "asked too often"),
        (500, ServiceError, "fault of its own"),
    ],
)
def test_the_status_speaks_as_it_does_for_every_service(
    status: int, kind: type[AppError], words: str
) -> None:
    error = judged({"why": "no"}, status)
    assert type(error) is kind
    assert words in error.message


def test_without_sentences_of_its_own_a_refusal_names_the_service() -> None:
    error = judged({}, 401, rules="")
    assert error is not None
    assert error.message == "Invalid API key: Acme rejects it. The key is wrong, or was deleted."
    assert isinstance(judged({}, 403, rules=""), AuthError)


def test_a_web_page_is_left_to_the_reader_of_answers() -> None:
    assert judged(None, is_json=False) is None
