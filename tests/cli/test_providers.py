from __future__ import annotations

import json
from pathlib import Path

import pytest

from aimonitor.cli.text import plain
from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.providers.registry import Registry
from tests.cli.drawer import LOCKED
from tests.cli.running import ADMIN_KEY, Commands

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066"


@pytest.fixture
def work(cli: Commands) -> str:
    return cli.add(cast.PRODUCTION, "--no-test", name="Work")


def test_types_are_those_of_the_registry(cli: Commands) -> None:
    done = cli("providers", "types", "--json")
    assert done.code == 0
    document = done.document
    assert list(document) == ["schema", "types"]
    assert [one["type"] for one in document["types"]] == [m.type for m in Registry().manifests()]
    openai = document["types"][0]
    assert list(openai) == [
        "type",
        "name",
        "summary",
        "hosts",
        "needs_key",
        "consent",
        "key_help",
        "key_kinds",
        "options",
    ]
    assert openai["hosts"] == ["api.openai.com"]
    assert {key: value for key, value in openai["key_kinds"][1].items() if key != "advice"} == {
        "id": "project",
        "name": "Project key",
        "prefixes": ["sk-proj-"],
        "can": [],
    }
    options = {one["type"]: {option["id"]: option for option in one["options"]} for one in document["types"]}
    assert options["moonshot"]["region"]["choices"] == ["International", "China"]
    assert options["moonshot"]["region"]["default"] == "International"
    assert options["litellm"]["base_url"]["required"] is True
    assert options["openai"]["base_url"]["required"] is False
    text = cli("providers", "types").out
    assert all(m.summary in text and m.key_placeholder in text for m in Registry().manifests())


def test_a_plugin_that_fails_is_named_and_the_others_work(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(registry: Registry) -> None:
        registry.register("broken", "tests.cli.nowhere:PLUGIN")

    monkeypatch.setattr(Registry, "load_plugins", load)
    done = cli("providers", "types")
    assert done.code == 1
    assert "The plugin broken is left out" in done.err
    assert "openrouter" in done.out


def test_the_list(cli: Commands, work: str) -> None:
    cli("providers", "disable", "Work")
    (listed,) = cli("providers", "list", "--json").document["providers"]
    assert listed == {
        "id": work,
        "name": "Work",
        "provider_type": "openai",
        "api_key_ref": "keychain",
        "enabled": False,
        "state": "paused",
    }
    head, row = cli("providers", "list").out.splitlines()
    assert head.split() == ["Id", "Name", "Type", "Key", "Polling", "State"]
    assert row.split() == [work, "Work", "openai", "keychain", "paused", "paused"]


def test_disable_and_enable(cli: Commands, work: str) -> None:
    assert cli("providers", "disable", work).out == "Work is paused.\n"
    assert cli.status("Work")["enabled"] is False
    assert cli.status("Work")["state"] == "paused"
    assert cli("providers", "enable", "work").out == "Work is polled again.\n"
    assert cli.status("Work")["enabled"] is True


def test_rename(cli: Commands, work: str) -> None:
    done = cli("providers", "rename", "Work", "  Main   account ")
    assert (done.code, done.out) == (0, "Work is now called Main account.\n")
    assert cli.id_of("Main account") == work


def test_a_name_that_is_taken_is_3(cli: Commands, work: str) -> None:
    cli.add(cast.RESEARCH, "--no-test", name="Other")
    done = cli("providers", "rename", "Other", "WORK")
    assert done.code == 3
    assert "Provider already exists" in done.err
    assert cli.id_of("Work") == work


@pytest.mark.parametrize("action", ["enable", "disable", "remove", "rename"])
def test_an_unknown_provider_is_3(cli: Commands, action: str) -> None:
    more = {"rename": ["New"], "remove": ["--yes"]}.get(action, [])
    done = cli("providers", action, "Nobody", *more)
    assert (done.code, done.out) == (3, "")
    assert done.err == "aimonitor: There is no provider named 'Nobody'.\n"


def test_remove_takes_history_and_key_along(cli: Commands, servers: DemoServers, keychain: Path) -> None:
    assert servers
    number = cli.add(cast.PRODUCTION)
    cli("poll")
    assert number in keychain.read_text()
    done = cli("providers", "remove", cast.PRODUCTION.name, "--yes")
    assert (done.code, done.out) == (
        0,
        f"Removed {cast.PRODUCTION.name} with its history and its key.\n",
    )
    assert json.loads(keychain.read_text()) == {}
    assert cli("status", "--json").document["providers"] == []
    assert cli("export", "--format", "json").document["days"] == []


@pytest.mark.parametrize("answer", ["y\n", "YES\n"])
def test_remove_asks_first(cli: Commands, work: str, answer: str) -> None:
    done = cli("providers", "remove", work, stdin=answer)
    assert done.code == 0
    assert done.err == "Remove Work with its history and its key? [y/N] "
    assert cli("providers", "list", "--json").document["providers"] == []


@pytest.mark.parametrize("answer", ["n\n", "", "\n", "yellow\n"])
def test_anything_else_but_yes_removes_nothing(cli: Commands, work: str, keychain: Path, answer: str) -> None:
    done = cli("providers", "remove", "Work", stdin=answer)
    assert (done.code, done.out) == (1, "")
    assert "Nothing was removed." in done.err
    assert cli.id_of("Work") == work
    assert work in keychain.read_text()


def test_a_key_that_cannot_be_removed_keeps_its_provider(
    cli: Commands, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOCKED, "1")
    done = cli("providers", "remove", "Work", "--yes")
    assert done.code == 4
    assert cli.id_of("Work") == work


def test_a_key_from_a_variable_stays_where_it_is(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", ADMIN_KEY)
    cli("providers", "add", "openai", "--name", "Work", "--key-env", "TEST_KEY", "--no-test")
    done = cli("providers", "remove", "Work", "--yes")
    assert done.out == "Removed Work with its history.\n"


def test_names_that_would_drive_a_terminal_are_shown_and_do_not(cli: Commands, work: str) -> None:
    commands = [
        ["providers", "rename", work, HOSTILE],
        ["providers", "list"],
        ["status"],
        ["providers", "list", "--json"],
        ["status", "--json"],
        ["providers", "disable", work],
        ["providers", "remove", work],
        ["poll", HOSTILE + "x"],
        ["export", "--format", "csv"],
        ["export", "--format", "json"],
    ]
    for arguments in commands:
        done = cli(*arguments)
        shown = (done.out + done.err).replace("\n", "").replace("\r", "")
        assert shown.isprintable(), arguments
    assert cli("providers", "list", "--json").document["providers"][0]["name"] == HOSTILE


def test_plain_text_is_one_line() -> None:
    assert plain("a\nb\tc\r\x1b[0m\u2028d\u200fe\x00") == "a b c  [0m d e "
    assert plain("Größe 名前 🙂") == "Größe 名前 🙂"


@pytest.mark.parametrize("action", [[], ["nonsense"], ["rename", "Work"], ["remove"]])
def test_what_makes_no_sense_is_2(cli: Commands, action: list[str]) -> None:
    done = cli("providers", *action)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: aimonitor providers")


def test_bytes_that_are_no_text_are_2(cli: Commands, work: str) -> None:
    done = cli("providers", "rename", work, "caf\udce9")
    assert done.code == 2
    assert "this is not text in UTF-8" in done.err
