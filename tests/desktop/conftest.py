"""A whole desktop for each module; one that wants other parts makes a `desktop` of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.desktop.parts import EVERYTHING, start_accessibility
from tests.desktop.served import Served, served
from tests.desktop.session import DesktopSession, desktop_session, wait_until
from tests.e2e.running import LONGEST_TEST


@pytest.fixture(scope="module")
def desktop() -> Iterator[DesktopSession]:
    with desktop_session(*EVERYTHING, start_accessibility) as session:
        yield session


@pytest.fixture
def services(desktop: DesktopSession) -> Iterator[Served]:
    """The demo's servers, to which every program of the session is sent."""
    today = datetime.now(UTC).date()
    if (datetime.now(UTC) + LONGEST_TEST).date() != today:
        wait_until(lambda: datetime.now(UTC).date() != today, "midnight")
    with served(datetime.now(UTC)) as servers:
        leading = servers.environ
        desktop.environ.update(leading)
        yield servers
        for name in leading:
            del desktop.environ[name]
