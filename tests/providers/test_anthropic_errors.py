from __future__ import annotations

import pytest

from aimonitor import __version__
from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    RateLimitError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.providers.builtin.anthropic.client import AnthropicClient
from tests.providers.calling import calling, read
from tests.providers.fixture_server import FixtureServer, Reply, fixture

CLIENT = AnthropicClient()
KEY = "sk-ant-admin01-TEST0000"
WORKSPACE_KEY = "sk-ant-api03-TEST0000"
TIER = {
    "type": "rate_limit_error",
    "message": "Ceiling",
    "details": {"error_code": "enforced_spend_limit_reached"},
}
FORBIDDEN = {"type": "error", "error": {"type": "permission_error", "message": "Not yours"}}


async def failing(*replies: Reply) -> tuple[AppError, FixtureServer]:
    """What a read ends with when everything answers like this."""
    async with FixtureServer() as server:
        server.anything(*replies)
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(AppError) as caught:
                await read(CLIENT, call)
            return caught.value, server


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (fixture("anthropic/error_401_invalid_key").reply, AuthError, 2),
        (Reply.of(FORBIDDEN, 403), WrongKeyError, 2),
        (fixture("anthropic/error_402_billing").reply, BillingError, 1),
        (fixture("anthropic/error_400_own_spend_limit").reply, BillingError, 1),
        (Reply.of({"type": "error", "error": TIER}, 429), BillingError, 1),
        (fixture("anthropic/error_429_rate_limit").reply, RateLimitError, 1),
        (fixture("anthropic/error_404").reply, ServiceError, 2),
        (fixture("anthropic/error_500").reply, ServiceError, 6),
        (fixture("anthropic/error_529_overloaded").reply, ServiceError, 6),
        (Reply(403, b"<html>blocked", {"content-type": "text/html"}), ServiceError, 2),
        (
            Reply.of({"type": "error", "error": {"type": "invalid_request_error", "message": "x"}}, 400),
            ServiceError,
            2,
        ),
    ],
)
async def test_each_refusal_has_its_own_error(reply: Reply, kind: type[AppError], requests: int) -> None:
    error, server = await failing(reply)
    assert type(error) is kind
    assert len(server.seen) == requests


async def test_a_wait_that_the_server_names_is_kept() -> None:
    error, _ = await failing(fixture("anthropic/error_429_rate_limit").reply)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 37


async def test_a_workspace_key_on_a_report_is_told_which_key_is_needed() -> None:
    async with FixtureServer() as server:
        server.serve("anthropic/error_401_workspace_key_on_report", "anthropic/models_ok_ordinary_key")
        server.anything(fixture("anthropic/error_401_workspace_key_on_report").reply)
        async with calling(CLIENT, server, WORKSPACE_KEY, key_kind="api") as call:
            with pytest.raises(WrongKeyError, match="not bound to a workspace"):
                await read(CLIENT, call)


# --- the kind of key ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "key_kind", "kind"),
    [
        (KEY, "admin", "admin"),
        (WORKSPACE_KEY, "api", "api"),
        (KEY, "workspace", "admin"),
        (KEY, None, "admin"),
    ],
)
async def test_a_key_that_knows_its_organization_reads_costs(
    key: str, key_kind: str | None, kind: str
) -> None:
    async with FixtureServer() as server:
        server.serve("anthropic/organization_me_official")
        async with calling(CLIENT, server, key, key_kind=key_kind) as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.identity) == (kind, "Organization Name")
    assert report.can == CLIENT.manifest.capabilities


async def test_a_workspace_key_is_alive_but_reads_nothing() -> None:
    async with FixtureServer() as server:
        server.serve("anthropic/error_401_invalid_key", "anthropic/models_ok_ordinary_key")
        async with calling(CLIENT, server, WORKSPACE_KEY, key_kind="api") as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.can) == ("workspace", frozenset())
    assert "admin key" in report.advice


@pytest.mark.parametrize(("key_kind", "words"), [("oauth", "org:admin"), ("admin", "admin access")])
async def test_a_key_that_is_forbidden_is_alive(key_kind: str, words: str) -> None:
    async with FixtureServer() as server:
        server.anything(Reply.of(FORBIDDEN, 403))
        async with calling(CLIENT, server, key_kind=key_kind) as call:
            report = await CLIENT.check_key(call)
    assert (report.kind, report.can) == (key_kind, frozenset())
    assert words in report.advice


async def test_a_revoked_key_is_refused() -> None:
    async with FixtureServer() as server:
        server.anything(fixture("anthropic/error_401_invalid_key").reply)
        async with calling(CLIENT, server, KEY) as call:
            with pytest.raises(AuthError, match="Invalid API key"):
                await CLIENT.check_key(call)


@pytest.mark.parametrize(
    ("key", "sent", "absent"),
    [
        (KEY, {"x-api-key": KEY}, "authorization"),
        ("sk-ant-oat01-TEST", {"authorization": "Bearer sk-ant-oat01-TEST"}, "x-api-key"),
    ],
)
async def test_one_credential_is_sent_with_version_and_name(
    key: str, sent: dict[str, str], absent: str
) -> None:
    async with FixtureServer() as server:
        server.serve("anthropic/organization_me_official")
        async with calling(CLIENT, server, key) as call:
            await CLIENT.check_key(call)
    headers = server.seen[0].headers
    assert sent.items() <= headers.items()
    assert absent not in headers
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["user-agent"] == f"AIMonitor/{__version__}"
