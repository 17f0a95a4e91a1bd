"""The entries of the tray's menu that ask, pause and show: what the user and the services see of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from aimonitor.demo import cast
from aimonitor.ui.tray_words import MENU_LINES
from tests.desktop.bus_calls import TrayItem
from tests.desktop.running import App, add, running, status
from tests.desktop.served import Served
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import User, user_of

PRESSED_HERE = {"Show Dashboard", "Refresh now", "Pause polling", "For 1 hour", "Until tomorrow", "Quit"}
PRESSED_ELSEWHERE = {"Until resumed", "Settings…"}
"""In `test_tray_menu`, as are the providers' lines; "Resume polling" stands there only in a pause."""
_MEMBERS = (cast.PRODUCTION, cast.ROUTER)


def test_it_asks_the_services_shows_the_window_and_pauses_for_as_long_as_it_says(
    desktop: DesktopSession, services: Served
) -> None:
    home = desktop.root / "mine"
    for member in _MEMBERS:
        add(desktop, home, member)
    services.down()
    with running(desktop, home, "--hidden") as app, user_of(app) as user:
        item = app.tray()
        wait_until(lambda: failures(item) == len(_MEMBERS), "the failures in the menu")
        names = tuple(member.name for member in _MEMBERS)
        entries = {entry for entry in item.menu() if not entry.startswith(names)}
        assert entries == PRESSED_HERE | PRESSED_ELSEWHERE, "each entry is pressed by a test"

        show(user, app, item)
        services.up()
        refresh(item, services)
        pause(user, item, "For 1 hour", hour)
        pause(user, item, "Until tomorrow", midnight)
        assert {one["state"] for one in status(desktop, home).values()} == {"ok"}
        item.choose("Quit")
        app.check_end()


def failures(item: TrayItem) -> int:
    """How many providers the menu calls stale."""
    return sum(entry.endswith(": stale") for entry in item.menu())


def show(user: User, app: App, item: TrayItem) -> None:
    """Where there was none yet, and again after it was closed."""
    assert not user.is_open("AIMonitor")
    item.choose("Show Dashboard")
    user.window("AIMonitor")
    user.press("alt+F4")
    wait_until(lambda: not app.windows(), "the window to hide")
    item.choose("Show Dashboard")
    user.window("AIMonitor")
    user.press("alt+F4")
    wait_until(lambda: not app.windows(), "the window to hide again")


def refresh(item: TrayItem, services: Served) -> None:
    """Each service is asked long before its next turn, while no window is there."""
    before = {member.provider_type: services.asked(member.provider_type) for member in _MEMBERS}
    item.choose("Refresh now")
    for provider_type, count in before.items():
        wait_until(partial(is_asked, services, provider_type, count), f"a question to {provider_type}")
    wait_until(lambda: failures(item) == 0, "the failures to end in the menu")


def is_asked(services: Served, provider_type: str, before: int) -> bool:
    return services.asked(provider_type) > before


def pause(user: User, item: TrayItem, entry: str, until: Callable[[], datetime]) -> None:
    """Until the moment that is meant: in tooltip, window and menu; then it goes on."""
    meant = [until()]
    item.choose(entry)
    wait_until(lambda: "Paused until " in item.tooltip, f"the pause {entry!r} in the tooltip")
    meant.append(until())
    said = next(line for line in item.tooltip.split("\n") if line.startswith("Paused until "))
    assert said in [f"Paused until {written(one)}." for one in meant]
    assert "Pause polling" not in item.menu()
    item.choose("Show Dashboard")
    bar = user.find("status bar", "", user.window("AIMonitor"))
    user.wait_to_read(f"p{said[1:].rstrip('.')}", bar)
    user.shot(f"paused {entry.lower()}")
    resume = next(one for one in item.menu() if one.startswith("Resume polling"))
    assert resume.casefold() == f"Resume polling ({said.rstrip('.')})".casefold()
    item.choose(resume)
    wait_until(lambda: "aused" not in item.tooltip, "the end of the pause")
    user.wait_to_read("next in ", bar)
    assert "Pause polling" in item.menu()


def hour() -> datetime:
    return datetime.now().astimezone() + timedelta(hours=1)


def midnight() -> datetime:
    return datetime.combine(datetime.now().astimezone().date() + timedelta(days=1), time()).astimezone()


def written(when: datetime) -> str:
    """The time, and another day than today with it."""
    day = "" if when.date() == datetime.now().astimezone().date() else f"{when.day} {when:%b} "
    return f"{day}{when:%H:%M}"


def test_the_line_that_counts_the_other_providers_shows_the_window(desktop: DesktopSession) -> None:
    with running(desktop, desktop.root / "demo", "--demo", "--hidden") as app, user_of(app) as user:
        item = app.tray()
        wait_until(lambda: "Balance $" in item.tooltip, "the demo's figures")
        lines = [entry for entry in item.menu() if entry.endswith(" more…")]
        assert lines == [f"and {len(cast.CAST) - MENU_LINES} more…"]
        item.choose(lines[0])
        user.window("AIMonitor — DEMO")
        app.terminate()
