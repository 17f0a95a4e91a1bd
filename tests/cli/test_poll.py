from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest

from aimonitor.cli.exits import Exit, exit_for, exit_for_polls
from aimonitor.db.database import Database
from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.domain.money import plain_text
from aimonitor.domain.periods import utc_day
from aimonitor.errors import (
    AppError,
    AuthError,
    BillingError,
    ConfigError,
    DatabaseError,
    DatabaseFault,
    KeychainError,
    KeychainFault,
    NetworkError,
    PluginError,
    RateLimitError,
    SchemaError,
    ServiceError,
    WrongKeyError,
)
from aimonitor.monitor.clock import SystemClock
from aimonitor.settings.paths import AppPaths
from tests.cli.drawer import LOCKED
from tests.cli.running import NOON, Commands, serving


def text_of(amount: Decimal | None) -> str:
    assert amount is not None
    return plain_text(amount)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 3),
        (KeychainError("x", fault=KeychainFault.LOCKED), 4),
        (DatabaseError("x", fault=DatabaseFault.FULL), 5),
        (NetworkError("x"), 6),
        (RateLimitError("x"), 6),
        (ServiceError("x"), 6),
        (AuthError("x"), 1),
        (WrongKeyError("x"), 1),
        (BillingError("x"), 1),
        (SchemaError("x"), 1),
        (PluginError("x"), 1),
    ],
)
def test_each_error_has_its_exit_code(error: AppError, code: int) -> None:
    assert exit_for(error) == code


def test_several_polls_have_one_code() -> None:
    network, auth = NetworkError("x"), AuthError("x")
    assert exit_for_polls([]) is Exit.OK
    assert exit_for_polls([None, None]) is Exit.OK
    assert exit_for_polls([network, NetworkError("y"), RateLimitError("z")]) is Exit.NETWORK
    assert exit_for_polls([network, None]) is Exit.ATTENTION
    assert exit_for_polls([network, auth]) is Exit.ATTENTION
    assert exit_for_polls([auth]) is Exit.ATTENTION


def test_one_by_name_or_id_and_no_other(cli: Commands, servers: DemoServers) -> None:
    number = cli.add(cast.PRODUCTION, "--no-test")
    cli.add(cast.RESEARCH, "--no-test")
    assert cli("poll", cast.PRODUCTION.name.upper()).code == 0
    assert cli.status(cast.PRODUCTION.name)["cost_usd"] == text_of(
        servers.expected(cast.PRODUCTION.name).month
    )
    assert cli.status(cast.RESEARCH.name)["state"] == "waiting"
    assert cli("poll", number, "--json").document["providers"][0]["id"] == number


def test_all_that_are_enabled(cli: Commands, servers: DemoServers) -> None:
    assert servers
    for member in (cast.PRODUCTION, cast.RESEARCH, cast.ROUTER):
        cli.add(member, "--no-test")
    cli("providers", "disable", cast.ROUTER.name)
    assert cli("poll").code == 0
    assert cli.status(cast.PRODUCTION.name)["state"] == "ok"
    assert cli.status(cast.RESEARCH.name)["state"] == "ok"
    assert cli.status(cast.ROUTER.name)["last_updated"] is None


def test_one_of_several_that_fails_is_1_and_the_others_are_read(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    cli.add(cast.OLD_KEY, "--no-test")
    done = cli("poll")
    assert done.code == 1
    assert f"■ {cast.OLD_KEY.name}: Invalid API key" in done.out
    assert done.err == ""
    assert cli.status(cast.PRODUCTION.name)["state"] == "ok"


def test_the_code_is_about_the_one_that_was_asked_for(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    cli.add(cast.OLD_KEY, "--no-test")
    assert cli("poll", cast.OLD_KEY.name).code == 1
    assert cli("poll", cast.PRODUCTION.name).code == 0


def test_an_unknown_provider_is_3(cli: Commands) -> None:
    done = cli("poll", "Nobody")
    assert (done.code, done.out) == (3, "")
    assert done.err == "aimonitor: There is no provider named 'Nobody'.\n"


def test_a_project_key_is_1_and_says_which_key_is_needed(cli: Commands, servers: DemoServers) -> None:
    assert servers
    cli.add(cast.CHATBOT, "--no-test")
    done = cli("poll", "--json")
    assert done.code == 1
    assert done.document["providers"][0]["error"]["kind"] == "wrong_key"
    assert "admin key" in done.document["providers"][0]["error"]["message"]


def test_nobody_answers_is_6(cli: Commands, nobody_answers: str) -> None:
    assert nobody_answers
    cli.add(cast.PRODUCTION, "--no-test")
    for arguments in (["poll"], ["poll", cast.PRODUCTION.name]):
        done = cli(*arguments, "--json")
        assert done.code == 6
        assert done.document["providers"][0]["error"]["kind"] == "network"
        assert done.document["providers"][0]["cost_usd"] is None
    assert cli("status").code == 1


@pytest.fixture
def failing_later(monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoServers]:
    with serving(lambda: NOON, good_polls=1) as running:
        monkeypatch.setenv("AIMONITOR_OPENAI_BASE_URL", running.base_urls["openai"])
        yield running


def test_a_service_that_fails_is_6_and_the_last_good_figures_stay(
    cli: Commands, failing_later: DemoServers
) -> None:
    cli.add(cast.STAGING, "--no-test")
    assert cli("poll").code == 0
    done = cli("poll", "--json")
    assert done.code == 6
    (told,) = done.document["providers"]
    assert (told["state"], told["error"]["kind"]) == ("stale", "service")
    assert told["error"]["retry_at"] == "2026-11-15T14:30:30Z"
    assert told["cost_usd"] == text_of(failing_later.expected(cast.STAGING.name).month)
    assert cli("status").code == 1


def test_a_locked_keychain_is_4(cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    monkeypatch.setenv(LOCKED, "1")
    done = cli("poll", "--json")
    assert done.code == 4
    assert done.document["providers"][0]["error"]["kind"] == "keychain"


def test_a_variable_that_is_gone_is_4(
    cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    monkeypatch.setenv("TEST_ADMIN_KEY", cast.PRODUCTION.key.reveal())
    cli("providers", "add", "openai", "--name", "Work", "--key-env", "TEST_ADMIN_KEY")
    assert cli("poll").code == 0
    monkeypatch.delenv("TEST_ADMIN_KEY")
    done = cli("poll")
    assert done.code == 4
    assert "The environment variable TEST_ADMIN_KEY is not set" in done.out


def test_history_that_cannot_be_kept_hides_no_live_figures_and_is_5(
    cli: Commands, servers: DemoServers, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.add(cast.PRODUCTION)
    monkeypatch.setattr("aimonitor.monitor.stack.Database", partial(Database, busy_timeout=0.05))
    with closing(sqlite3.connect(place.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = cli("poll", "--json")
    assert done.code == 5
    assert done.err.startswith("History is not being kept. The history is locked by another program.")
    assert done.document["providers"][0]["state"] == "ok"
    assert done.document["providers"][0]["cost_usd"] == text_of(servers.expected(cast.PRODUCTION.name).month)
    assert cli.status(cast.PRODUCTION.name)["cost_usd"] is None


def test_old_days_go_with_the_first_poll_of_a_day_where_no_window_ever_runs(
    cli: Commands, servers: DemoServers, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    cli.add(cast.PRODUCTION)
    assert cli("poll").code == 0
    old = (utc_day(NOON) - timedelta(days=401)).toordinal() - date(1970, 1, 1).toordinal()

    def days_that_are_old() -> int:
        with closing(sqlite3.connect(place.database)) as database:
            found = database.execute("SELECT COUNT(*) FROM day_costs WHERE day <= ?", (old,)).fetchone()[0]
        return int(found)

    with closing(sqlite3.connect(place.database, isolation_level=None)) as database:
        columns = database.execute("SELECT * FROM day_costs LIMIT 1").fetchone()
        marks = ", ".join("?" * len(columns))
        database.execute(f"INSERT INTO day_costs VALUES ({marks})", (columns[0], old, *columns[2:]))  # noqa: S608
    assert cli("poll").code == 0
    assert days_that_are_old() == 1
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON + timedelta(days=9999))
    cli("poll")
    assert days_that_are_old() == 1, "nothing goes by a clock that may be wrong"
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON + timedelta(days=9999, hours=13))
    cli("poll")
    assert days_that_are_old() == 1, "nor with the next day of that clock, before a day has passed"
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON)
    cli("poll")
    monkeypatch.setattr(SystemClock, "now", lambda _: NOON + timedelta(days=1))
    assert cli("poll").code == 0
    assert days_that_are_old() == 0
    assert cli.status(cast.PRODUCTION.name)["cost_usd"] is not None


def test_nothing_to_poll_is_well(cli: Commands) -> None:
    done = cli("poll")
    assert (done.code, done.err) == (0, "")
    assert "No provider yet" in done.out


@pytest.mark.usefixtures("servers")
def test_a_terminal_is_told_how_far_the_old_days_are_and_nobody_else(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.add(cast.PRODUCTION, "--no-test", name="Work\x1b")
    assert "days are read" not in cli("poll").err
    cli.add(cast.RESEARCH, "--no-test", name="Lab")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    lines = [line for line in cli("poll", "Lab").err.splitlines() if "days are read" in line]
    assert lines[0] == "Lab: 29 of 180 days are read"
    assert len(lines) == 6
