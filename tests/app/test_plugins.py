from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.running import launch_in, run_on_app_loop, running_app, until

pytestmark = pytest.mark.usefixtures("keyring")


@pytest.fixture
def plugin_for_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that offers a plugin for the next version of the interface."""
    (tmp_path / "tomorrow").mkdir()
    code = "from aimonitor.providers.manifest import Hologram\nMANIFEST = Hologram(api_version=2)\n"
    (tmp_path / "tomorrow" / "__init__.py").write_text(code, "utf-8")
    info = tmp_path / "tomorrow-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tomorrow\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text("[aimonitor.providers]\ntomorrow = tomorrow:PLUGIN\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "tomorrow", raising=False)


@pytest.mark.usefixtures("plugin_for_another_version")
def test_a_plugin_for_another_version_is_named_in_the_window(qapp: QApplication, private_home: Path) -> None:
    async def script() -> None:
        async with running_app(qapp, launch_in(private_home / "aimonitor")) as app:
            banners = app.desktop.window.banners
            banner = await until(lambda: banners.banner("plugin-0"), "the banner")
            words = banner.message.text()
            assert words.startswith("The plugin tomorrow is left out: it was written for version 2")
            assert "Update AIMonitor" in words

    run_on_app_loop(qapp, script)
