"""The three examples of docs/recipes.md, as they stand there, against a server on loopback."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from aimonitor.net.redact import header_secrets
from aimonitor.providers.recipes.plugin import recipe_of
from aimonitor.providers.recipes.schema import recipe_schema
from aimonitor.providers.recipes.trial import try_on, try_out
from tests.providers.calling import NOW, calling
from tests.providers.fixture_server import FixtureServer, Reply

PAGE = (Path(__file__).parents[3] / "docs" / "recipes.md").read_text("utf-8")
KEY = "bolt-admin-TEST00000001"
_EXAMPLE = re.compile(
    r"^\*\*`(\w+\.toml)`\*\*\n\n```toml\n(.*?)^```\n\n"
    r"The answer of `(\w+) (\S+)`, with the header `([^`]+)`.*?"
    r"^```json\n(.*?)^```.*?^```text\n(.*?)^```",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Example:
    name: str
    text: str
    method: str
    address: str
    header: str
    answer: str
    made: tuple[str, ...]

    def at(self, base_url: str) -> str:
        """The same with the server's address, and nothing else, changed."""
        return re.sub(r'(?m)^base_url = "https://[^/"]+', f'base_url = "{base_url}', self.text)


EXAMPLES = [
    Example(name, text, method, address, header, answer, tuple(made.splitlines()))
    for name, text, method, address, header, answer, made in _EXAMPLE.findall(PAGE)
]


@pytest.fixture(params=EXAMPLES, ids=lambda example: example.name)
def example(request: pytest.FixtureRequest) -> Example:
    found: Example = request.param
    return found


def test_there_are_three() -> None:
    assert [one.name for one in EXAMPLES] == ["acme.toml", "bolt.toml", "cedar.toml"]
    assert len(re.findall(r"^```toml", PAGE, re.MULTILINE)) == 3


async def test_it_asks_and_makes_what_the_page_says(example: Example) -> None:
    path, _, query = example.address.partition("?")
    async with FixtureServer() as server:
        server.answer(path, Reply(200, example.answer.encode()), method=example.method)
        plugin = recipe_of(example.at(server.base_url), Path(example.name))
        client = plugin.make_client()
        server_base = plugin.manifest.base_url
        async with calling(client, server, KEY, base_url=server_base, options={"team": "blue"}) as call:
            trial = await try_out(client, call, header_secrets(client.headers(KEY)))
        (seen,) = server.seen
    assert trial.problem == ""
    assert trial.made == example.made
    assert (seen.method, seen.path) == (example.method, path)
    assert "&".join(f"{name}={values[0]}" for name, values in seen.query.items()) == query
    header, _, scheme = example.header.partition(": ")
    assert seen.headers[header.lower()] == f"{scheme} {KEY}".strip()


def test_a_saved_answer_is_read_the_same(example: Example) -> None:
    client = recipe_of(example.text, Path(example.name)).make_client()
    assert try_on(client, example.answer.encode(), NOW).made == example.made


async def test_the_second_says_what_a_failure_with_the_status_of_a_success_is() -> None:
    bolt = EXAMPLES[1]
    client = recipe_of(bolt.text, Path(bolt.name)).make_client()
    refused = try_on(client, b'{"status": "error", "code": 1004, "message": "no such key bolt-admin-x"}', NOW)
    assert refused.problem.startswith("Invalid API key: Bolt rejects it.")
    failed = try_on(client, b'{"status": "error", "code": 7, "message": "Come back later"}', NOW)
    assert failed.problem == "Bolt could not answer: Come back later."
    assert "team" in json.dumps(client.recipe.request.body)


def test_every_field_of_the_format_is_explained() -> None:
    schema = recipe_schema()
    tables = [schema, *schema["$defs"].values()]
    fields = {name for table in tables for name in table.get("properties", {})}
    assert len(fields) > 50
    assert [name for name in sorted(fields) if not re.search(rf"`\[*{name}\b", PAGE)] == []
