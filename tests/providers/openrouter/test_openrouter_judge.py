from __future__ import annotations

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
from aimonitor.providers.builtin.openrouter.judge import judge
from tests.providers.fixture_server import fixture, fixture_ids


def answer(name: str) -> Answer:
    found = fixture(name)
    is_json = "json" in found.entry["headers"]["content-type"]
    return Answer(status=found.entry["status"], json=found.json if is_json else None, is_json=is_json)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("error_401_missing_header", AuthError, "Invalid API key"),
        ("error_401_user_not_found", AuthError, "Invalid API key"),
        ("error_402_insufficient_credits", BillingError, "Insufficient credits"),
        ("credits_403_ordinary_key", WrongKeyError, "management key"),
        ("activity_403_ordinary_key", WrongKeyError, "management key"),
        ("analytics_query_403_official", WrongKeyError, "management key"),
        ("error_403_workspace_budget", BillingError, "budget of"),
        ("error_403_cloudflare_html", ServiceError, "before OpenRouter"),
        ("error_429_platform_limit", RateLimitError, "too often"),
        ("keys_error_429", RateLimitError, "too often"),
        ("activity_today_400", ServiceError, "within the last 30"),
        ("generation_404", ServiceError, "404"),
        ("error_500", ServiceError, "500"),
        ("error_502", ServiceError, "502"),
        ("error_503", ServiceError, "503"),
        ("error_524_timeout", ServiceError, "524"),
    ],
)
def test_each_refusal_has_its_meaning(name: str, kind: type[AppError], words: str) -> None:
    error = judge(answer(f"openrouter/{name}"))
    assert type(error) is kind
    assert words in str(error)


def test_each_good_answer_is_good() -> None:
    good = [name for name in fixture_ids("openrouter") if fixture(name).entry["status"] == 200]
    assert len(good) > 20
    assert [name for name in good if judge(answer(name)) is not None] == []


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 401, "message": "No auth credentials found"}, AuthError),
        ({"code": 402, "message": "Insufficient credits"}, BillingError),
        ({"code": 403, "message": "Only provisioning keys can perform this operation"}, WrongKeyError),
        ({"code": 403, "message": "Blocked by guardrail"}, BillingError),
        ({"code": 403, "message": "No"}, WrongKeyError),
        ({"code": 429, "message": "Rate limit exceeded"}, RateLimitError),
        ({"code": 502, "message": "Provider returned error"}, ServiceError),
        ({"code": "x", "metadata": {"error_type": "payment_required"}}, BillingError),
        ({"metadata": {"error_type": "rate_limit_exceeded"}}, RateLimitError),
        ({"metadata": {"error_type": "a new word"}}, ServiceError),
        ({"code": True, "metadata": {"error_type": 7}}, ServiceError),
        ({"code": 200}, ServiceError),
        ({}, ServiceError),
    ],
)
def test_an_error_may_hide_behind_status_200(error: dict[str, Json], kind: type[AppError]) -> None:
    # trap 7: `error` is looked for before `data`
    found = judge(Answer(status=200, json={"error": error, "data": {"total_credits": 1}}))
    assert type(found) is kind


@pytest.mark.parametrize("body", [{"error": None, "data": {}}, {"data": []}, [], "text", None])
def test_no_error_object_is_no_error(body: Json) -> None:
    assert judge(Answer(status=200, json=body)) is None


@pytest.mark.parametrize("name", ["management", "provisioning"])
def test_a_management_key_is_asked_for_by_its_present_name(name: str) -> None:
    body: Json = {"error": {"code": 403, "message": f"Only {name} keys can perform this operation"}}
    found = judge(Answer(status=403, json=body))
    assert str(found) == "This needs a management key; the key itself is fine."


@pytest.mark.parametrize("status", [401, 403])
def test_a_page_that_is_no_answer_of_openrouter_says_nothing_against_the_key(status: int) -> None:
    """A sign-in page of a network or a gateway: the key is as good as before."""
    error = judge(Answer(status=status, is_json=False, text="<html>sign in"))
    assert type(error) is ServiceError
    assert f"Something before OpenRouter refused access (status {status})" in str(error)


def test_a_403_without_words_is_still_a_sentence() -> None:
    assert "without a reason" in str(judge(Answer(status=403, json={})))
