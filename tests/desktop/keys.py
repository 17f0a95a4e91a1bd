"""What a user does with keys, by mouse and keyboard."""

from __future__ import annotations

from tests.desktop.session import wait_until
from tests.desktop.user import User

REVOKED = "sk-or-v1-TEST-REVOKED-0001"


def spoil_key(user: User, name: str) -> None:
    """Give a provider that is well a key that its service refuses."""
    window = user.window("AIMonitor")
    user.click(user.find("cell", f"{name}, ok", user.find("table", "Providers", window)))
    user.press("ctrl+k")
    dialog = user.window("Replace key")
    user.write(user.find("text", "API key", dialog), REVOKED)
    user.click(user.find("push button", "Test", dialog))
    user.wait_to_read("Invalid API key", dialog)
    user.click(user.find("push button", "Replace anyway", dialog))
    wait_until(lambda: not user.is_open("Replace key"), "the end of the dialog")
