from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.net.answer import Answer, Json
from aimonitor.providers.verdict import Verdict

ACME = Verdict(
    name="Acme",
    refused="Acme refuses this key; it takes keys of acme.example.",
    forbidden="This needs a management key.",
    good={"code": (0, 20000), "success": (True,)},
    codes={1004: 401, "no_money": 402, 1302: 429, "forbidden": 403},
    refusals=re.compile("token|令牌"),
    no_json="This is not an Acme server.",
)


def judged(json: Json, status: int = 200, verdict: Verdict = ACME) -> AppError | None:
    return verdict(Answer(status=status, json=json))


@pytest.mark.parametrize(
    "json",
    [{}, {"code": 0}, {"code": 20000, "success": True}, {"data": 1}, [], None, "text", {"error": None}],
)
def test_a_good_answer_is_left_to_its_reader(json: Json) -> None:
    assert judged(json) is None


@pytest.mark.parametrize(
    ("json", "kind"),
    [
        ({"code": 5, "message": "broken"}, ServiceError),
        ({"code": None}, ServiceError),
        ({"code": True}, ServiceError),
        ({"code": 0, "success": False}, ServiceError),
        ({"success": 1}, ServiceError),
        ({"error": {"message": "broken"}}, ServiceError),
        ({"error": "broken"}, ServiceError),
        ({"code": 1004, "message": "no"}, AuthError),
        ({"code": "no_money"}, BillingError),
        ({"code": 1302}, RateLimitError),
        ({"code": "forbidden"}, WrongKeyError),
        ({"success": False, "message": "无效的令牌"}, AuthError),
        ({"success": False, "message": "invalid token"}, AuthError),
        ({"code": [1]}, ServiceError),
    ],
)
def test_a_failure_with_the_status_of_a_success_is_a_failure(json: Json, kind: type[AppError]) -> None:
    error = judged(json)
    assert type(error) is kind
    assert error is not None
    assert error.message.endswith((".", "broken"))


def test_true_is_not_1_nor_0_false() -> None:
    assert judged({"code": False}) is not None
    numbers = replace(ACME, good={"ok": (1,)})
    assert judged({"ok": 1}, verdict=numbers) is None
    assert judged({"ok": True}, verdict=numbers) is not None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AuthError),
        (402, BillingError),
        (403, WrongKeyError),
        (404, ServiceError),
        (429, RateLimitError),
        (500, ServiceError),
    ],
)
def test_a_status_decides_where_there_is_one(status: int, kind: type[AppError]) -> None:
    error = judged({"code": 0, "message": "words"}, status)
    assert type(error) is kind


def test_a_refusal_is_said_in_our_words_for_theirs_may_echo_the_key() -> None:
    error = judged({"error": {"message": "Your api key: ****abcd is invalid"}}, 401)
    assert error is not None
    assert error.message == ACME.refused


def test_without_words_for_it_a_403_is_a_refusal_too() -> None:
    error = judged({}, 403, replace(ACME, forbidden=""))
    assert type(error) is AuthError


def test_a_web_page_in_place_of_an_answer_is_named() -> None:
    page = Answer(status=200, is_json=False)
    error = ACME(page)
    assert isinstance(error, ServiceError)
    assert error.message == "This is not an Acme server."
    assert replace(ACME, no_json="")(page) is None
    before = ACME(replace(page, status=403))
    assert isinstance(before, ServiceError)
    assert "Something before Acme" in before.message


@pytest.mark.parametrize("page", ["<!DOCTYPE html><p>Log in", "  <html>", "\n<HTML lang=de>"])
def test_a_page_that_asks_to_log_in_says_nothing_against_the_key(page: str) -> None:
    """A hotel's network, a company's gateway: polling goes on, and the key is not called refused."""
    error = ACME(Answer(status=401, is_json=False, text=page))
    assert isinstance(error, ServiceError)
    assert "Something before Acme refused access (status 401)" in error.message


@pytest.mark.parametrize("words", ["", "Unauthorized", "<unknown key>"])
def test_a_refusal_in_plain_words_is_one(words: str) -> None:
    assert type(ACME(Answer(status=401, is_json=False, text=words))) is AuthError
