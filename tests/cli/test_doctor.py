from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aimonitor import __version__
from aimonitor.cli import examine
from aimonitor.db.faults import database_error
from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.desktop.window_libraries import missing_words
from aimonitor.errors import DatabaseFault
from aimonitor.providers.registry import BUILT_INS, PRESETS, Registry
from aimonitor.settings.paths import AppPaths
from tests.cli.drawer import LOCKED, no_keychain
from tests.cli.running import ADMIN_KEY, Commands

HEADINGS = [
    *("versions", "folders", "desktop", "settings"),
    *("database", "keychain", "network", "plugins"),
]


def test_all_is_well(cli: Commands, servers: DemoServers, place: AppPaths) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    cli.add(cast.STAGING, "--no-test")
    done = cli("doctor", "--json")
    found = done.document
    assert (done.code, found["ok"], found["problems"], done.err) == (0, True, [], "")
    assert list(found) == ["schema", "ok", "problems", *HEADINGS]
    assert found["versions"]["AIMonitor"] == __version__
    assert found["folders"]["data"] == str(place.data)
    assert found["database"]["file"] == str(place.database)
    assert (found["database"]["integrity"], found["database"]["providers"]) == ("ok", "2")
    host = servers.base_urls["openai"].split("/")[2]
    assert found["network"] == {host: "reachable"}
    assert "tests.cli.drawer" in found["keychain"]["back end"]
    assert found["desktop"]["display"].startswith("none")
    assert found["desktop"]["tray"].startswith("none")
    assert set(found["plugins"]) == {*BUILT_INS, *PRESETS}


def test_text_has_the_same_headings(cli: Commands) -> None:
    done = cli("doctor")
    assert done.code == 0
    headings = [line.lower() for line in done.out.splitlines() if line and not line.startswith(" ")]
    assert headings == [*HEADINGS, "problems"]
    assert "none: all is well" in done.out


def test_a_library_that_the_window_misses_is_a_problem(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examine, "missing_library", lambda _environ: "libxcb-cursor.so.0")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert done.document["desktop"]["window"] == "none: libxcb-cursor.so.0 is missing"
    assert done.document["problems"] == [missing_words("libxcb-cursor.so.0")]


def test_a_history_that_can_be_read_and_not_written_is_1(
    cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    monkeypatch.setattr(os, "access", lambda *_: False)  # as on a disk that is read-only
    done = cli("doctor", "--json")
    assert done.code == 1
    words = database_error(DatabaseFault.READ_ONLY, place.database).message
    assert words in done.document["problems"]


def test_each_setting_says_where_it_came_from(
    cli: Commands, place: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.config.mkdir(parents=True)
    place.config_file.write_text('[polling]\ninterval = "10m"\n')
    cli("poll")
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("INSERT INTO settings (name, value) VALUES ('keep_days', '90')")
        connection.commit()
    monkeypatch.setenv("AIMONITOR_THEME", "dark")
    settings = cli("--log-level", "error", "doctor", "--json").document["settings"]
    assert settings["advanced.log_level"] == "error, from: flag (--log-level)"
    assert settings["general.theme"] == "dark, from: environment (AIMONITOR_THEME)"
    assert settings["polling.interval"] == f"10m, from: file ({place.config_file}, line 2)"
    assert settings["data.keep_days"] == "90, from: database"
    assert settings["network.total_timeout"] == "30, from: default"


def test_no_secrets(cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert servers
    monkeypatch.setenv("AIMONITOR_PROXY_URL", "http://me:TESTpassword@127.0.0.1:9")
    monkeypatch.setenv("TEST_KEY", ADMIN_KEY)
    cli.add(cast.PRODUCTION, "--no-test")
    cli("providers", "add", "openai", "--name", "Env", "--key-env", "TEST_KEY", "--no-test")
    for arguments in (["doctor"], ["doctor", "--json"], ["--log-level", "debug", "doctor"]):
        done = cli(*arguments)
        for secret in (cast.PRODUCTION.key.reveal(), ADMIN_KEY, "TESTpassword"):
            assert secret not in done.out + done.err
        assert "http://…@127.0.0.1:9" in done.out.replace("\\u2026", "…")


def test_an_unusable_keychain_is_1(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimonitor.keychain.service.find_backend", no_keychain)
    done = cli("doctor", "--json")
    assert done.code == 1
    assert done.document["keychain"]["back end"] == "none"
    assert done.document["problems"] == [done.document["keychain"]["state"]]
    state = f"  state     {done.document['keychain']['state']}"
    assert state in cli("doctor").out.splitlines()  # the way out, to its end


def test_no_key_is_read(cli: Commands, servers: DemoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    assert servers
    cli.add(cast.PRODUCTION, "--no-test")
    monkeypatch.setenv(LOCKED, "1")
    assert cli("doctor").code == 0


def test_a_host_that_cannot_be_reached_is_1(cli: Commands, nobody_answers: str) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    done = cli("doctor", "--json")
    host = nobody_answers.removeprefix("http://")
    assert done.code == 1
    assert done.document["network"][host] != "reachable"
    (problem,) = done.document["problems"]
    assert problem.startswith(f"{host}: ")


def test_an_address_a_key_must_not_go_to_is_1(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    monkeypatch.setenv("AIMONITOR_OPENAI_BASE_URL", "http://example.com")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert "https://" in done.document["network"][cast.PRODUCTION.name]


def test_a_setting_that_cannot_be_used_is_1_and_the_rest_is_examined(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIMONITOR_INTERVAL", "soon")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert "AIMONITOR_INTERVAL" in done.document["settings"]["problem"]
    assert len(done.document["problems"]) == 1
    assert done.document["keychain"]["state"]


def test_a_word_that_is_not_known_is_told(cli: Commands, place: AppPaths) -> None:
    place.config.mkdir(parents=True)
    place.config_file.write_text("[polling]\nintervall = '10m'\n")
    done = cli("doctor", "--json")
    assert done.code == 1
    assert 'Did you mean "polling.interval"?' in done.document["problems"][0]


def test_a_database_of_a_newer_app_is_1_and_left_alone(cli: Commands, place: AppPaths) -> None:
    cli("poll")
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = place.database.read_bytes()
    done = cli("doctor", "--json")
    assert done.code == 1
    assert "written by a newer AIMonitor" in done.document["database"]["problem"]
    assert done.document["keychain"]["state"]
    assert place.database.read_bytes() == before


def test_a_damaged_history_is_1(cli: Commands, place: AppPaths) -> None:
    place.data.mkdir(parents=True)
    place.database.write_bytes(b"not a database at all" * 100)
    done = cli("doctor", "--json")
    assert done.code == 1
    assert "was set aside as" in done.document["problems"][0]


def test_a_plugin_that_fails_is_1(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(registry: Registry) -> None:
        registry.register("broken", "tests.cli.nowhere:PLUGIN")

    monkeypatch.setattr(Registry, "load_plugins", load)
    done = cli("doctor", "--json")
    assert done.code == 1
    assert "The plugin broken is left out" in done.document["plugins"]["problem 1"]


def test_a_home_that_cannot_be_used_is_1(cli: Commands, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = cli("--home", str(blocked), "doctor", "--json")
    assert done.code == 1
    assert str(blocked) in done.document["start"]["problem"]
    assert done.document["problems"][-1] == done.document["start"]["problem"]
