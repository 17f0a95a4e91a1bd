"""What holds for the services that come with the app, beyond the contract of all plugins."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from aimonitor.domain.provider import DEFAULT_INTERVAL
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.registry import Registry

ROOT = Path(__file__).parents[2]
MANIFESTS = Registry().manifests()
PAGE = [
    "## Which key, and where to make it",
    "## What is shown, and how it is computed",
    "## What is not shown, and why",
    "## How fresh it is",
    "## Errors, and what to do",
]


@pytest.fixture(params=MANIFESTS, ids=lambda manifest: manifest.type)
def manifest(request: pytest.FixtureRequest) -> ProviderManifest:
    found: ProviderManifest = request.param
    return found


def test_what_needs_no_key_has_no_host_and_says_what_it_does_instead() -> None:
    local = [manifest for manifest in MANIFESTS if not manifest.needs_key]
    assert [manifest.type for manifest in local] == ["codex", "claude_code"]
    for manifest in local:
        assert (manifest.hosts, manifest.base_url, manifest.env_keys, manifest.regions) == ((), "", (), ())
        assert manifest.consent.endswith(".")
        assert "AIMonitor" in manifest.consent
        assert [prefix for kind in manifest.key_kinds for prefix in kind.prefixes] == []
    assert [manifest.consent for manifest in MANIFESTS if manifest.needs_key and manifest.consent] == []


def test_a_service_is_asked_as_often_as_it_likes_and_no_more_than_we_do(manifest: ProviderManifest) -> None:
    assert manifest.default_interval == max(DEFAULT_INTERVAL, manifest.min_interval)


def test_the_icon_is_a_small_drawing_of_our_own(manifest: ProviderManifest) -> None:
    text = (ROOT / "resources" / "providers" / f"{manifest.type}.svg").read_text("utf-8")
    icon = ET.fromstring(text)  # noqa: S314 our own file
    assert icon.get("viewBox") == "0 0 24 24"
    assert {element.tag.rpartition("}")[2] for element in icon.iter()} <= {
        "svg",
        "path",
        "circle",
        "rect",
        "g",
        "title",
    }
    assert len(text) < 1500


def test_its_page_follows_the_template(manifest: ProviderManifest) -> None:
    page = (ROOT / "docs" / "providers" / f"{manifest.type}.md").read_text("utf-8")
    assert page.startswith(f"# {manifest.name}\n")
    assert [line for line in page.splitlines() if line.startswith("## ")] == PAGE
    for name in manifest.env_keys:
        assert name in page


def test_manifests_are_light() -> None:
    heavy = "aiohttp, pydantic, keyring, loguru, peewee, backoff, asyncio, importlib.metadata, PySide6"
    code = (
        "import sys; from aimonitor.providers.registry import BUILT_INS, PRESETS, Registry;"
        "assert len(Registry().manifests()) == len(BUILT_INS) + len(PRESETS);"
        f"print([name for name in '{heavy}'.split(', ') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 our own code
    assert run.stdout.strip() == "[]"
