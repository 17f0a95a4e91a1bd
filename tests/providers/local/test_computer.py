"""What a client without a key may use of this computer, and what it may not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aimonitor.errors import ConfigError, PluginError, ServiceError
from aimonitor.providers import bridges
from aimonitor.providers.base import Call
from aimonitor.providers.child import child_environ, find
from aimonitor.providers.computer import LocalSources, NoService
from aimonitor.providers.local import local_of
from tests.providers.local.here import NOW


async def test_there_is_no_service_to_ask() -> None:
    for ask in (NoService().get("/v1"), NoService().post("/v1", None)):
        with pytest.raises(PluginError, match="no service to ask"):
            await ask


def test_a_call_without_this_computer_says_so() -> None:
    with pytest.raises(PluginError, match="Nothing on this computer"):
        local_of(Call(api=NoService(), now=NOW, since=NOW.date()))


async def test_a_type_reads_what_its_own_bridge_kept_and_no_other(tmp_path: Path) -> None:
    bridges.keep(tmp_path, "acme", "one")
    bridges.keep(tmp_path, "acme", "two")
    sources = LocalSources({}, tmp_path)
    assert await sources.of("acme").kept() == "two"
    assert await sources.of("other").kept() is None


async def test_a_file_that_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    bridges.place(tmp_path, "acme").mkdir(parents=True)
    with pytest.raises(ServiceError, match="cannot be read"):
        await LocalSources({}, tmp_path).of("acme").kept()


async def test_what_is_kept_is_never_read_without_end(tmp_path: Path) -> None:
    bridges.keep(tmp_path, "acme", "x" * (bridges.MOST + 10))
    kept = await LocalSources({}, tmp_path).of("acme").kept()
    assert kept is not None
    assert len(kept) == bridges.MOST


def test_a_folder_that_is_not_there_is_a_setting_to_be_mended(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="could not be kept"):
        bridges.keep(tmp_path / "nowhere", "acme", "one")


async def test_a_command_is_run_as_the_computer_is_set_up(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Acme was not found here"):
        async with LocalSources({"PATH": ""}, tmp_path).of("acme").run("no-such-acme", [], name="Acme"):
            pass


@pytest.mark.skipif(os.name != "posix", reason="others look for other endings")
def test_a_program_is_found_on_the_path_first_and_then_where_they_are_put(tmp_path: Path) -> None:
    for folder in (tmp_path / "path", tmp_path / ".local" / "bin"):
        folder.mkdir(parents=True)
        program = folder / "acme-tool"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    home = {"HOME": str(tmp_path), "PATH": str(tmp_path / "path")}
    assert find("acme-tool", home) == str(tmp_path / "path" / "acme-tool")
    assert find("acme-tool", {**home, "PATH": ""}) == str(tmp_path / ".local" / "bin" / "acme-tool")
    (tmp_path / "path" / "acme-tool").chmod(0o644)
    assert find(str(tmp_path / "path" / "acme-tool"), home) is None


def test_a_child_gets_folders_language_and_proxy_and_what_it_asks_for() -> None:
    environ = {
        "HOME": "/h",
        "LC_ALL": "C",
        "XDG_RUNTIME_DIR": "/r",
        "https_proxy": "http://p:1",
        "ACME_HOME": "/a",
        "ACME_HOME_TOKEN": "no",
        "OPENAI_API_KEY": "no",
        "AIMONITOR_PROXY": "no",
        "LD_PRELOAD": "no",
        "PYTHONPATH": "no",
    }
    given = child_environ(environ, "/opt/acme/acme", ["ACME_HOME"])
    assert "no" not in given.values()
    assert set(given) == {"HOME", "LC_ALL", "XDG_RUNTIME_DIR", "https_proxy", "ACME_HOME", "PATH"}
    assert given["PATH"].startswith("/opt/acme" + os.pathsep)
