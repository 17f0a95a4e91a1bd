"""`aimonitor recipes`, and a recipe polled through the whole app against a server on loopback."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aimonitor.providers.registry import PRESETS
from aimonitor.settings.paths import AppPaths
from tests.cli.running import Commands
from tests.providers.fixture_server import FixtureServer, Reply

KEY = "ACME-TEST-00000001"
TEXT = """schema = 1
id = "acme"
name = "Acme"
base_url = "BASE"

[request]
path = "/v1/credits"

[[figures]]
role = "balance"
path = "$.left"
scale = "cents"

[[figures]]
role = "limit"
id = "plan"
name = "Plan"
unit = "requests"
used = "$.used"
limit = "$.most"
"""
ANSWER = {"left": 1234, "used": 3, "most": 12, "echo": f"Bearer {KEY}", "odd": "\x1b[31m"}


@pytest.fixture
def server() -> Iterator[FixtureServer]:
    """In a thread of its own: commands run loops of theirs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="acme")
    thread.start()
    found = FixtureServer()
    asyncio.run_coroutine_threadsafe(found.__aenter__(), loop).result(30)
    found.answer("/v1/credits", Reply.of(ANSWER))
    yield found
    asyncio.run_coroutine_threadsafe(found.__aexit__(None, None, None), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


@pytest.fixture
def file(place: AppPaths, server: FixtureServer) -> Path:
    """The recipe in the user's folder."""
    place.recipes.mkdir(parents=True)
    target = place.recipes / "acme.toml"
    target.write_text(TEXT.replace("BASE", server.base_url), "utf-8")
    return target


def add(cli: Commands, *flags: str) -> tuple[int, str]:
    done = cli("providers", "add", "acme", "--name", "One", "--key-stdin", *flags, stdin=f"{KEY}\n")
    return done.code, done.err


def test_it_is_listed_beside_those_that_come_with_the_app(
    cli: Commands, file: Path, server: FixtureServer
) -> None:
    rows = cli("recipes", "list").out.splitlines()
    assert rows[-1].split() == ["acme", "Acme", "127.0.0.1", "acme.toml"]
    assert len(rows) == len(PRESETS) + 2
    last = cli("recipes", "list", "--json").document["recipes"][-1]
    assert (last["type"], last["hosts"], last["file"]) == ("acme", ["127.0.0.1"], str(file))
    assert "you" in last["consent"]
    assert "acme" in cli("providers", "types").out
    assert server.seen == []


def test_a_broken_one_is_named_everywhere_and_ends_with_1(cli: Commands, file: Path) -> None:
    file.write_text(TEXT.replace("BASE", "https://api.acme.example").replace("$.left", "left"), "utf-8")
    words = "A recipe is left out: acme.toml, line 11, figures[1].path: a path begins with $"
    for command in (["recipes", "list"], ["providers", "types"]):
        done = cli(*command)
        assert done.code == 1
        assert words in done.err
    report = cli("doctor", "--json")
    assert report.code == 1
    assert any(words in problem for problem in report.document["problems"])
    assert words in report.document["plugins"]["problem 1"]


def test_a_check_names_every_fault_and_asks_nobody(cli: Commands, file: Path, server: FixtureServer) -> None:
    done = cli("recipes", "check", str(file))
    assert (done.code, done.out) == (
        0,
        f"acme.toml is a recipe: Acme. The key goes to {server.base_url} only.\n",
    )
    file.write_text(TEXT.replace('name = "Acme"', "nmae = 1"), "utf-8")
    done = cli("recipes", "check", str(file))
    assert done.code == 1
    assert [line.split(":")[0] for line in done.out.splitlines()] == [
        "acme.toml, name",
        "acme.toml, line 3, nmae",
        "acme.toml, line 4, base_url",
    ]
    assert server.seen == []
    assert cli("recipes", "check", str(file.parent / "gone.toml")).code == 1


def test_a_test_shows_the_answer_beside_what_was_made_of_it(
    cli: Commands, file: Path, server: FixtureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_KEY", KEY)
    for flags, stdin in ((["--key-stdin"], f"{KEY}\n"), (["--key-env", "ACME_KEY"], "")):
        done = cli("recipes", "test", str(file), *flags, "--agree", stdin=stdin)
        assert done.code == 0
        answer, made = done.out.split("What the recipe makes of it\n")
        assert answer.startswith("The answer\n  {")
        assert '"left": 1234' in answer
        assert made == "  Balance (total): 12.34 USD\n  Plan: 3 of 12 (requests)\n"
        assert KEY not in done.out + done.err
        assert "\x1b" not in done.out
        assert "127.0.0.1" in done.err
    assert len(server.seen) == 2
    assert cli("providers", "list").out == "No provider yet.\n"


def test_a_test_sends_nothing_without_agreement_and_nothing_without_a_key(
    cli: Commands, file: Path, server: FixtureServer
) -> None:
    done = cli("recipes", "test", str(file), "--key-stdin", stdin=f"{KEY}\n")
    assert done.code == 3
    assert "to no other host. If you agree to that, say so with --agree." in done.err
    assert cli("recipes", "test", str(file), "--key-stdin", "--agree", stdin="").code == 3
    assert cli("recipes", "test", str(file), "--key-env", "ACME_KEY", "--agree").code == 3
    assert cli("recipes", "test", str(file)).code == 2
    assert server.seen == []


def test_a_test_that_finds_nothing_ends_with_1(cli: Commands, file: Path, server: FixtureServer) -> None:
    server.answer("/v1/credits", Reply.of({"error": {"message": "no such key"}}, 401))
    done = cli("recipes", "test", str(file), "--key-stdin", "--agree", stdin=f"{KEY}\n")
    assert done.code == 1
    assert "Invalid API key: Acme rejects it." in done.out
    assert "no such key" in done.out
    file.write_text("what?", "utf-8")
    done = cli("recipes", "test", str(file), "--key-stdin", "--agree", stdin=f"{KEY}\n")
    assert (done.code, "it is not valid TOML" in done.out) == (1, True)


def test_a_saved_answer_is_read_without_asking(cli: Commands, file: Path, server: FixtureServer) -> None:
    saved = file.parent / "answer.json"
    saved.write_text(json.dumps({"left": "5", "used": 1, "most": None}), "utf-8")
    done = cli("recipes", "test", str(file), "--answer", str(saved))
    assert done.out.endswith("  Balance (total): 0.05 USD\n  Plan: 1 of no limit told (requests)\n")
    assert server.seen == []


def test_it_is_added_polled_and_asked_about_again_when_its_host_changes(
    cli: Commands, file: Path, server: FixtureServer
) -> None:
    code, said = add(cli)
    assert code == 3
    assert "nobody at AIMonitor has looked at it" in said
    assert server.seen == []
    assert add(cli, "--agree")[0] == 0
    assert cli("poll", "One").code == 0
    assert cli.status("One")["balances"][0]["amount"] == "12.34"
    asked = len(server.seen)
    file.write_text(TEXT.replace("BASE", server.base_url.replace("127.0.0.1", "localhost")), "utf-8")
    done = cli("poll", "One")
    assert done.code == 3
    assert "Your agreement is needed." in done.out
    assert cli.status("One")["state"] == "needs_you"
    report = cli("doctor", "--json")
    assert "Your agreement is needed." in report.document["network"]["One"]
    assert len(server.seen) == asked
    done = cli("recipes", "agree", "One")
    assert done.code == 0
    assert "localhost" in done.out
    assert cli("poll", "One").code == 0
    assert len(server.seen) > asked


def test_the_schema_is_printed(cli: Commands) -> None:
    assert cli("recipes", "schema").document["title"] == "AIMonitor recipe"
