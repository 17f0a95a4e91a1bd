"""A desktop with a panel, but nobody who shows notifications: the window says it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aimonitor.demo import cast
from tests.desktop.keys import spoil_key
from tests.desktop.parts import start_accessibility, start_keyring, start_panel, start_windows
from tests.desktop.running import add, running
from tests.desktop.session import DesktopSession, desktop_session
from tests.desktop.user import user_of

NAME = cast.ROUTER.name


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_session(start_keyring, start_windows, start_panel, start_accessibility) as session:
        yield session


@pytest.mark.usefixtures("services")
def test_without_a_notification_server_the_window_says_it(desktop: DesktopSession) -> None:
    home = desktop.root / "mine"
    add(desktop, home, cast.ROUTER)
    with running(desktop, home) as app, user_of(app) as user:
        app.tray()
        spoil_key(user, NAME)
        user.wait_to_read(f"{NAME}: ", user.window("AIMonitor"))
        user.shot("no notifications")
        app.terminate()
