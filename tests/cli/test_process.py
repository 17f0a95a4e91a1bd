"""Commands as they are really run: in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.demo.servers import DemoServers
from tests.cli.running import ADMIN_KEY, ROOT, Commands, process_environ, run_process

HEAVY = {
    *("PySide6", "aiohttp", "pydantic", "keyring", "peewee", "asyncio"),
    *("loguru", "backoff", "platformdirs", "yarl"),
}
_RUN_AND_TELL = """
import sys
from aimonitor.__main__ import main
for words in sys.argv[1:]:
    main(words.split("|"))
print("LOADED", *sorted(sys.modules), file=sys.stderr)
"""


def loaded_by(*commands: str) -> set[str]:
    """The modules that a process has loaded after these commands, words parted by "|"."""
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", _RUN_AND_TELL, *commands],
        cwd=ROOT,
        env=process_environ(),
        input=f"{ADMIN_KEY}\n",
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=True,
    )
    return set(done.stderr.partition("LOADED ")[2].split())


def test_status_imports_nothing_heavy(cli: Commands) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    for command in ("status|--json", "status", "providers|list", "providers|types"):
        loaded = loaded_by(command)
        assert "sqlite3" in loaded or command == "providers|types"
        assert not HEAVY & loaded, command


def test_status_looks_up_only_the_services_that_there_are(cli: Commands) -> None:
    cli.add(cast.PRODUCTION, "--no-test")
    built_in = {name for name in loaded_by("status") if name.startswith("aimonitor.providers.builtin.")}
    assert {name.split(".")[3] for name in built_in} == {"openai"}


def test_a_command_that_ends_looks_for_no_garbage() -> None:
    script = """
import atexit, gc
from aimonitor.__main__ import main
atexit.register(lambda: print("LEFT", len(gc.get_objects())))
main(["status"])
"""
    done = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=process_environ(),
        capture_output=True,
        encoding="utf-8",
        timeout=100,
        check=True,
    )
    assert int(done.stdout.partition("LEFT ")[2]) < 100


def test_status_before_there_is_anything_imports_nothing_heavy() -> None:
    assert not HEAVY & loaded_by("status")


@pytest.mark.usefixtures("servers")
def test_no_command_imports_qt() -> None:
    loaded = loaded_by(
        "providers|add|openai|--name|Work|--key-stdin|--no-test",
        "poll",
        "status|--poll",
        "export|--format|csv",
        "doctor",
        "demo",
        "providers|rename|Work|Other",
        "providers|remove|Other|--yes",
    )
    assert {"aiohttp", "keyring", "peewee"} <= loaded
    assert not [name for name in loaded if name.split(".")[0] in {"PySide6", "shiboken6", "qasync"}]


@pytest.mark.usefixtures("servers")
def test_a_life_of_a_provider(keychain: Path) -> None:
    key = cast.PRODUCTION.key.reveal()
    added = run_process(
        "providers", "add", "openai", "--name", "Work", "--key-stdin", "--no-test", stdin=f"{key}\n"
    )
    assert (added.code, added.err.count("Traceback")) == (0, 0)
    assert key in keychain.read_text()
    (listed,) = run_process("providers", "list", "--json").document["providers"]
    assert run_process("status").code == 0
    assert run_process("poll", listed["id"], "--json").document["providers"][0]["name"] == "Work"
    removed = run_process("providers", "remove", "Work", stdin="y\n")
    assert (removed.code, removed.out) == (0, "Removed Work with its history and its key.\n")
    assert key not in keychain.read_text()


def test_exit_codes_reach_the_shell(keychain: Path) -> None:
    assert run_process("status").code == 0
    assert run_process("nonsense").code == 2
    assert run_process("poll", "Nobody").code == 3
    add = ("providers", "add", "openai", "--name", "Work", "--no-test", "--key-stdin")
    no_keychain = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    assert run_process(*add, stdin=ADMIN_KEY, environ=no_keychain).code == 4
    assert not keychain.exists()


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "aimonitor", "providers", "types", "--json"],
        cwd=ROOT,
        env=process_environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")  # noqa: PTH110
def test_output_that_cannot_be_written_is_1_without_a_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aimonitor", "status"],
            cwd=ROOT,
            env=process_environ(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=100,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "aimonitor: The system refused: No space left on device.\n"


def test_a_terminal_that_is_not_utf_8_gets_escapes_and_the_same_json(
    cli: Commands, servers: DemoServers
) -> None:
    assert servers
    name = "名前 🙂 Größe"
    cli.add(cast.PRODUCTION, "--no-test", name=name)
    for encoding in ("ascii", "latin-1", "utf-8"):
        environ = {"PYTHONIOENCODING": encoding}
        text = run_process("status", environ=environ, encoding=encoding)
        assert (text.code, text.err) == (0, "")
        document = run_process("status", "--json", environ=environ, encoding=encoding)
        assert json.loads(document.out)["providers"][0]["name"] == name
