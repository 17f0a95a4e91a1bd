"""The plugin that docs/writing-a-provider.md spells out is installed with pip and run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aimonitor import __version__
from aimonitor.domain import usage
from aimonitor.providers import base, wire
from aimonitor.testing import LoopbackServer, Reply

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "writing-a-provider.md"
KEY = "acme-admin-TEST0000"
_FILES = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files_of(page: Path) -> dict[str, str]:
    """The files that a page spells out: a bold name, then a block of code."""
    return dict(_FILES.findall(page.read_text("utf-8")))


def wheel_of(files: dict[str, str], folder: Path) -> Path:
    """The wheel that a build back end makes of these files; none is at hand without a network."""
    project = tomllib.loads(files["pyproject.toml"])["project"]
    stem = f"{project['name'].replace('-', '_')}-{project['version']}"
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    needs = "".join(f"Requires-Dist: {name}\n" for name in project["dependencies"])
    points: list[str] = []
    for group, offered in project["entry-points"].items():
        points += [f"[{group}]", *(f"{name} = {value}" for name, value in offered.items())]
    inside = {name: text for name, text in files.items() if name.startswith("aimonitor_")} | {
        f"{stem}.dist-info/METADATA": head + needs,
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{stem}.dist-info/entry_points.txt": "\n".join(points) + "\n",
    }
    inside[f"{stem}.dist-info/RECORD"] = "".join(f"{name},,\n" for name in inside)
    wheel = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in inside.items():
            archive.writestr(name, text)
    return wheel


def install(files: dict[str, str], folder: Path) -> Path:
    """Put the files into `folder`, and the plugin into `site` beside them, with pip. Returns `folder`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    pip = [sys.executable, "-m", "pip", "--isolated", "install", "--no-index", "--no-deps", "--quiet"]
    target = ["--target", str(folder / "site"), str(wheel_of(files, folder))]
    done = subprocess.run([*pip, *target], capture_output=True, text=True, check=False)  # noqa: S603  pip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def run_in(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Python with the plugin installed, in a folder that does not hold it."""
    environ = {
        **os.environ,
        **more,
        "PYTHONPATH": os.pathsep.join([str(folder / "site"), str(ROOT)]),
        "PYTHONUTF8": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # an author needs pytest alone
    }
    place = folder / "tests"
    return subprocess.run(  # noqa: S603 our own code
        [sys.executable, *arguments], cwd=place, env=environ, capture_output=True, text=True, check=False
    )


def aimonitor(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command, with the plugin installed."""
    return run_in(folder, "-m", "aimonitor", *words, **more)


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(files_of(PAGE), tmp_path_factory.mktemp("acme-monitor"))


def test_the_plugin_of_the_page_and_its_test_are_sixty_lines() -> None:
    lines = [line for text in files_of(PAGE).values() for line in text.splitlines() if line.strip()]
    assert len(files_of(PAGE)) == 4
    assert len(lines) <= 60


def test_the_plugin_of_the_page_passes_its_own_test(plugin: Path) -> None:
    done = run_in(plugin, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", ".")
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed in", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 45


def test_the_test_of_the_page_fails_where_a_figure_is_wrong(tmp_path: Path) -> None:
    files = files_of(PAGE)
    files["aimonitor_acme/client.py"] = files["aimonitor_acme/client.py"].replace(
        "amount=usd,", "amount=-usd,"
    )
    done = run_in(install(files, tmp_path), "-m", "pytest", "-q", "-p", "no:cacheprovider", ".")
    assert "1 failed" in done.stdout
    assert "test_what_a_case_expects_is_told[/v1/costs]" in done.stdout


def test_a_plugin_installed_with_pip_appears(plugin: Path) -> None:
    done = aimonitor(plugin, "providers", "types")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^acme +Acme +acme-admin-… +Costs by day\.$", done.stdout, re.MULTILINE)


async def test_a_plugin_installed_with_pip_is_polled(plugin: Path) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    async with LoopbackServer() as server:
        server.answer("/v1/key", Reply.of({"admin": True}))
        server.answer("/v1/costs", Reply.of({"usd": {yesterday: "1.15"}}))

        async def run(*words: str) -> str:
            done = await asyncio.to_thread(aimonitor, plugin, *words, ACME_ADMIN_KEY=KEY)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        named = ("--name", "Acme at work", "--key-env", "ACME_ADMIN_KEY", "--base-url", server.base_url)
        await run("providers", "add", "acme", *named)
        await run("poll")
        told = await run("export", "--format", "csv")
    assert re.search(rf"{yesterday}.*Acme at work.*1\.15", told), told
    assert {seen.headers["authorization"] for seen in server.seen} == {f"Bearer {KEY}"}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("api_version=2", "version 2 of the plugin interface. {ours} Update AIMonitor"),
        ("api_version=0", "version 0 of the plugin interface. {ours} Install a newer release of the plugin."),
        ("api_version=2, hologram=True", "version 2 of the plugin interface. {ours} Update AIMonitor"),
    ],
)
def test_a_plugin_for_another_version_is_refused_with_words(tmp_path: Path, stated: str, words: str) -> None:
    files = files_of(PAGE)
    manifest = files["aimonitor_acme/__init__.py"]
    files["aimonitor_acme/__init__.py"] = manifest.replace("api_version=1", stated)
    folder = install(files, tmp_path)
    expected = words.format(ours=f"This AIMonitor ({__version__}) speaks version 1.")
    types, doctor = aimonitor(folder, "providers", "types"), aimonitor(folder, "doctor")
    for told in (types.stderr, doctor.stdout):
        assert f"The plugin acme is left out: it was written for {expected}" in told
    assert "Costs by day." not in types.stdout
    assert (types.returncode, doctor.returncode) == (1, 1)


def test_the_manifest_of_the_page_is_light(plugin: Path) -> None:
    heavy = ("aiohttp", "pydantic", "asyncio", "keyring", "peewee")
    done = run_in(
        plugin, "-c", f"import sys, aimonitor_acme; print([m for m in {heavy} if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_records_of_the_page_have_the_fields_that_it_names() -> None:
    text = PAGE.read_text("utf-8").partition("## What a read returns")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)`[^|]* \| (.*) \|$", text, re.MULTILINE)
    records = {name: record for module in (base, usage) for name, record in vars(module).items()}
    fields = {name: set(records[name].__struct_fields__) for name, _ in rows if name in records}
    assert len(fields) == 8
    for name, told in rows:
        if name in fields:
            assert set(re.findall(r"`([a-z_]+)`", told)) <= fields[name], name
    types = {
        name
        for names in re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", text, re.MULTILINE)
        for name in names.split(", ")
    }
    assert {name.strip("`") for name in types} - set(fields) <= set(vars(wire))
