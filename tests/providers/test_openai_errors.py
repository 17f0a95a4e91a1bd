from __future__ import annotations

from datetime import timedelta

import pytest

from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.providers.builtin.openai.client import OpenAIClient
from aimonitor.providers.builtin.openai.costs import PATH
from tests.providers.calling import NOW, calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture

CLIENT = OpenAIClient()
MODELS = "/v1/models"


async def failing(*replies: Reply, key_kind: str | None = None) -> tuple[AppError, FixtureServer]:
    """What a read ends with when everything answers like this."""
    async with FixtureServer() as server:
        server.anything(*replies)
        async with calling(CLIENT, server, key_kind=key_kind) as call:
            with pytest.raises(AppError) as caught:
                await read(CLIENT, call)
            return caught.value, server


def money_reply(code: str | None, kind: str) -> Reply:
    return Reply.of(
        {"error": {"message": "No.", "type": kind, "param": None, "code": code}}, 429, retry_after="1"
    )


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (fixture("openai/error_401_invalid_key").reply, AuthError, 1),
        (fixture("openai/error_401_no_key").reply, AuthError, 1),
        (fixture("openai/error_401_project_key_on_costs").reply, WrongKeyError, 1),
        (fixture("openai/error_403_project_key_on_costs").reply, WrongKeyError, 1),
        (fixture("openai/error_403_missing_management_scope").reply, WrongKeyError, 1),
        (Reply.of({"error": {"message": "Country not supported", "code": "region"}}, 403), AuthError, 1),
        (fixture("openai/error_429_credit_balance_exhausted").reply, BillingError, 1),
        (fixture("openai/error_429_insufficient_quota_legacy").reply, BillingError, 1),
        (money_reply("organization_spend_limit_exceeded", "requests"), BillingError, 1),
        (money_reply("project_spend_limit_exceeded", "requests"), BillingError, 1),
        (money_reply("organization_usage_limit_exceeded", "requests"), BillingError, 1),
        (money_reply(None, "insufficient_quota"), BillingError, 1),
        (fixture("openai/error_429_rate_limit").reply, RateLimitError, 1),
        (money_reply("slow_down", "requests"), RateLimitError, 3),
        (fixture("openai/error_500").reply, ServiceError, 6),
        (fixture("openai/error_502_html").reply, ServiceError, 6),
        (Reply(401, b"<html>sign in", {"content-type": "text/html"}), ServiceError, 2),
    ],
)
async def test_each_refusal_has_its_own_error(reply: Reply, kind: type[AppError], requests: int) -> None:
    """`requests`: nothing is asked twice that would be refused twice."""
    error, server = await failing(reply)
    assert type(error) is kind
    assert len(server.seen) == requests


async def test_a_wait_that_the_server_names_is_kept() -> None:
    error, _ = await failing(fixture("openai/error_429_rate_limit").reply)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 20
    error, _ = await failing(fixture("openai/error_503_overloaded").reply)
    assert isinstance(error, ServiceError)
    assert error.retry_after == 30


async def test_an_echo_of_the_key_is_shown_to_nobody() -> None:
    echo = {"message": "Bad key sk-admin-TEST0000 (sk-admin-TE****0000)", "code": None}
    for reply in (fixture("openai/error_401_invalid_key").reply, Reply.of({"error": echo}, 401)):
        error, _ = await failing(reply)
        for text in (error.message, error.detail, str(error), repr(error)):
            assert "TEST0000" not in text
            assert "****" not in text


async def test_a_404_with_no_error_around_it_is_understood() -> None:
    error, _ = await failing(fixture("openai/project_rate_limits_404_official").reply)
    assert isinstance(error, ServiceError)
    assert error.status == 404


async def test_a_project_key_is_told_which_key_is_needed() -> None:
    error, _ = await failing(fixture("openai/error_403_project_key_on_costs").reply, key_kind="project")
    assert isinstance(error, WrongKeyError)
    assert str(error) == "This is a project key: it can only show that it is alive. Cost needs an admin key."


async def test_after_a_pause_was_asked_for_nothing_more_is_asked() -> None:
    async with FixtureServer() as server:
        server.anything(fixture("openai/error_429_rate_limit").reply).serve("openai/costs_empty_month")
        async with calling(CLIENT, server) as call:
            snapshot = await read(CLIENT, call)
    assert len(snapshot.day_costs) == 15
    assert len(server.seen) == 2
    assert {failure.problem.kind for failure in snapshot.failures} == {"rate_limit"}
    assert {failure.problem.retry_at for failure in snapshot.failures} == {NOW + timedelta(seconds=20)}
    assert snapshot.windows is None


# --- the kind of key ---------------------------------------------------------------------------


async def test_an_admin_key_reads_costs() -> None:
    async with FixtureServer() as server:
        server.serve("openai/costs_empty_month")
        async with calling(CLIENT, server) as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.can) == ("admin", CLIENT.manifest.capabilities)
    assert [(seen.path, seen.query) for seen in server.seen] == [
        (PATH, {"start_time": ["1794700800"], "limit": ["1"]})
    ]
    assert server.seen[0].headers["authorization"] == "Bearer sk-admin-TEST0000"


@pytest.mark.parametrize("refusal", ["error_401_project_key_on_costs", "error_403_project_key_on_costs"])
@pytest.mark.parametrize(
    ("key_kind", "kind", "words"),
    [
        ("project", "project", "project key"),
        ("service", "service", "service-account key"),
        ("user", "user", "user key"),
        (None, "project", "admin key"),
    ],
)
async def test_an_ordinary_key_is_alive_but_reads_nothing(
    refusal: str, key_kind: str | None, kind: str, words: str
) -> None:
    async with FixtureServer() as server:
        server.serve(f"openai/{refusal}", "openai/models_list_official")
        async with calling(CLIENT, server, "sk-proj-TEST0000", key_kind=key_kind) as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.can) == (kind, frozenset())
    assert words in report.advice


async def test_an_admin_key_without_the_scope_is_told_which_scope() -> None:
    async with FixtureServer() as server:
        server.serve("openai/error_403_project_key_on_costs", "openai/error_403_admin_key_on_models")
        async with calling(CLIENT, server) as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.can) == ("admin", frozenset())
    assert "api.usage.read" in report.advice


async def test_a_revoked_key_is_refused() -> None:
    async with FixtureServer() as server:
        server.serve("openai/error_401_invalid_key", "openai/models_list_official")
        async with calling(CLIENT, server) as call:
            with pytest.raises(AuthError, match="Invalid API key"):
                await CLIENT.check_key(call)
    assert server.asked(MODELS) == []
