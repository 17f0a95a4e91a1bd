"""The plugin that docs/writing-a-provider.md spells out is installed and run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "writing-a-provider.md"
_FILES = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files_of(page: Path) -> dict[str, str]:
    """The files that a page spells out: a bold name, then a block of code."""
    return dict(_FILES.findall(page.read_text("utf-8")))


def install(files: dict[str, str], folder: Path) -> None:
    """Put the files into `folder` as an installed package stands there: with metadata and entry points."""
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    project = tomllib.loads(files["pyproject.toml"])["project"]
    info = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    lines: list[str] = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with the plugin installed, in its folder."""
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "PYTHONUTF8": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # an author needs pytest alone
    }
    return subprocess.run(  # noqa: S603 our own code
        [sys.executable, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acme-monitor")
    install(files_of(PAGE), folder)
    return folder


def test_the_plugin_of_the_page_passes_its_own_tests(plugin: Path) -> None:
    done = run_in(plugin, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "tests")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_the_command_line_knows_the_plugin_of_the_page(plugin: Path) -> None:
    done = run_in(plugin, "-m", "aimonitor", "providers", "types")
    assert done.returncode == 0, done.stderr
    assert "Costs by model and the prepaid balance." in done.stdout


def test_the_manifest_of_the_page_is_light(plugin: Path) -> None:
    heavy = ("aiohttp", "pydantic", "asyncio", "keyring", "peewee")
    done = run_in(
        plugin, "-c", f"import sys, aimonitor_acme; print([m for m in {heavy} if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stderr
