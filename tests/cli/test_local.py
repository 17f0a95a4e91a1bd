"""Providers without a key, from the command line to what is shown of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aimonitor.settings.paths import AppPaths
from tests.cli.running import ADMIN_KEY, NOON, Commands


def status(five: float) -> str:
    ends = int((NOON + timedelta(hours=3)).timestamp())
    limits = {"five_hour": {"used_percentage": five, "resets_at": ends}}
    return json.dumps({"rate_limits": limits})


def add(cli: Commands, *flags: str) -> int:
    return cli("providers", "add", "claude_code", "--name", "Claude", *flags).code


def test_it_is_added_without_a_key_after_saying_what_it_does(cli: Commands) -> None:
    cli("statusline", stdin=status(23.5))
    done = cli("providers", "add", "claude_code", "--name", "Claude")
    assert done.code == 0
    assert "You put the command “aimonitor statusline” into Claude Code's settings." in done.err
    assert done.out.startswith("It works. This month: —, balance: —, limit: 24 %.")
    listed = cli("providers", "list", "--json").document["providers"]
    assert [one["api_key_ref"] for one in listed] == ["none"]


def test_what_it_was_told_is_shown_and_its_age_with_it(cli: Commands) -> None:
    cli("statusline", stdin=status(23.5))
    assert add(cli) == 0
    assert cli("poll").code == 0
    told = cli.status("Claude")
    assert [(one["id"], one["unit"], one["used"]) for one in told["windows"]] == [("5h", "percent", "23.5")]
    assert told["state"] == "ok"
    assert told["last_updated"].startswith(f"{NOON:%Y-%m-%dT%H:%M}")


def make_older(place: AppPaths, *, hours: int) -> None:
    file = place.data / "bridges" / "claude_code.json"
    kept = json.loads(file.read_text())
    kept["told_at"] = (NOON - timedelta(hours=hours)).isoformat()
    file.write_text(json.dumps(kept))


def test_figures_that_were_old_when_they_were_read_are_never_fresh(cli: Commands, place: AppPaths) -> None:
    cli("statusline", stdin=status(23.5))
    make_older(place, hours=7)
    assert add(cli, "--no-test") == 0
    assert cli("poll").code in {0, 1}
    told = cli.status("Claude")
    assert told["state"] == "stale"
    age = NOON - datetime.fromisoformat(told["last_updated"])
    assert age > timedelta(hours=6)
    assert told["windows"][0]["used"] == "23.5"


def test_nothing_told_yet_is_a_failed_test_that_says_what_to_do(cli: Commands) -> None:
    done = cli("providers", "add", "claude_code", "--name", "Claude")
    assert done.code == 6
    assert "Put “aimonitor statusline” into its settings" in done.err
    assert cli("providers", "list", "--json").document["providers"] == []


def test_a_key_for_what_needs_none_is_refused(cli: Commands) -> None:
    done = cli("providers", "add", "claude_code", "--name", "C", "--key-stdin", stdin=f"{ADMIN_KEY}\n")
    assert done.code == 3
    assert "needs no key" in done.err
    assert ADMIN_KEY not in done.err


@pytest.mark.parametrize("provider_type", ["openai", "no-such-type"])
def test_what_needs_a_key_is_not_added_without_one(cli: Commands, provider_type: str) -> None:
    done = cli("providers", "add", provider_type, "--name", "Work")
    assert done.code == 2
    assert "--key-stdin --key-env is required" in done.err


def test_it_goes_with_its_history_and_no_word_of_a_key(cli: Commands) -> None:
    add(cli, "--no-test")
    done = cli("providers", "remove", "Claude", "--yes")
    assert done.out == "Removed Claude with its history.\n"


def test_doctor_asks_no_host_for_it(cli: Commands) -> None:
    add(cli, "--no-test")
    assert cli("doctor", "--json").document["network"] == {}


def test_a_program_that_is_not_there_is_a_setting_to_be_mended(cli: Commands, tmp_path: Path) -> None:
    nowhere = f"program={tmp_path / 'nowhere'}"
    done = cli("providers", "add", "codex", "--name", "Codex", "--option", nowhere)
    assert done.code == 3
    assert "Codex was not found here" in done.err


@pytest.mark.parametrize(
    ("option", "code", "words"),
    [
        ("colour=red", 3, "has no option called colour. It has: region, base_url."),
        ("region=Mars", 3, "has no region called Mars. It has: International, China."),
        ("region", 2, "an option looks like region=China"),
        ("=China", 2, "an option looks like region=China"),
    ],
)
def test_an_option_that_there_is_not_is_refused(cli: Commands, option: str, code: int, words: str) -> None:
    arguments = ("providers", "add", "zai", "--name", "Z", "--key-stdin", "--option", option)
    done = cli(*arguments, stdin="TEST0000.abcd\n")
    assert done.code == code
    assert words in done.err


def test_an_option_is_kept_with_the_provider(cli: Commands, place: AppPaths) -> None:
    arguments = ("providers", "add", "zai", "--name", "Z", "--key-stdin", "--no-test")
    assert cli(*arguments, "--option", "region=China", stdin="TEST0000.abcd\n").code == 0
    assert "China" in place.database.read_bytes().decode("latin-1")
