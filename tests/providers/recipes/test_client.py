"""The one request of a recipe, as it leaves."""

from __future__ import annotations

import pytest

from aimonitor.errors import ConfigError
from tests.providers.calling import calling
from tests.providers.fixture_server import FixtureServer, Reply
from tests.providers.recipes.samples import WHOLE, client

KEY = "ACME-TEST-00000001"
OPTION = '\n[[options]]\nid = "team"\nlabel = "Team"\n'


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ("", "authorization", f"Bearer {KEY}"),
        ('[auth]\nscheme = "Token"', "authorization", f"Token {KEY}"),
        ('[auth]\nscheme = "none"\nheader = "X-Key"', "x-key", KEY),
    ],
)
async def test_the_key_goes_where_the_recipe_says_and_nowhere_else(
    auth: str, header: str, value: str
) -> None:
    of = client(f'{WHOLE}\n{auth}\n[request.headers]\nX-Version = "2026-06"\n')
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": 1}))
        async with calling(of, server, KEY) as call:
            await of.get_usage(call)
    (seen,) = server.seen
    assert seen.headers[header] == value
    assert seen.headers["x-version"] == "2026-06"
    assert sum(KEY in text for text in seen.headers.values()) == 1


async def test_an_option_stands_in_the_path_as_one_step() -> None:
    of = client(WHOLE.replace("/v1/credits", "/v1/{team}/credits") + OPTION)
    async with FixtureServer() as server:
        server.answer("/v1/blue.team/credits", Reply.of({"left": 1}))
        async with calling(of, server, KEY, options={"team": "blue.team"}) as call:
            await of.get_usage(call)
    assert server.unexpected == []


@pytest.mark.parametrize("value", ["..", ".", "a/b", "a?b", "a#b", "%2e%2e", "a b", "ü", "a" * 201])
async def test_an_option_cannot_leave_its_step(value: str) -> None:
    of = client(WHOLE.replace("/v1/credits", "/v1/{team}/credits") + OPTION)
    async with FixtureServer() as server, calling(of, server, KEY, options={"team": value}) as call:
        with pytest.raises(ConfigError, match="Team cannot be used"):
            await of.get_usage(call)
    assert server.seen == []


async def test_without_what_it_needs_nothing_is_asked() -> None:
    of = client(WHOLE.replace("/v1/credits", "/v1/{team}/credits") + OPTION)
    async with FixtureServer() as server, calling(of, server, KEY) as call:
        with pytest.raises(ConfigError, match="Acme needs one thing more: Team"):
            await of.get_usage(call)
    assert server.seen == []


async def test_a_default_stands_for_an_option_that_is_empty() -> None:
    of = client(WHOLE.replace("/v1/credits", "/v1/{team}/credits") + OPTION + 'default = "all"\n')
    async with FixtureServer() as server:
        server.answer("/v1/all/credits", Reply.of({"left": 1}))
        async with calling(of, server, KEY) as call:
            await of.get_usage(call)
    assert server.unexpected == []


async def test_the_key_is_tried_with_the_figures_and_is_of_the_kind_that_reads() -> None:
    kinds = (
        '\n[[keys]]\nid = "user"\nname = "User"\nprefixes = ["u-"]\nreads = false\nadvice = "Another."\n'
        '\n[[keys]]\nid = "admin"\nname = "Admin"\nadvice = "It may do more than read."\n'
    )
    of = client(WHOLE + kinds)
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": 1}))
        async with calling(of, server, KEY) as call:
            report = await of.check_key(call)
    assert (report.kind, report.advice) == ("admin", "It may do more than read.")
    assert report.can == of.manifest.capabilities


async def test_the_balance_alone_can_be_asked_for() -> None:
    of = client(WHOLE)
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": 1}))
        async with calling(of, server, KEY) as call:
            part = await of.get_balance(call)
    assert [str(one.money.amount) for one in part.balances or ()] == ["1"]


async def test_a_redirect_to_another_host_is_not_followed() -> None:
    of = client(WHOLE)
    async with FixtureServer() as server, FixtureServer() as other:
        server.answer("/v1/credits", Reply(302, b"", {"location": f"{other.base_url}/v1/credits"}))
        async with calling(of, server, KEY) as call:
            with pytest.raises(Exception, match="the key must not go"):
                await of.get_usage(call)
    assert other.seen == []
