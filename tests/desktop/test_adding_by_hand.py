"""The first minutes: an empty window, keys that will not do, keys that will, equal figures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from aimonitor.demo import cast
from tests.desktop.accessible import Node, State
from tests.desktop.running import App, files_with_keys, running, secret, status_document, stored_keys
from tests.desktop.served import Served
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import User, user_of
from tests.e2e import figures
from tests.e2e.running import cents

WRONG = "sk-admin-TEST-nobody-knows-0000"
MINE = {"OpenAI": cast.PRODUCTION, "OpenRouter": cast.ROUTER}
"""By the names that the dialog proposes."""


def test_from_the_first_run_to_figures_that_are_the_same_everywhere_and_stay(
    desktop: DesktopSession, services: Served
) -> None:
    home = desktop.root / "mine"
    books = figures.Books({name: services.servers.expected(one.name) for name, one in MINE.items()})
    with running(desktop, home) as app, user_of(app) as user:
        first_run(user)
        refuse_keys(user, home)
        for member in MINE.values():
            add_by_dialog(user, member)
        check_figures(user, books)
        check_elsewhere(app, books)
        user.shot("two providers")
        app.terminate()
    check_secrets(desktop, home)

    services.down()
    with running(desktop, home) as app, user_of(app) as user:
        user.window("AIMonitor")
        check_figures(user, books)
        app.terminate()


def first_run(user: User) -> None:
    """What there is to do, and the keyboard on the first of it."""
    window = user.window("AIMonitor")
    user.wait_to_read("Welcome to AIMonitor", window)
    wait_until(user.find("push button", "Add a provider", window).has_keyboard, "the keyboard on the button")
    user.find("push button", "Look around with demo data", window)
    assert user.look("table", "Providers", window) is None
    user.shot("first run")


def refuse_keys(user: User, home: Path) -> None:
    """A key that nobody knows, and one that reads nothing: said at the field, nothing is stored."""
    user.press("Return")
    dialog = user.window("Add provider")
    choose(user, dialog, cast.PRODUCTION)
    enter_key(user, dialog, WRONG)
    user.click(user.find("push button", "Test", dialog))
    user.wait_to_read("Invalid API key", dialog)
    assert not user.reads(WRONG)
    user.find("push button", "Add anyway", dialog)
    user.shot("a wrong key")

    enter_key(user, dialog, cast.CHATBOT.key.reveal())
    user.wait_to_read("project key", dialog)
    assert user.look("push button", "Add anyway", dialog) is None
    user.click(user.find("push button", "Test", dialog))
    user.wait_to_read("admin key", dialog)
    user.shot("a project key")

    user.press("Escape")
    wait_until(lambda: not user.is_open("Add provider"), "the end of the dialog")
    user.wait_to_read("Welcome to AIMonitor", user.window("AIMonitor"))
    assert stored_keys(user.app.desktop) == ""
    assert status_document(user.app.desktop, home)["providers"] == []


def add_by_dialog(user: User, member: cast.DemoProvider) -> None:
    user.window("AIMonitor")
    user.press("ctrl+n")
    dialog = user.window("Add provider")
    choose(user, dialog, member)
    enter_key(user, dialog, member.key.reveal())
    user.click(user.find("push button", "Test", dialog))
    user.find("push button", "Add", dialog)
    user.wait_to_read("It works.", dialog)
    user.shot(f"before adding {member.provider_type}")
    user.click(user.find("push button", "Add", dialog))
    wait_until(lambda: not user.is_open("Add provider"), "the end of the dialog")


def choose(user: User, dialog: Node, member: cast.DemoProvider) -> None:
    """The service by its filter."""
    user.write(user.find("text", "Filter services", dialog), member.provider_type)
    item = user.find("list item", "", user.find("list", "Services", dialog))
    wait_until(lambda: item.has(State.SELECTED), "the service to be chosen")


def enter_key(user: User, dialog: Node, key: str) -> None:
    line = user.find("text", "API key", dialog)
    user.write(line, key)
    assert key[-4:] not in line.text


def check_figures(user: User, books: figures.Books) -> None:
    """Cells and cards as they are read aloud."""
    for name, expected in books.of.items():
        for title, amount in (("Today", expected.today), ("This month", expected.month)):
            assert amount is not None
            wait_until(partial(shows, user, name, title, cents(amount)), f"{title} of {name}")
    for title, total in (
        ("Spent this month", books.total(lambda one: one.month)),
        ("Prepaid balance", books.total(lambda one: one.balance)),
    ):
        user.find("panel", f"{title}: {cents(total)}")


def shows(user: User, name: str, title: str, words: str) -> bool:
    return cell(user, name, title) == words


def cell(user: User, name: str, title: str) -> str:
    """The figure that is read in a provider's row under that title."""
    table = user.find("table", "Providers")
    row = [node.name for node in table.children if node.role == "cell"]
    start = next((at for at, told in enumerate(row) if told.startswith(f"{name}, ")), None)
    if start is None:
        return ""
    found = next((told for told in row[start:] if told.startswith(f"{title}: ")), "")
    return found.removeprefix(f"{title}: ").strip("≈*")


def check_elsewhere(app: App, books: figures.Books) -> None:
    """Tray and command line."""
    lines = [line.strip("≈*") for line in app.tray().tooltip.split("\n")]
    totals = {
        "Today": books.total(lambda one: one.today),
        "Month": books.total(lambda one: one.month),
        "Balance": books.total(lambda one: one.balance),
    }
    assert lines[1:4] == [f"{title} {cents(total)}" for title, total in totals.items()]
    figures.check_status(status_document(app.desktop, app.home), books)


def check_secrets(desktop: DesktopSession, home: Path) -> None:
    """The keys are in the keyring and nowhere else: no file of the session's holds one, good or wrong."""
    told = {one["name"]: one["id"] for one in status_document(desktop, home)["providers"]}
    for name, member in MINE.items():
        assert secret(desktop, told[name]) == member.key.reveal()
    assert files_with_keys(desktop.root) == []
    files = [file for file in desktop.root.rglob("*") if file.is_file()]
    assert [str(file) for file in files if WRONG.encode() in file.read_bytes()] == []
