"""What a status stands for."""

from __future__ import annotations

import pytest

from aimonitor.errors import AppError, AuthError, BillingError, RateLimitError, ServiceError
from aimonitor.net.answer import Answer, Json
from aimonitor.net.judge import default_judge, server_words


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ServiceError),
        (401, AuthError),
        (402, BillingError),
        (403, AuthError),
        (404, ServiceError),
        (408, ServiceError),
        (418, ServiceError),
        (429, RateLimitError),
        (500, ServiceError),
        (503, ServiceError),
        (529, ServiceError),
        (599, ServiceError),
        (999, ServiceError),
    ],
)
def test_each_status_has_its_error(status: int, kind: type[AppError]) -> None:
    error = default_judge(Answer(status=status, retry_after=7))
    assert type(error) is kind
    assert getattr(error, "status", None) == status
    assert getattr(error, "retry_after", 7) == 7
    assert str(error).endswith(".")


@pytest.mark.parametrize("status", [200, 204, 299])
def test_below_300_is_usable(status: int) -> None:
    assert default_judge(Answer(status=status)) is None


@pytest.mark.parametrize("status", [300, 302, 304, 399])
def test_what_a_redirect_holds_is_no_data(status: int) -> None:
    error = default_judge(Answer(status=status, json={"data": []}))
    assert type(error) is ServiceError
    assert f"(status {status})" in str(error)


@pytest.mark.parametrize(
    ("json", "words"),
    [
        ({"error": {"message": "No.\nReally", "type": "t", "code": None}}, "No. Really"),
        ({"error": "plain"}, "plain"),
        ({"message": "m", "code": 404}, "m"),
        ({"detail": "d"}, "d"),
        ({"error": {"error": {"msg": "deep"}}}, "deep"),
        ([{"error": {"message": "first"}}], "first"),
        ("just text", "just text"),
        ({"error": {"message": 7}}, ""),
        ({"error": {}}, ""),
        ([], ""),
        (None, ""),
        (5, ""),
        ({"error": {"message": "x" * 500}}, "x" * 199 + "…"),
    ],
)
def test_the_servers_own_words_are_found(json: Json, words: str) -> None:
    assert server_words(Answer(status=400, json=json)) == words


def test_words_are_added_and_keys_in_them_are_masked() -> None:
    json: Json = {"error": {"message": "Incorrect API key provided: sk-adm***********wxyz."}}
    error = default_judge(Answer(status=401, json=json))
    assert str(error) == "The key was refused. It says: Incorrect API key provided: [hidden]."
