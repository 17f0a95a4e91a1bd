"""What a client sends along is what its contract says: the key in its header, and the version spoken."""

from __future__ import annotations

import re

import pytest

from aimonitor import __version__
from aimonitor.errors import AppError
from tests.providers.calling import calling, read
from tests.providers.canned import KEYS, REGISTRY
from tests.providers.contract_cases import INDEXES
from tests.providers.fixture_server import FixtureServer, Reply

CASES = [
    (name, case.get("request_headers", {}))
    for name, index in INDEXES.items()
    for case in index["cases"]
    if "<oauth-token>" not in case.get("request_headers", {}).get("Authorization", "")
]
"""Of each fixture; a token of an editor goes the way of all tokens, which GitHub takes as well."""


def filled(text: str, key: str) -> str:
    """The words of a contract with the version and the key in their places."""
    return re.sub("<[a-z-]+>", key, text.replace("<version>", __version__))


@pytest.mark.parametrize("name", list(INDEXES))
async def test_every_request_carries_what_the_contract_says(name: str) -> None:
    told = [headers for provider, headers in CASES if provider == name]
    wanted = {what.lower(): filled(text, KEYS[name]) for headers in told for what, text in headers.items()}
    wanted.pop("content-type", None)  # a GET has no body to say that of
    client = REGISTRY.client(name)
    options = {one.id: "TEST0000" for one in client.manifest.options if one.required and one.id != "base_url"}
    async with FixtureServer() as server:
        server.anything(Reply.of({}))
        async with calling(client, server, KEYS[name], options=options) as call:
            for asking in (client.check_key(call), read(client, call)):
                with pytest.raises(AppError):
                    await asking
    assert server.seen
    for seen in server.seen:
        assert {what: seen.headers[what] for what in wanted} == wanted
