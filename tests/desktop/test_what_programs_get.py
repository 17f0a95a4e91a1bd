"""Keys enter by every door; no program that the app runs or opens is given one, in its line or a variable."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aimonitor.demo import cast
from aimonitor.domain.secret import Secret
from tests.desktop.parts import EVERYTHING, start_accessibility
from tests.desktop.running import cli, running, status
from tests.desktop.served import AttentiveServers, Served, served
from tests.desktop.session import DesktopSession, desktop_session, wait_until
from tests.desktop.test_adding_by_hand import add_by_dialog
from tests.desktop.user import User, user_of
from tests.secrets import canaries
from tests.secrets.canaries import Canary, leaks
from tests.secrets.echoing import EchoServers
from tests.secrets.onlooker import Given, StandIns, find, looking_at

VARIABLES = {
    "ANTHROPIC_ADMIN_KEY": canaries.ANTHROPIC.value,
    "PURSE": canaries.LITELLM.value,
    "ANOTHER": canaries.DEEPSEEK.value,
    "GARDEN": canaries.RECIPE.value,
    "AIMONITOR_PROXY_URL": f"http://me:{canaries.PROXY.value}@proxy.example:3128",
}
"""A name that says so, two that only a provider's reference names, a value that says so, a log-in of ours."""
BY_REFERENCE = ("PURSE", "GARDEN")

RECIPE = """schema = 1
id = "acme"
name = "Acme"
base_url = "http://127.0.0.1:9"
[request]
path = "/v1/credits"
[[figures]]
role = "balance"
path = "$.left"
"""


class AttentiveEchoes(AttentiveServers, EchoServers):
    """Servers that repeat all they are sent."""


@pytest.fixture
def desktop() -> Iterator[DesktopSession]:
    with desktop_session(*EVERYTHING, start_accessibility) as session:
        yield session


@pytest.fixture
def stand_ins(desktop: DesktopSession) -> StandIns:
    """A browser, a file manager and Codex."""
    made = StandIns(desktop.root / "programs")
    made.put("xdg-open")
    made.put("codex", code=1)
    desktop.environ["PATH"] = os.pathsep.join([str(made.folder), desktop.environ["PATH"]])
    return made


@pytest.fixture
def services(desktop: DesktopSession) -> Iterator[Served]:
    with served(datetime.now(UTC), AttentiveEchoes) as servers:
        desktop.environ.update(servers.environ)
        yield servers


def test_no_program_that_the_app_runs_or_opens_is_given_a_key(
    desktop: DesktopSession, services: Served, stand_ins: StandIns
) -> None:
    assert services.servers.base_urls
    home = desktop.root / "mine"
    desktop.environ.update(VARIABLES)
    plant(desktop, home)
    with running(desktop, home) as app, user_of(app) as user, looking_at(app.pid) as onlooker:
        by_dialog = cast.DemoProvider(
            name="OpenAI",
            provider_type="openai",
            key=Secret(canaries.OPENAI.value),
            expected=cast.PRODUCTION.expected,
        )
        add_by_dialog(user, by_dialog)
        wait_until(lambda: stand_ins.seen("codex"), "Codex")
        open_console(user, stand_ins)
        open_folder(user, stand_ins)
        save_report(user, desktop.root / "report.txt")
        cli(desktop, home, "alerts", "test", "desktop")
        wait_until(lambda: status(desktop, home)["OpenAI"]["state"] == "ok", "a poll")
        app.terminate()
    own = onlooker.seen.pop(app.pid)
    assert leaks(own.line) == []
    assert leaks(own.environ), "the onlooker sees what the user gave to the app himself"
    opened = stand_ins.seen("xdg-open")
    assert len(opened) == 2
    (report,) = (pid for pid, one in onlooker.seen.items() if b"doctor" in one.line.split(b"\0"))
    for pid in onlooker.below(report):
        given = {one.partition(":")[0] for one in told(onlooker.seen.pop(pid))}
        assert given <= {"proxy", "AIMONITOR_PROXY_URL"}, "it tells how AIMonitor is set up, with no key"
    ran = [*opened, *stand_ins.seen("codex")]
    assert all("HOME" in one.variables for one in ran), "what they were given was seen"
    for one in (*ran, *onlooker.seen.values()):
        assert told(one) == [], one.line
    assert {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS"} <= opened[0].variables, "it can open a window"


def told(one: Given) -> list[str]:
    return [*leaks(one.line), *leaks(one.environ), *sorted(one.variables & VARIABLES.keys())]


def plant(desktop: DesktopSession, home: Path) -> None:
    """By standard input, by variables of three kinds, by a file, and as the address of a webhook."""

    def add(provider_type: str, name: str, *more: str, key: Canary | None = None) -> None:
        text = f"{key.value}\n" if key is not None else ""
        cli(desktop, home, "providers", "add", provider_type, "--name", name, *more, text=text)

    add("openrouter", "By input", "--key-stdin", "--no-test", key=canaries.OPENROUTER)
    add("anthropic", "By name", "--key-env", "ANTHROPIC_ADMIN_KEY", "--no-test")
    add("litellm", "By reference", "--key-env", "PURSE", "--no-test")
    add("deepseek", "By value", "--key-env", "ANOTHER", "--no-test")
    recipes = home / "config" / "recipes"
    recipes.mkdir(parents=True)
    (recipes / "acme.toml").write_text(RECIPE)
    add("acme", "By recipe", "--key-env", "GARDEN", "--agree", "--no-test")
    add("codex", "Codex", "--agree", "--no-test")
    file = desktop.root / "given.json"
    cli(desktop, home, "export", "--format", "json", "--output", str(file))
    document = json.loads(file.read_text())
    document["providers"][0]["options"] = {"api_key": canaries.IMPORTED.value}
    file.write_text(json.dumps(document))
    desktop.answer(sys.executable, "-m", "aimonitor", "--home", str(home), "import", str(file), "--yes")
    address = f"http://127.0.0.1:9{canaries.WEBHOOK.value}\n"
    cli(desktop, home, "alerts", "webhook", "--address-stdin", text=address)
    desktop.environ["AIMONITOR_WEBHOOK"] = "json"


def open_console(user: User, stand_ins: StandIns) -> None:
    """The service's page in the browser, by a key."""
    user.find("cell", "OpenAI, ok", user.find("table", "Providers", user.window("AIMonitor")))
    user.press("ctrl+f", "Return", "Return")
    wait_until(lambda: len(stand_ins.seen("xdg-open")) == 1, "the browser")


def open_folder(user: User, stand_ins: StandIns) -> None:
    """The folder of logs in the file manager, by a button."""
    user.press("ctrl+comma")
    dialog = user.window("Settings")
    user.click(user.find("list item", "Advanced", dialog))
    user.click(user.find("push button", "Open log folder", dialog))
    wait_until(lambda: len(stand_ins.seen("xdg-open")) == 2, "the file manager")


def save_report(user: User, file: Path) -> None:
    """For a question: AIMonitor, run once more."""
    user.click(user.find("push button", "Save a diagnostics report", user.window("Settings")))
    user.window("Save the report to")
    user.press("ctrl+a")
    user.type(str(file))
    user.press("Return")
    user.wait_to_read("The report is in", user.window("Settings"))
    assert leaks(file.read_bytes()) == []
    user.press("Escape")
    wait_until(lambda: not user.is_open("Settings"), "the end of the dialog")


def test_the_demo_that_is_started_beside_is_given_none(desktop: DesktopSession) -> None:
    desktop.environ.update({name: value for name, value in VARIABLES.items() if name not in BY_REFERENCE})
    with (
        running(desktop, desktop.root / "mine") as app,
        user_of(app) as user,
        looking_at(app.pid) as onlooker,
    ):
        user.click(user.find("push button", "Look around with demo data", user.window("AIMonitor")))
        home = str(desktop.root / "mine")
        wait_until(lambda: find("--demo", home), "the demo")
        demo = find("--demo", home)
        assert demo is not None
        wait_until(
            lambda: desktop.answer("xdotool", "search", "--onlyvisible", "--pid", str(demo)), "its window"
        )
        onlooker.note(demo)
        os.kill(demo, signal.SIGTERM)
        app.terminate()
    given = onlooker.seen[demo]
    assert b"--demo" in given.line
    assert told(given) == []
