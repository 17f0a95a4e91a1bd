"""The files for Linux packages say what the app says."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from aimonitor import APP_ID, __version__
from aimonitor.app.launcher import entry

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "linux"
DESKTOP, METAINFO = FOLDER / f"{APP_ID}.desktop", FOLDER / f"{APP_ID}.metainfo.xml"


def test_the_launcher_entry_for_packages_is_the_one_that_the_app_writes() -> None:
    packaged, written = (dict(lines_of(text)) for text in (DESKTOP.read_text("utf-8"), entry("aimonitor")))
    assert (packaged["Exec"], written["Exec"], written["TryExec"]) == (
        "aimonitor",
        '"aimonitor"',
        "aimonitor",
    )
    assert packaged["Icon"] == APP_ID
    for name in ("Name", "GenericName", "Comment", "Categories", "Keywords", "StartupWMClass", "Terminal"):
        assert packaged[name] == written[name]


def lines_of(text: str) -> list[tuple[str, str]]:
    return [
        (name, value) for name, found, value in (line.partition("=") for line in text.splitlines()) if found
    ]


def test_the_metainfo_is_about_this_app() -> None:
    told = ET.parse(METAINFO).getroot()  # noqa: S314 our own
    assert told.findtext("id") == APP_ID
    assert told.findtext("launchable") == f"{APP_ID}.desktop"
    assert told.findtext("project_license") == "MIT"
    release = told.find("releases/release")
    assert release is not None
    assert release.get("version") == __version__
    assert __version__ in (ROOT / "docs" / "changelog.md").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_the_launcher_entry_is_valid() -> None:
    done = subprocess.run(  # noqa: S603 a fixed command
        ["desktop-file-validate", str(DESKTOP)],  # noqa: S607 found on the PATH on purpose
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
