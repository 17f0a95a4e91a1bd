"""Light and dark while it runs, and a screen of twice the dots: by what is on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desktop.accessible import Node
from tests.desktop.parts import EVERYTHING, start_accessibility
from tests.desktop.portal import DARK, LIGHT, settings_portal
from tests.desktop.running import running
from tests.desktop.session import DesktopSession, desktop_session, wait_until
from tests.desktop.sharpness import Place, is_sharp, made_larger
from tests.desktop.user import DIALOGS, User, user_of

_HALF = 128
SCREENS = {"a small laptop": (1, (1280, 800)), "twice the dots": (2, (1920, 1080))}
"""Dots for one, and the screen's dots."""


def test_the_window_follows_the_desktop_to_dark_and_back_and_the_users_choice_before_it(
    desktop: DesktopSession,
) -> None:
    with (
        settings_portal(desktop) as portal,
        running(desktop, desktop.root / "mine") as app,
        user_of(app) as user,
    ):
        window = user.window("AIMonitor")
        wait_until(lambda: brightness(user, window) > _HALF, "a light window")
        portal.change(DARK)
        wait_until(lambda: brightness(user, window) < _HALF, "a dark window, as the desktop is")
        user.shot("dark with the desktop")
        portal.change(LIGHT)
        wait_until(lambda: brightness(user, window) > _HALF, "a light window again")

        user.press("ctrl+comma")
        settings = user.window("Settings")
        theme = user.field("Theme", "combo box", settings)
        user.click(theme)
        user.press("End", "Return")
        wait_until(lambda: brightness(user, window) < _HALF, "a dark window, as the user wants")
        assert brightness(user, settings) < _HALF
        user.shot("dark by choice")
        app.terminate()


def brightness(user: User, window: Node) -> int:
    """From 0 to 255: of a place near the window's lower edge, where nothing is written."""
    left, top, width, height = window.place
    return user.brightness_at(left + width // 2, top + height - 4)


@pytest.fixture
def scaled(screen: str) -> Iterator[DesktopSession]:
    """A session on one of the screens."""
    scale, dots = SCREENS[screen]
    with desktop_session(*EVERYTHING, start_accessibility, screen="x".join(map(str, dots))) as session:
        session.environ["QT_SCALE_FACTOR"] = str(scale)
        yield session


@pytest.mark.parametrize("screen", SCREENS)
def test_window_and_dialogs_stay_on_the_screen(scaled: DesktopSession, screen: str) -> None:
    found = []
    scale, dots = SCREENS[screen]
    size = (dots[0] // scale, dots[1] // scale)
    with running(scaled, scaled.root / "demo", "--demo") as app, user_of(app) as user:
        window, item = user.window("AIMonitor"), app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the demo's figures")
        user.find("panel", "Prepaid balance: $", window)
        user.shot(f"on {screen}")
        found += off_screen(user, window, size)
        for keys, title in DIALOGS.items():
            user.press(keys)
            found += off_screen(user, user.window(title), size)
            user.press("Escape")
            wait_until(lambda title=title: not user.is_open(title), f"the end of {title}")  # type: ignore[misc]
            user.window("AIMonitor")
        app.terminate()
    assert found == []


@pytest.mark.parametrize("screen", ["twice the dots"])
def test_words_and_pictures_are_drawn_in_the_dots_of_the_screen(scaled: DesktopSession, screen: str) -> None:
    scale, _ = SCREENS[screen]
    with running(scaled, scaled.root / "demo", "--demo") as app, user_of(app) as user:
        window, item = user.window("AIMonitor"), app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the demo's figures")
        user.find("panel", "Prepaid balance: $", window)
        wait_until(lambda: user.reads("next in", window), "the first polls to end")
        picture = user.shot("sharp")
        parts = {
            "card": user.find("panel", "Spent this month", window),
            "table": user.find("table", "Providers", window),
            "chart": user.find("panel", "Details", window),
            "status bar": user.find("status bar", "", window),
        }
        found = {name: on_screen(node, scale) for name, node in parts.items()}
        assert [name for name, place in found.items() if not is_sharp(scaled, picture, place)] == []
        for how in ("triangle", "point"):
            blurred = made_larger(scaled, picture, how)
            assert [name for name, place in found.items() if is_sharp(scaled, blurred, place)] == []

        user.press("ctrl+n")
        services = user.find("list", "Services", user.window("Add provider"))
        icons = on_screen(services, scale)
        assert is_sharp(scaled, user.shot("sharp pictures"), icons)
        app.terminate()


def on_screen(node: Node, scale: int) -> Place:
    """Where it is, in the screen's own dots."""
    left, top, width, height = node.place
    return left * scale, top * scale, width * scale, height * scale


def off_screen(user: User, window: Node, size: tuple[int, int]) -> list[str]:
    """What can be used and lies beyond the screen's edges, but for what its own list or page scrolls to."""
    within = [window, *(one for one in user.seen(window) if one.role in ("push button", "page tab", "panel"))]
    width, height = size
    found = []
    for node in within:
        left, top, wide, high = node.place
        if left < 0 or top < 0 or left + wide > width or (top + high > height and node.role != "panel"):
            found.append(f"{window.name}: {node.role} {node.name!r} at {node.place}")
    return found
