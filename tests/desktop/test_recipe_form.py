"""Someone without a program and without TOML: describes a service by its form, and sees its figure."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.desktop.accessible import Node
from tests.desktop.running import running, status
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.test_adding_by_hand import shows
from tests.desktop.user import User, user_of

KEY = "quill-TEST-key-000042"
LEFT = "42.07"
"""What is left at the service, in dollars."""


class Quill(BaseHTTPRequestHandler):
    """A service that nobody has heard of: it echoes the key, and tells what is left."""

    def do_GET(self) -> None:
        """Answer those who have the key."""
        is_known = self.headers["Authorization"] == f"Bearer {KEY}" and self.path == "/purse"
        told = {"purse": {"ink": float(LEFT), "holder": KEY}} if is_known else {"error": "who?"}
        body = json.dumps(told).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def quill() -> Iterator[str]:
    """Its address, while it answers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Quill)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_service_described_by_its_form_has_its_figure_in_the_table(desktop: DesktopSession) -> None:
    home = desktop.root / "quill"
    with quill() as address, running(desktop, home) as app, user_of(app) as user:
        user.window("AIMonitor")
        user.press("ctrl+n")
        adding = user.window("Add provider")
        user.click(user.find("push button", "Other service", adding))
        editor = user.window("Recipe")
        describe(user, editor, address)
        try_out(user, editor)
        pick(user, editor)
        user.press("ctrl+s")
        add(user)
        wait_until(lambda: shows(user, "Quill", "Balance", f"${LEFT}"), "the balance of Quill")
        user.shot("a recipe in the table")
        assert KEY not in (home / "config" / "recipes" / "quill.toml").read_text()
        assert list(status(desktop, home)) == ["Quill"]
        app.terminate()


def describe(user: User, editor: Node, address: str) -> None:
    """What a page of a service tells its customers."""
    wait_until(user.find("text", "Name", editor).has_keyboard, "the keyboard in the name")
    user.shot("a new recipe")
    user.press("ctrl+a")
    user.type("Quill")
    lines = (("i", "Id", "quill"), ("b", "Base URL", address), ("q", "Path of the request", "/purse"))
    for letter, name, words in lines:
        user.press(f"alt+{letter}")
        user.fill(user.find("text", name, editor), words)
    user.shot("a recipe described")


def try_out(user: User, editor: Node) -> None:
    user.write(user.find("text", "Key to test with", editor), KEY)
    user.click(user.find("check box", "Yes, do that", editor))
    user.click(user.find("push button", "Test", editor))
    user.wait_to_read("ink", editor)
    user.shot("a recipe tested")


def pick(user: User, editor: Node) -> None:
    """The value of the answer goes into the figure that a new recipe has."""
    windows = len(user.app.windows())
    user.click(user.find("tree item", "\u2068ink", editor))
    user.press("Return")
    wait_until(lambda: len(user.app.windows()) > windows, "the menu")
    user.shot("a value of an answer")
    user.press("Down", "Return")
    user.click(user.find("push button", "Test", editor))
    user.wait_to_read(f"Balance (total): {LEFT} USD", editor)
    user.shot("a figure of a recipe")


def add(user: User) -> None:
    dialog = user.window("Add provider")
    user.write(user.find("text", "API key", dialog), KEY)
    user.click(user.find("check box", "Yes, do that", dialog))
    user.shot("adding what a recipe describes")
    user.click(user.find("push button", "Test", dialog))
    user.wait_to_read("It works.", dialog)
    user.click(user.find("push button", "Add", dialog))
