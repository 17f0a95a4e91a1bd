"""Doors that were made after the first: recipes, the status line, lists, back-ups, the demo, a picture."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.app.processes import run_command
from tests.cli.running import Commands, Done
from tests.db.tails import unpacked
from tests.keychain.backends import GoodKeyring
from tests.secrets import canaries
from tests.secrets.canaries import FORMS, leaks

VARIABLE = "A_VARIABLE"
RECIPE = """schema = 1
id = "acme"
name = "Acme"
base_url = "{url}"
{more}
[request]
path = "/v1/credits"
[[figures]]
role = "balance"
path = "$.left"
"""
WRONG = (
    'api_key = "{key}"',
    'key_help = "https://me:{key}@acme.example/"',
    "{key} = 1",
    'env_keys = ["{key}"]',
    'currency = "{key}"',
    'every_minutes = "{key}"',
    'summary = "{key}',
)
"""Lines in which people put keys, and in which none has its place."""


class Tool:
    """The command line in a home of its own, and what all commands said."""

    def __init__(self, root: Path, cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.home = root, root / "mine"
        self.home.mkdir(exist_ok=True)
        self.said: list[str] = []
        self._cli, self._monkeypatch = cli, monkeypatch

    def __call__(self, *arguments: str, text: str = "", **variables: str) -> Done:
        with self._monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            done = self._cli("--home", str(self.home), *arguments, stdin=text)
        self.said += [done.out, done.err]
        return done

    def leaks(self) -> list[str]:
        """In all that was said, and in all files that were left."""
        files = [file for file in self.home.rglob("*") if file.is_file()]
        return [*leaks("\n".join(self.said)), *leaks(b"\n".join(map(unpacked, files)))]


@pytest.fixture
def tool(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tool:
    keychain = GoodKeyring()
    monkeypatch.setattr("keyring.get_keyring", lambda: keychain)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    return Tool(tmp_path, Commands(capsys, monkeypatch), monkeypatch)


class _Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent, in each form: as names, values and headers."""

    keys: tuple[str, ...] = ()

    def do_GET(self) -> None:
        sent = self.headers["Authorization"].removeprefix("Bearer ")
        type(self).keys += (sent,)
        forms = [form(sent) for form in FORMS]
        answer = {"left": 12, "echo": forms, **{form: {"name": form} for form in forms}}
        body = json.dumps(answer).encode()
        self.send_response(200 if len(self.keys) % 2 else 403)
        self.send_header("X-Trace", forms[1])
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def echo() -> Iterator[str]:
    _Echo.keys = ()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_a_recipe_is_tried_kept_and_polled_without_a_piece_of_its_key(tool: Tool) -> None:
    key = canaries.RECIPE.value
    with echo() as url:
        file = tool.root / "acme.toml"
        file.write_text(RECIPE.format(url=url, more=""))
        for _ in range(2):
            tool("recipes", "test", str(file), "--key-env", VARIABLE, "--agree", **{VARIABLE: key})
            tool("recipes", "test", str(file), "--key-stdin", "--agree", text=f"{key}\n")
        tool("recipes", "test", str(file), "--key-stdin", "--agree", "--option", f"a={key}", text=f"{key}\n")
        folder = tool.home / "config" / "recipes"
        folder.mkdir(parents=True, exist_ok=True)
        file.rename(folder / "acme.toml")
        added = ("providers", "add", "acme", "--name", "Acme", "--key-env", VARIABLE, "--agree", "--no-test")
        assert tool(*added, **{VARIABLE: key}).code == 0
        for _ in range(3):
            tool("--log-level", "debug", "poll", **{VARIABLE: key})
        for line in (("recipes", "list", "--json"), ("status", "--json"), ("providers", "list", "--json")):
            tool(*line, **{VARIABLE: key})
    assert set(_Echo.keys) == {key}
    assert len(_Echo.keys) > 5
    assert "Acme" in "".join(tool.said)
    assert tool.leaks() == []


@pytest.mark.parametrize("line", WRONG)
def test_a_key_in_a_recipe_is_not_repeated_by_who_checks_it(tool: Tool, line: str) -> None:
    file = tool.root / "acme.toml"
    file.write_text(RECIPE.format(url="https://acme.example", more=line.format(key=canaries.MISPLACED.value)))
    assert tool("recipes", "check", str(file)).code != 0
    folder = tool.home / "config" / "recipes"
    folder.mkdir(parents=True, exist_ok=True)
    file.rename(folder / "acme.toml")
    tool("recipes", "list")
    tool("doctor", "--json")
    (folder / "acme.toml").unlink()
    assert "".join(tool.said).count("acme.toml") > 1
    assert tool.leaks() == []


def test_a_status_line_keeps_and_prints_nothing_but_what_it_is_for(tool: Tool) -> None:
    key = canaries.ANTHROPIC.value
    told = {
        "model": {"display_name": "Opus 5", "id": key},
        "session_id": key,
        "cwd": f"/home/{key}",
        "transcript_path": key,
        "cost": {"total_cost_usd": 3, "note": key},
        "env": {"ANTHROPIC_API_KEY": key},
        key: key,
        "rate_limits": {
            "five_hour": {"used_percentage": 23.5, "resets_at": 4102444800, "note": key},
            key: {"used_percentage": 1, "resets_at": 4102444800},
        },
    }
    done = tool("statusline", text=json.dumps(told), ANTHROPIC_API_KEY=key)
    assert done.out == "Opus 5 · 5 h 24 %\n"
    for broken in (json.dumps(told)[:-9], json.dumps(told | {"rate_limits": key}), key):
        tool("statusline", text=broken)
    told["rate_limits"] = {"five_hour": {"used_percentage": key, "resets_at": key}}
    tool("statusline", text=json.dumps(told))
    assert (tool.home / "data" / "bridges" / "claude_code.json").is_file()
    assert tool.leaks() == []


def test_a_key_where_a_setting_belongs_is_not_repeated(tool: Tool) -> None:
    key = canaries.MISPLACED.value
    for name in ("REVOKED", "PROXY_MODE", "INTERVAL", "KEEP_DAYS", "LOG_LEVEL", "WEBHOOK", "PROXY_URL"):
        done = tool("doctor", "--json", **{f"AIMONITOR_{name}": key})
        assert f"AIMONITOR_{name}" in done.out + done.err
    config = tool.home / "config" / "config.toml"
    for line in (f'[network]\nrevoked = "{key}"', f'{key} = "{key}"', f"[{key}]\na = 1", f"{key}"):
        config.write_text(f"{line}\n")
        tool("doctor", "--json")
        tool("status")
    config.unlink()
    assert tool.leaks() == []


def test_a_file_with_keys_in_the_place_of_a_list_is_not_repeated(tool: Tool) -> None:
    key = canaries.DEEPSEEK.value
    lists = tool.root / "revoked.pem"
    lists.write_text(f"-----BEGIN {key}-----\n{key}\n-----END {key}-----\n")
    where = {VARIABLE: key, "AIMONITOR_REVOKED": str(lists)}
    tool("providers", "add", "deepseek", "--name", "One", "--key-env", VARIABLE, "--no-test", **where)
    tool("--log-level", "debug", "poll", **where)
    tool("doctor", "--json", **where)
    assert "list of revoked certificates cannot be used" in "".join(tool.said)
    assert tool.leaks() == []


def test_back_ups_restored_copies_and_what_is_left_after_all_hold_none(tool: Tool) -> None:
    variables = {VARIABLE: canaries.DEEPSEEK.value, "DEEPSEEK_BASE_URL": "http://127.0.0.1:9"}
    tool("providers", "add", "deepseek", "--name", "One", "--key-env", VARIABLE, "--no-test", **variables)
    tool("poll", **variables)
    copy = tool.home / "copy.sqlite3"
    assert tool("backup", str(copy), **variables).code == 0
    assert tool("restore", str(copy), "--yes", **variables).code == 0
    (tool.home / "data" / "aimonitor.sqlite3").write_bytes(canaries.DEEPSEEK.public.encode() * 999)
    tool("status", "--json", **variables)
    tool("purge", "--yes", **variables)
    assert len(list((tool.home / "data").glob("*.sqlite3*"))) > 0
    assert tool.leaks() == []


def test_the_demo_and_its_picture_take_nothing_of_the_users(tool: Tool) -> None:
    keys = {
        "OPENAI_ADMIN_KEY": canaries.OPENAI.value,
        "ANTHROPIC_ADMIN_KEY": canaries.ANTHROPIC.value,
        "OPENROUTER_API_KEY": canaries.OPENROUTER.value,
        "AIMONITOR_PROXY_URL": f"http://me:{canaries.PROXY.value}@proxy.example:3128",
    }
    picture = tool.home / "picture.png"
    done = run_command(tool.home, "--demo", "--all-services", "--picture", str(picture), environ=keys)
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    tool.said += [done.stdout, done.stderr]
    assert "DEMO" in tool("demo", **keys).out
    assert tool.leaks() == []
