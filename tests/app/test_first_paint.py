"""What the first paint does without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.homes import make_home
from tests.bench.processes import environment, printed

HEAVY = {
    "aiohttp",
    "argparse",
    "ast",
    "asyncio",
    "backoff",
    "cryptography",
    "dataclasses",
    "email",
    "gettext",
    "http",
    "importlib.metadata",
    "inspect",
    "jeepney",
    "json",
    "jsonpath",
    "keyring",
    "locale",
    "loguru",
    "peewee",
    "pydantic",
    "qasync",
    "ssl",
    "truststore",
    "yarl",
}
LATER = {
    "aimonitor.app.life",
    "aimonitor.cli.arguments",
    "aimonitor.demo",
    "aimonitor.desktop",
    "aimonitor.insight.overview",
    "aimonitor.insight.period_figures",
    "aimonitor.keychain.service",
    "aimonitor.monitor.monitor",
    "aimonitor.monitor.period_service",
    "aimonitor.monitor.periods",
    "aimonitor.monitor.stack",
    "aimonitor.net.http",
    "aimonitor.providers.recipes.plugin",
    "aimonitor.ui.charts.bar_chart",
    "aimonitor.ui.charts.heat_map",
    "aimonitor.ui.details.pages",
    "aimonitor.ui.dialogs.settings",
}


@pytest.mark.skipif(sys.platform == "win32", reason="the platform offscreen is asked for as Linux has it")
def test_nothing_heavy_is_imported_before_the_window_shows_what_was_stored(tmp_path: Path) -> None:
    home = make_home(tmp_path, 2, 3)
    found = set(printed("tests.bench.app_window", "modules", "--home", str(home), env=environment()).split())
    assert {"aimonitor.ui.main_window", "PySide6.QtWidgets", "sqlite3"} <= found
    assert (found & (HEAVY | LATER)) - of_the_least() == set()


def of_the_least() -> set[str]:
    """What Python's own logging and the records need, which differs from one Python to the next."""
    program = "import logging, msgspec, sys; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", program], text=True).split())  # noqa: S603
