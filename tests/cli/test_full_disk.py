"""Commands on a disk that is full: what is stored and what is live is shown, and what is not kept is said."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.db.database import Database
from aimonitor.db.faults import database_error
from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.errors import DatabaseFault
from aimonitor.settings.paths import AppPaths
from tests.cli.running import Commands

NOT_KEPT = f"History is not being kept. {database_error(DatabaseFault.FULL, Path()).message}\n"


def fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a disk without a single free byte does to us: `tests/machine` fills a real one."""

    def full(database: Database, *_: object, **__: object) -> None:
        raise database_error(DatabaseFault.FULL, database.path)

    monkeypatch.setattr(Database, "_open", full)


def test_a_poll_shows_live_figures_and_says_that_they_are_not_kept(
    cli: Commands, servers: DemoServers, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.add(cast.PRODUCTION)
    stored = place.database.read_bytes()
    assert cli("status", "--json").document["providers"][0]["state"] == "waiting"
    fill(monkeypatch)
    done = cli("poll", "--json")
    assert (done.code, done.err) == (5, NOT_KEPT)
    (shown,) = done.document["providers"]
    assert shown["state"] == "ok"
    assert Decimal(shown["month"]["cost"]["USD"]) == servers.expected(cast.PRODUCTION.name).month
    assert place.database.read_bytes() == stored


def test_an_export_is_all_that_is_stored(
    cli: Commands,
    servers: DemoServers,
    place: AppPaths,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    assert servers
    cli.add(cast.PRODUCTION)
    assert cli("poll").code == 0
    whole = cli("export", "--format", "csv").out
    fill(monkeypatch)
    done = cli("export", "--format", "csv")
    assert (done.code, done.out, done.err) == (0, whole, "")
    file = tmp_path / "all.json"
    assert cli("export", "--format", "json", "--output", str(file)).code == 0
    assert json.loads(file.read_text())["days"]
    assert place.database.exists()


def test_what_would_change_the_history_is_refused(
    cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers
    number = cli.add(cast.PRODUCTION)
    fill(monkeypatch)
    done = cli("providers", "rename", number, "Other")
    assert (done.code, "The disk is full" in done.err) == (5, True)
    assert cli("status", "--json").document["providers"][0]["name"] == cast.PRODUCTION.name


def test_without_anything_stored_there_is_nothing_to_show(
    cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(monkeypatch)
    for command in (("poll",), ("export", "--format", "csv")):
        done = cli(*command)
        assert (done.code, done.out) == (5, "")
        assert "The disk is full" in done.err
    assert not place.database.exists()
