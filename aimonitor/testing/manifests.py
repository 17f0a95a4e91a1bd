"""What holds for every manifest: tests that an author's class inherits."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import ClassVar

from aimonitor.domain.provider import MAX_INTERVAL, MIN_INTERVAL
from aimonitor.net.origin import check_base_url, host_of
from aimonitor.providers.manifest import BASE_URL, ProviderManifest
from aimonitor.providers.registry import ENTRY_POINTS, Registry
from aimonitor.providers.shipped import SHIPPED
from aimonitor.resources import provider_icon

_MOST_GAP = 2
_MOST_ICON = 20_000
_DRAWN = {"svg", "path", "circle", "ellipse", "line", "polyline", "polygon", "rect", "g", "title", "desc"}
_HEAVY = ("aiohttp", "pydantic", "keyring", "loguru", "peewee", "asyncio", "PySide6")


@lru_cache(maxsize=1)
def installed() -> Registry:
    """All services that the app would know here."""
    registry = Registry()
    registry.load_plugins()
    return registry


def _references() -> Iterator[str]:
    yield from SHIPPED.values()
    for entry in entry_points(group=ENTRY_POINTS):
        yield entry.value.replace(" ", "")


class ManifestContract:
    """Tests of a manifest. A class `Test...` inherits them and names its `provider_type`."""

    provider_type: ClassVar[str]

    @property
    def manifest(self) -> ProviderManifest:
        """The manifest as the app finds it; its words say why it does not."""
        known = {manifest.type: manifest for manifest in installed().manifests()}
        why = " ".join(problem.message for problem in installed().problems)
        assert self.provider_type in known, f"The app does not find {self.provider_type}. {why}"
        return known[self.provider_type]

    def test_the_app_finds_it(self) -> None:
        assert self.manifest.type == self.provider_type

    def test_its_words_can_be_shown(self) -> None:
        manifest = self.manifest
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", manifest.type)
        assert manifest.name.strip()
        assert manifest.summary.endswith(".")
        assert manifest.capabilities
        assert all(option.label for option in manifest.options)

    def test_its_icon_is_a_drawing_and_no_program(self) -> None:
        text = provider_icon(self.manifest.type).read_text("utf-8")
        icon = ET.fromstring(text)  # noqa: S314  the author's own file
        assert icon.get("viewBox")
        assert {element.tag.rpartition("}")[2] for element in icon.iter()} <= _DRAWN
        assert len(text) < _MOST_ICON

    def test_a_key_goes_to_named_hosts_over_tls(self) -> None:
        manifest = self.manifest
        if not manifest.needs_key:
            assert (manifest.hosts, manifest.base_url, manifest.env_keys) == ((), "", ())
            assert manifest.consent.endswith(".")
            return
        for address in filter(None, (manifest.base_url, *(region.base_url for region in manifest.regions))):
            assert address.startswith("https://")
            assert check_base_url(address) == address
            assert host_of(address) in manifest.hosts
        asked = {option.id: option.required for option in manifest.options}
        assert BASE_URL in asked
        assert asked[BASE_URL] == (manifest.base_url == "")
        assert manifest.base_url_env == f"AIMONITOR_{manifest.type.upper().replace('-', '_')}_BASE_URL"

    def test_no_kind_of_key_promises_what_the_service_has_not(self) -> None:
        kinds = self.manifest.key_kinds
        assert kinds
        assert len({kind.id for kind in kinds}) == len(kinds)
        for kind in kinds:
            assert kind.can <= self.manifest.capabilities
            assert kind.can or kind.advice.endswith(".")

    def test_the_service_is_not_asked_too_often(self) -> None:
        manifest = self.manifest
        assert MIN_INTERVAL <= manifest.min_interval <= manifest.default_interval <= MAX_INTERVAL
        assert 0 <= manifest.host_gap.total_seconds() < _MOST_GAP
        assert manifest.backfill_days > 0

    def test_links_lead_over_tls(self) -> None:
        assert self.manifest.key_help.startswith("https://")
        assert self.manifest.dashboard.startswith("https://")

    def test_its_module_is_light(self) -> None:
        """It is read before the window is painted; the client is imported later."""
        found = [name for name in _references() if self._is_mine(name)]
        module = found[0].partition(":")[0]
        code = f"import sys; sys.path[:] = {sys.path!r}; import {module}; "
        code += f"print([name for name in {_HEAVY!r} if name in sys.modules])"
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
        assert ran.stdout.strip() == "[]"

    def _is_mine(self, reference: str) -> bool:
        module, _, attribute = reference.partition(":")
        try:
            plugin = getattr(import_module(module), attribute)
        except Exception:  # noqa: BLE001  a stranger's, which the app leaves out as well
            return False
        return getattr(getattr(plugin, "manifest", None), "type", "") == self.provider_type
