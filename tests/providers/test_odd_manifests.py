"""Manifests of plugins that would bring down whatever shows them: they are left out, with the place named."""

from __future__ import annotations

import sys
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor.domain.provider import Capability
from aimonitor.providers.manifest import KeyKind, ProviderPlugin, Region
from aimonitor.providers.registry import Registry
from tests.monitor.odd import MANIFEST

ACME = replace(MANIFEST, type="acme", name="Acme")


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module that holds the plugin under test."""
    module = ModuleType("acme_odd")
    monkeypatch.setitem(sys.modules, "acme_odd", module)
    return module


def registered(acme: ModuleType, plugin: ProviderPlugin) -> Registry:
    acme.__dict__["PLUGIN"] = plugin
    registry = Registry()
    registry.register("acme", "acme_odd:PLUGIN")
    return registry


def plugin_with(**changed: Any) -> ProviderPlugin:  # noqa: ANN401  nonsense of any kind
    return ProviderPlugin(manifest=replace(ACME, **changed), client="tests.monitor.odd:OddClient")


WRONG: dict[str, object] = {
    "type": 5,
    "name": None,
    "summary": None,
    "capabilities": None,
    "key_placeholder": 5,
    "key_help": None,
    "dashboard": 5,
    "hosts": "api.acme.example",
    "base_url": None,
    "base_url_env": None,
    "env_keys": (5,),
    "options": ("base_url",),
    "regions": ("world",),
    "base_url_endings": None,
    "needs_key": "yes",
    "consent": None,
    "agreement": None,
    "icon": 5,
    "currency": None,
    "default_interval": 300,
    "min_interval": None,
    "backfill_days": "all",
    "page_days": 1.5,
    "host_gap": None,
}


@pytest.mark.parametrize("place", WRONG)
def test_a_field_that_is_not_of_its_kind_is_named(acme: ModuleType, place: str) -> None:
    registry = registered(acme, plugin_with(**{place: WRONG[place]}))
    assert "acme" not in {manifest.type for manifest in registry.manifests()}
    assert [problem.message for problem in registry.problems] == [
        f"The plugin acme is left out: its manifest is wrong at `{place}`."
    ]


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("capabilities", {"capabilities": [Capability.COST]}),
        ("capabilities", {"capabilities": frozenset({"flying"})}),
        ("hosts", {"hosts": ["127.0.0.1"]}),
        ("key_kinds", {"key_kinds": (KeyKind(id="a", name="A", prefixes=(), can=None),)}),  # type: ignore[arg-type]
        ("regions", {"regions": (Region(name="World", base_url="https://a.example", currency=5),)}),  # type: ignore[arg-type]
        ("type", {"type": ""}),
        ("type", {"type": "../acme"}),
        ("type", {"type": "Acme"}),
        ("name", {"name": " "}),
        ("backfill_days", {"backfill_days": 0}),
        ("page_days", {"page_days": 0}),
        ("min_interval", {"min_interval": timedelta(0)}),
        ("default_interval", {"default_interval": timedelta(-1)}),
        ("host_gap", {"host_gap": timedelta(seconds=-1)}),
    ],
)
def test_a_field_that_cannot_be_meant_is_named(
    acme: ModuleType, place: str, changed: dict[str, object]
) -> None:
    (problem,) = registered(acme, plugin_with(**changed)).problems
    assert problem.message == f"The plugin acme is left out: its manifest is wrong at `{place}`."


def test_bridges_that_are_none_are_named(acme: ModuleType) -> None:
    plugin = replace(plugin_with(), bridges=None)
    (problem,) = registered(acme, plugin).problems
    assert "wrong at `bridges`" in problem.message


def test_a_manifest_that_is_right_is_taken_in(acme: ModuleType) -> None:
    registry = registered(acme, plugin_with())
    assert registry.problems == ()
    assert registry.manifest("acme") == ACME


def test_a_manifest_of_another_version_is_told_of_its_version_first(acme: ModuleType) -> None:
    (problem,) = registered(acme, plugin_with(api_version=99, summary=None)).problems
    assert "version 99" in problem.message
