"""Rows in the order in which the mouse puts them, for as long as the history is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.demo import cast
from tests.desktop.accessible import Gone, Node
from tests.desktop.running import add, running, status
from tests.desktop.session import DesktopSession, wait_until
from tests.desktop.user import User, user_of

FIRST, SECOND, THIRD = (one.name for one in (cast.PRODUCTION, cast.ROUTER, cast.RESEARCH))


@pytest.mark.usefixtures("services")
def test_a_row_that_is_dragged_stands_where_it_was_let_go_also_after_a_restart(
    desktop: DesktopSession,
) -> None:
    home = desktop.root / "mine"
    for member in (cast.PRODUCTION, cast.ROUTER, cast.RESEARCH):
        add(desktop, home, member)
    with running(desktop, home) as app, user_of(app) as user:
        wait_for_order(user, home, FIRST, SECOND, THIRD)
        drag_before(user, THIRD, FIRST)
        wait_for_order(user, home, THIRD, FIRST, SECOND)
        user.shot("a row was dragged up")
        drag_behind(user, THIRD, SECOND)
        wait_for_order(user, home, FIRST, SECOND, THIRD)
        drag_behind(user, FIRST, SECOND)
        wait_for_order(user, home, SECOND, FIRST, THIRD)
        app.terminate()
    with running(desktop, home) as app, user_of(app) as user:
        wait_for_order(user, home, SECOND, FIRST, THIRD)
        app.terminate()


def drag_before(user: User, name: str, other: str) -> None:
    """Let go at the upper edge of the other's row."""
    left, top, width, _ = head(user, other).place
    user.drag(head(user, name), (left + width // 2, top + 1))


def drag_behind(user: User, name: str, other: str) -> None:
    """Let go at the lower edge of the other's row."""
    left, top, width, height = head(user, other).place
    user.drag(head(user, name), (left + width // 2, top + height - 2))


def wait_for_order(user: User, home: Path, *names: str) -> None:
    """Until the rows stand so, in the window and for the command line."""
    wait_until(lambda: rows(user) == list(names), f"the rows {names}")
    assert list(status(user.app.desktop, home)) == list(names)


def rows(user: User) -> list[str]:
    """The providers' names from top to bottom."""
    try:
        return [one.name.partition(", ")[0] for one in sorted(heads(user), key=lambda one: one.place[1])]
    except Gone:
        return []


def heads(user: User) -> list[Node]:
    """The first cell of each row."""
    table = user.find("table", "Providers", user.window("AIMonitor"))
    names = tuple(f"{name}, " for name in (FIRST, SECOND, THIRD))
    return [one for one in table.children if one.role == "cell" and one.name.startswith(names)]


def head(user: User, name: str) -> Node:
    return next(one for one in heads(user) if one.name.startswith(f"{name}, "))
