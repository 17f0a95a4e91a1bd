from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path

import pytest

from aimonitor.domain.provider import DEFAULT_INTERVAL, MAX_INTERVAL, MIN_INTERVAL
from aimonitor.net.origin import check_base_url, host_of
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


def test_the_key_goes_to_the_service_and_over_tls(manifest: ProviderManifest) -> None:
    if not manifest.needs_key:
        return
    addresses = [manifest.base_url, *(region.base_url for region in manifest.regions)]
    for address in filter(None, addresses):
        assert address.startswith("https://")
        assert check_base_url(address) == address
        assert host_of(address) in manifest.hosts
    required = [option.id for option in manifest.options if option.required and option.id == "base_url"]
    assert required == ([] if manifest.base_url else ["base_url"])
    assert manifest.base_url_env == f"AIMONITOR_{manifest.type.upper()}_BASE_URL"
    assert "base_url" in {option.id for option in manifest.options}


def test_no_key_kind_promises_what_the_service_has_not(manifest: ProviderManifest) -> None:
    ids = [kind.id for kind in manifest.key_kinds]
    assert len(ids) == len(set(ids))
    for kind in manifest.key_kinds:
        assert kind.can <= manifest.capabilities
        assert kind.can or kind.advice.endswith(".")


def test_intervals_fit(manifest: ProviderManifest) -> None:
    assert MIN_INTERVAL <= manifest.min_interval <= manifest.default_interval <= MAX_INTERVAL
    assert manifest.default_interval == max(DEFAULT_INTERVAL, manifest.min_interval)
    assert manifest.host_gap < timedelta(seconds=2)


def test_links_are_secure(manifest: ProviderManifest) -> None:
    assert manifest.key_help.startswith("https://")
    assert manifest.dashboard.startswith("https://")


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
