from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from aimonitor.db.files import belongings
from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from aimonitor.errors import KeychainFault
from aimonitor.keychain.faults import fault_error
from aimonitor.keychain.service import KeychainService
from aimonitor.settings.paths import AppPaths
from tests.cli.running import Commands

CAST = (cast.PRODUCTION, cast.ROUTER)
ALL = ("export", "--format", "json", "--what", "all")


@pytest.fixture
def polled(cli: Commands, servers: DemoServers) -> DemoServers:
    for member in CAST:
        cli.add(member, "--no-test")
    assert cli("poll").code == 0
    return servers


def test_what_is_exported_is_imported_elsewhere_and_is_the_same(
    cli: Commands, polled: DemoServers, tmp_path: Path
) -> None:
    del polled
    before = cli(*ALL).out
    (tmp_path / "all.json").write_text(before, "utf-8")
    there = ("--home", str(tmp_path / "there"))
    done = cli("import", str(tmp_path / "all.json"), *there)
    assert done.code == 0
    assert done.out.startswith("Imported 2 providers and ")
    assert "No keys were in the file" in done.err
    assert cli(*ALL, *there).out == before
    listed = cli("providers", "list", "--json", *there).document["providers"]
    assert {one["api_key_ref"] for one in listed} == {"ask"}
    assert cli("poll", *there).code == 4
    assert {one["state"] for one in cli("status", "--json", *there).document["providers"]} == {"needs_you"}
    again = cli("import", str(tmp_path / "all.json"), *there)
    assert (again.code, again.out) == (3, "")
    assert "There are providers already" in again.err


@pytest.mark.usefixtures("polled")
def test_each_kind_is_printed_and_all_csv_goes_into_a_folder(cli: Commands, tmp_path: Path) -> None:
    for kind in ("days", "balances", "polls", "events", "alerts"):
        printed = cli("export", "--format", "csv", "--what", kind).out
        assert printed.startswith(("day,", "taken_at,", "started_at,", "raised_at,"))
        assert (printed.count("\r\n") > 1) is (kind not in {"events", "alerts"})
    folder = tmp_path / "out"
    assert (
        cli("export", "--format", "csv", "--what", "all", "--output", str(folder)).err == f"Wrote {folder}.\n"
    )
    assert sorted(file.name for file in folder.iterdir()) == [
        "alerts.csv",
        "balances.csv",
        "days.csv",
        "events.csv",
        "polls.csv",
    ]
    assert (folder / "polls.csv").read_bytes().decode() == cli(
        "export", "--format", "csv", "--what", "polls"
    ).out
    assert stat.S_IMODE((folder / "polls.csv").stat().st_mode) == 0o600
    refused = cli("export", "--format", "csv", "--what", "all")
    assert (refused.code, refused.out) == (2, "")
    assert "name a folder with --output" in refused.err


@pytest.mark.usefixtures("polled")
def test_where_keys_would_go_by_the_files_word_is_told(cli: Commands, tmp_path: Path) -> None:
    document = json.loads(cli(*ALL).out)
    document["providers"][0]["options"] = {"base_url": "https://gateway.example.test"}
    (tmp_path / "all.json").write_text(json.dumps(document))
    done = cli("import", str(tmp_path / "all.json"), "--home", str(tmp_path / "there"))
    assert f"{cast.PRODUCTION.name} sends its key to https://gateway.example.test" in done.err


@pytest.mark.usefixtures("polled")
def test_a_backup_is_restored_after_a_question(cli: Commands, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    before = cli(*ALL).out
    done = cli("backup", str(copy))
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {copy}.\n")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    cli("providers", "remove", cast.ROUTER.name, "--yes")
    changed = cli(*ALL).out
    refused = cli("restore", str(copy), stdin="n\n")
    assert (refused.code, refused.out) == (1, "")
    assert f"Put {copy} (2 providers, history since " in refused.err
    assert "Nothing was changed." in refused.err
    assert cli(*ALL).out == changed
    agreed = cli("restore", str(copy), stdin="y\n")
    assert agreed.code == 0
    assert agreed.out.startswith("Restored 2 providers, history since ")
    assert "The history before it lies in " in agreed.err
    assert cli(*ALL).out == before
    assert cli("restore", str(copy), "--yes").code == 0


def test_what_is_no_backup_is_3_and_changes_nothing(cli: Commands, tmp_path: Path) -> None:
    (tmp_path / "odd").write_text("odd")
    for command in ("restore", "import"):
        for place in (tmp_path / "odd", tmp_path / "none"):
            done = cli(command, str(place), *(("--yes",) if command == "restore" else ()))
            assert (done.code, done.out) == (3, ""), command


@pytest.mark.usefixtures("polled")
def test_a_purge_asks_and_takes_everything(cli: Commands, keychain: Path) -> None:
    refused = cli("purge", stdin="\n")
    assert (refused.code, refused.out) == (1, "")
    assert "Remove 2 providers with keys, all history, settings and copies beside it? [y/N]" in refused.err
    assert json.loads(keychain.read_text())
    done = cli("purge", "--yes")
    assert (done.code, done.out, done.err) == (0, "Everything is removed.\n", "")
    assert json.loads(keychain.read_text()) == {}
    assert cli(*ALL).document["providers"] == []


@pytest.mark.usefixtures("polled")
def test_a_purge_that_cannot_remove_a_key_is_4_and_names_it(
    cli: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(_self: KeychainService, _provider_id: str) -> None:
        raise fault_error(KeychainFault.LOCKED)

    monkeypatch.setattr(KeychainService, "delete_api_key", locked)
    done = cli("purge", "--yes")
    assert (done.code, done.out) == (4, "")
    for member in CAST:
        assert member.name in done.err


@pytest.mark.usefixtures("polled")
def test_nothing_that_is_written_takes_the_place_of_the_history(
    cli: Commands, place: AppPaths, tmp_path: Path
) -> None:
    before = cli(*ALL).out
    other_name = tmp_path / "link.json"
    other_name.symlink_to(place.database)
    own = [place.database, other_name, *belongings(place.database)]
    for file in own:
        for words in ((*ALL, "--output"), ("export", "--format", "csv", "--output"), ("backup",)):
            done = cli(*words, str(file))
            assert (done.code, done.out) == (3, ""), file
            assert done.err == f"aimonitor: {file} is the history itself. Choose another place.\n"
    assert cli(*ALL).out == before


@pytest.mark.usefixtures("polled")
def test_a_backup_replaces_no_folder_and_no_device(cli: Commands, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for there in (pipe, tmp_path):
        done = cli("backup", str(there))
        assert (done.code, done.out) == (3, "")
        assert done.err == f"aimonitor: {there} is there and is not a file. Choose another place.\n"
    assert stat.S_ISFIFO(pipe.lstat().st_mode)


@pytest.mark.usefixtures("polled")
def test_a_backup_that_cannot_be_written_says_so_of_its_own_place(cli: Commands, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    target = tmp_path / "file" / "copy.sqlite3"
    done = cli("backup", str(target))
    assert (done.code, done.out) == (3, "")
    assert done.err == f"aimonitor: {target} cannot be written. Choose another place.\n"
