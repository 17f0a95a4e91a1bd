"""What the first paint does without."""

from __future__ import annotations

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
    assert found & (HEAVY | LATER) == set()
