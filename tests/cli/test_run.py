from __future__ import annotations

import gc
import logging
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from aimonitor import __version__
from aimonitor.cli.arguments import EXIT_CODES, parse
from aimonitor.cli.exits import Exit
from aimonitor.cli.house import with_stack
from aimonitor.cli.options import Options
from aimonitor.cli.run import guarded
from aimonitor.db.database import Database
from aimonitor.demo import cast
from aimonitor.demo.company import COMPANY
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.provider import SESSION_REF
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError
from aimonitor.monitor.stack import Stack
from aimonitor.settings.paths import AppPaths
from tests.cli.running import ADMIN_KEY, Commands, everything_under


def test_home_by_flag_is_stronger_than_by_variable(cli: Commands, place: AppPaths, tmp_path: Path) -> None:
    other = tmp_path / "other"
    cli.add(cast.PRODUCTION, "--no-test", name="Of the variable")
    done = cli("--home", str(other), "providers", "add", "openai", "--name", "Of the flag", "--key-stdin",
               "--no-test", stdin=ADMIN_KEY)  # fmt: skip
    assert done.code == 0
    assert "Of the variable" in cli("status").out
    assert "Of the flag" not in cli("status").out
    for arguments in (["--home", str(other), "status"], ["status", "--home", str(other)]):
        assert "Of the flag" in cli(*arguments).out
    assert (other / "data" / place.database.name).exists()


def test_version(cli: Commands) -> None:
    assert cli("--version").out == f"AIMonitor {__version__}\n"


@pytest.mark.parametrize("command", [[], ["status"], ["poll"], ["providers", "add"], ["export"], ["doctor"]])
def test_help_names_the_exit_codes(cli: Commands, command: list[str]) -> None:
    done = cli(*command, "--help")
    assert done.code == 0
    assert EXIT_CODES.split() == done.out.split()[-len(EXIT_CODES.split()) :]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--demo", "status"],
        ["--hidden", "poll"],
        ["--picture", "x.png"],
        ["--demo", "--picture", "x.png", "status"],
        ["nonsense"],
        ["status", "extra"],
        ["status", "--pol"],
        ["--log-level", "loud", "status"],
        ["poll", "One", "Two"],
    ],
)
def test_what_makes_no_sense_is_2(cli: Commands, arguments: list[str]) -> None:
    done = cli(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage: aimonitor")


def test_the_window_gets_its_flags() -> None:
    options = parse(["--hidden", "--log-level", "DEBUG", "--home", "/x"])
    assert options.command is None
    assert options.flags() == {"log_level": "debug", "start_hidden": True}
    assert parse([]).flags() == {}


def test_commands_log_nothing_unless_asked(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.OLD_KEY, "--no-test")
    handlers = list(logging.getLogger().handlers)
    assert cli("poll").err == ""
    loud = cli("--log-level", "info", "poll")
    assert "WARNING" not in loud.err  # told once, when it began
    cli.add(cast.CHATBOT, "--no-test")
    loud = cli("poll", "--log-level", "warning")
    assert "WARNING  aimonitor.monitor.poller: OpenAI — chatbot: This key" in loud.err
    assert logging.getLogger().handlers == handlers


def test_an_error_says_more_in_the_log_and_no_secret(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", _Telling)
    arguments = ["providers", "add", "openai", "--name", "Work", "--key-stdin", "--no-test"]
    quiet = cli(*arguments, stdin=ADMIN_KEY)
    loud = cli("--log-level", "debug", *arguments, stdin=ADMIN_KEY)
    assert (quiet.code, loud.code) == (4, 4)
    assert "KeychainError" not in quiet.err
    assert "KeychainError" in loud.err
    assert ADMIN_KEY not in quiet.err + loud.err
    assert "Traceback" not in quiet.err + loud.err


def test_a_live_key_of_any_shape_is_kept_out_of_errors_and_logs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = Secret("one-of-no-known-shape-TEST")

    async def leak(stack: Stack) -> int:
        await stack.keys.store("some", SESSION_REF, key)
        logging.getLogger("aimonitor.test").warning("the log has %s", key.reveal())
        msg = f"the error has {key.reveal()}"
        raise ConfigError(msg)

    options = parse(["--log-level", "debug", "poll"])
    assert guarded(options, lambda: with_stack(options, leak)) == 3
    said = capsys.readouterr().err
    assert "the log has [hidden]" in said
    assert "aimonitor: the error has [hidden]" in said
    assert "TEST" not in said


class _Telling:
    """A keychain that puts the key into its error."""

    def get_password(self, service: str, username: str) -> None:
        del service, username

    def set_password(self, service: str, username: str, password: str) -> None:
        msg = f"cannot keep {password} for {service} {username}"
        raise OSError(msg)


def test_a_key_is_nowhere_but_in_the_keychain(
    cli: Commands, servers: DemoServers, place: AppPaths, keychain: Path
) -> None:
    assert servers
    said = ""
    keys = [member.key.reveal() for member in cast.CAST]
    for member in cast.CAST:
        cli.add(member, "--no-test")
    for arguments in (
        ["--log-level", "debug", "poll"],
        ["--log-level", "debug", "status", "--json"],
        ["providers", "list"],
        ["export", "--format", "json"],
        ["doctor"],
    ):
        done = cli(*arguments)
        said += done.out + done.err
    stored = everything_under(place.data.parent)
    assert len(stored) > 10_000
    assert len(said) > 10_000
    for key in keys:
        assert key in keychain.read_text()
        assert key not in said
        assert key.encode() not in stored


def test_a_damaged_history_is_set_aside_and_that_is_said(cli: Commands, place: AppPaths) -> None:
    place.data.mkdir(parents=True)
    place.database.write_bytes(b"not a database at all" * 100)
    done = cli("status", "--json")
    assert done.code == 1
    assert done.document["providers"] == []
    (damaged,) = place.data.glob("*damaged*")
    assert done.err == f"The history was damaged. It was set aside as {damaged}, and a new one was begun.\n"
    assert damaged.read_bytes().startswith(b"not a database")
    again = cli("status")
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["poll"],
        ["providers", "list"],
        ["providers", "disable", "x"],
        ["export", "--format", "csv"],
    ],
)
def test_a_database_of_a_newer_app_is_5_and_left_alone(
    cli: Commands, place: AppPaths, arguments: list[str]
) -> None:
    cli("poll")
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = place.database.read_bytes()
    done = cli(*arguments)
    assert (done.code, done.out) == (5, "")
    assert done.err.startswith("aimonitor: The history at ")
    assert "written by a newer AIMonitor" in done.err
    assert done.err.count("\n") == 1
    assert place.database.read_bytes() == before


def test_a_locked_database_is_5(cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("poll")
    monkeypatch.setattr("aimonitor.monitor.stack.Database", partial(Database, busy_timeout=0.05))
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for arguments in (["status"], ["poll"]):
            done = cli(*arguments)
            assert (done.code, done.out) == (5, "")
            assert done.err.startswith("aimonitor: The history is locked by another program.")


def test_a_setting_that_cannot_be_used_is_3(
    cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.config.mkdir(parents=True)
    place.config_file.write_text("[polling\n")
    for arguments in (["status"], ["poll"], ["providers", "list"]):
        done = cli(*arguments)
        assert (done.code, done.out) == (3, "")
        assert f"aimonitor: The configuration file {place.config_file} is not valid TOML" in done.err
    place.config_file.unlink()
    monkeypatch.setenv("AIMONITOR_INTERVAL", "soon")
    assert "AIMONITOR_INTERVAL" in cli("status").err


def test_a_home_that_cannot_be_used_is_3(cli: Commands, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = cli("--home", str(blocked), "poll")
    assert done.code == 3
    assert "cannot be used" in done.err


def test_an_interrupt_is_1_without_a_traceback(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("aimonitor.cli.status.known", interrupted)
    done = cli("status")
    assert (done.code, done.err) == (1, "aimonitor: interrupted.\n")


def test_garbage_is_looked_for_while_a_command_works_but_not_in_what_was_there_before(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bool, bool]] = []

    def run(_options: Options) -> Exit:
        seen.append((gc.isenabled(), gc.get_freeze_count() > 0))
        return Exit.OK

    monkeypatch.setattr("aimonitor.cli.status.run", run)
    assert cli("status").code == 0
    assert seen == [(True, True)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_the_system_refuses_is_1(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr("aimonitor.cli.status.known", refused)
    done = cli("status")
    assert (done.code, done.err) == (1, "aimonitor: The system refused: /somewhere: Permission denied.\n")


def test_a_fault_of_ours_is_not_hidden(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("aimonitor.cli.status.known", broken)
    with pytest.raises(ZeroDivisionError):
        cli("status")


def test_the_demo_is_marked_and_leaves_nothing_behind(cli: Commands, place: AppPaths) -> None:
    done = cli("demo")
    assert done.code == 0
    assert done.out.startswith("DEMO: made-up figures")
    assert all(member.name in done.out for member in cast.CAST)
    assert "▲ stale" in done.out
    assert not place.data.exists()


def test_the_demo_as_json_has_the_states_of_its_cast(cli: Commands) -> None:
    told = cli("demo", "--json").document["providers"]
    states = {one["name"]: one["state"] for one in told}
    assert states == {
        member.name: "needs_you" if member is cast.CHATBOT else member.expected for member in cast.CAST
    }


def test_the_demo_of_all_services_shows_each_in_its_state(cli: Commands) -> None:
    told = cli("demo", "--all-services", "--json").document["providers"]
    states = {one["name"]: one["state"] for one in told}
    assert states == {
        member.name: "needs_you" if member is cast.CHATBOT else member.expected for member in COMPANY
    }


def test_all_services_are_shown_by_the_demo_alone(cli: Commands) -> None:
    refused = cli("--all-services", "status")
    assert refused.code == 2
    assert "--all-services goes with --demo" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        "poll|",
        "--home||status",
        "status|--home|",
        "--home|",
        "backup|",
        "import|",
        "restore||--yes",
        "recipes|check|",
        "export|--format|csv|--output|",
        "providers|add|openai|--name|Work|--key-stdin|--base-url|",
        "budgets|set|--hard|5|--provider|",
        "budgets|set|--hard|5|--type|",
        "budgets|set|--hard|5|--id|",
    ],
)
def test_an_empty_word_is_not_the_same_as_no_word(cli: Commands, words: str) -> None:
    done = cli(*words.split("|"), stdin=f"{ADMIN_KEY}\n")
    assert (done.code, done.out) == (2, "")
    assert "it is empty" in done.err


def test_a_home_whose_name_is_too_long_is_3(cli: Commands, tmp_path: Path) -> None:
    home = tmp_path / ("x" * 300)
    for words in ("poll", "status", "providers list", "providers types", "recipes list"):
        done = cli("--home", str(home), *words.split())
        assert (done.code, done.out) == (3, ""), words
        assert str(home) in done.err


def test_an_interrupt_before_the_command_begins_is_1_without_a_traceback(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    for still_reading in ("aimonitor.__main__._parsed", "aimonitor.cli.run.run"):
        with monkeypatch.context() as patch:
            patch.setattr(still_reading, interrupted)
            done = cli("status")
        assert (done.code, done.out, done.err) == (1, "", "aimonitor: interrupted.\n")
