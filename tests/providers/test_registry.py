from __future__ import annotations

import importlib.metadata
import logging
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import replace

from aimonitor import __version__
from aimonitor.errors import ConfigError, PluginError
from aimonitor.providers.builtin.openai import PLUGIN as OPENAI
from aimonitor.providers.builtin.openai.client import OpenAIClient
from aimonitor.providers.manifest import API_VERSION, OLDEST_API_VERSION, KeyKind, ProviderPlugin
from aimonitor.providers.registry import BUILT_INS, ENTRY_POINTS, PRESETS, Registry

ACME = replace(
    OPENAI.manifest,
    type="acme",
    name="Acme",
    api_version=API_VERSION,
    key_kinds=(KeyKind(id="any", name="Key", prefixes=("acme-", ""), can=frozenset()),),
)


SPOKEN = f"This AIMonitor ({__version__}) speaks version 1."
SHIPPED = [*BUILT_INS, *PRESETS]


class AcmeClient(OpenAIClient):
    manifest = ACME


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A stranger's package."""
    module = ModuleType("acme_plugin")
    module.PLUGIN = ProviderPlugin(manifest=ACME, client="acme_plugin:Client")  # type: ignore[attr-defined]
    module.Client = AcmeClient  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "acme_plugin", module)
    return module


def offered(monkeypatch: pytest.MonkeyPatch, **references: str) -> None:
    """Let installed packages offer these."""
    points = [importlib.metadata.EntryPoint(name, value, ENTRY_POINTS) for name, value in references.items()]

    def entry_points(*, group: str) -> list[importlib.metadata.EntryPoint]:
        assert group == ENTRY_POINTS
        return points

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)


def types(registry: Registry) -> list[str]:
    return [manifest.type for manifest in registry.manifests()]


def test_built_ins_are_there_without_any_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch)
    registry = Registry()
    registry.load_plugins()
    assert types(registry) == SHIPPED
    assert types(registry)[:3] == ["openai", "anthropic", "openrouter"]
    assert registry.problems == ()


def test_built_ins_are_declared_as_a_stranger_would() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["entry-points"][ENTRY_POINTS] == dict(BUILT_INS)


def test_an_entry_point_of_a_built_in_is_no_collision(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, **BUILT_INS)
    registry = Registry()
    registry.load_plugins()
    assert types(registry) == SHIPPED
    assert registry.problems == ()


def test_a_plugin_comes_in_by_the_same_door(monkeypatch: pytest.MonkeyPatch, acme: ModuleType) -> None:
    offered(monkeypatch, acme="acme_plugin : PLUGIN")
    registry = Registry()
    registry.load_plugins()
    registry.load_plugins()
    assert types(registry) == [*SHIPPED, "acme"]
    assert registry.manifest("acme") is ACME
    assert isinstance(registry.client("acme"), acme.Client)
    assert registry.client("acme") is registry.client("acme")
    guess = registry.recognise(" acme-123\n")
    assert guess is not None
    assert (guess.manifest.type, guess.kind.id) == ("acme", "any")


class _Bad:
    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 a module's attribute
        raise SystemExit(name)


@pytest.mark.parametrize(
    "reference", ["no_such_module:PLUGIN", "acme_plugin:NOTHING", "acme_plugin", "bad:PLUGIN"]
)
def test_a_plugin_that_raises_is_named_and_left_out(
    monkeypatch: pytest.MonkeyPatch, acme: ModuleType, caplog: pytest.LogCaptureFixture, reference: str
) -> None:
    monkeypatch.setitem(sys.modules, "bad", _Bad())
    offered(monkeypatch, broken=reference, good="acme_plugin:PLUGIN")
    registry = Registry()
    with caplog.at_level(logging.ERROR):
        registry.load_plugins()
    (problem,) = registry.problems
    assert isinstance(problem, PluginError)
    assert "broken" in problem.message
    assert caplog.records[0].exc_info is not None
    assert types(registry) == [*SHIPPED, "acme"]
    del acme


@pytest.mark.parametrize(
    ("plugin", "words"),
    [
        ("not a plugin", "not a ProviderPlugin"),
        (ProviderPlugin(manifest="?", client="a:B"), "not a ProviderPlugin"),  # type: ignore[arg-type]
        (
            ProviderPlugin(manifest=replace(ACME, api_version=API_VERSION + 1), client="a:B"),
            f"for version 2 of the plugin interface. {SPOKEN} Update AIMonitor,",
        ),
        (
            ProviderPlugin(manifest=replace(ACME, api_version=OLDEST_API_VERSION - 1), client="a:B"),
            f"for version 0 of the plugin interface. {SPOKEN} Install a newer release of the plugin.",
        ),
        (
            ProviderPlugin(manifest=replace(ACME, api_version=None), client="a:B"),
            "it does not say which version of the plugin interface",
        ),
        (
            ProviderPlugin(manifest=replace(ACME, api_version=True), client="a:B"),
            "it does not say which version of the plugin interface",
        ),
        (ProviderPlugin(manifest=replace(ACME, type="openai"), client="a:B"), "already a provider type"),
        (
            ProviderPlugin(manifest=replace(ACME, key_kinds=("sk-",)), client="a:B"),
            "KeyKinds",
        ),
    ],
)
def test_a_plugin_that_does_not_fit_is_named_and_left_out(
    monkeypatch: pytest.MonkeyPatch, acme: ModuleType, plugin: object, words: str
) -> None:
    acme.PLUGIN = plugin  # type: ignore[attr-defined]
    offered(monkeypatch, odd="acme_plugin:PLUGIN")
    registry = Registry()
    registry.load_plugins()
    (problem,) = registry.problems
    assert "odd" in problem.message
    assert words in problem.message
    assert registry.manifest("openai") is OPENAI.manifest


@pytest.mark.parametrize(
    "client", ["acme_plugin:Gone", "acme_plugin:PLUGIN", "acme_plugin:ACME_TYPE", "gone:X"]
)
def test_a_client_that_cannot_be_loaded_is_a_plugin_error(acme: ModuleType, client: str) -> None:
    acme.PLUGIN = ProviderPlugin(manifest=ACME, client=client)  # type: ignore[attr-defined]
    acme.ACME_TYPE = dict  # type: ignore[attr-defined]
    registry = Registry({"acme": "acme_plugin:PLUGIN"})
    assert registry.problems == ()
    with pytest.raises(PluginError, match="Acme"):
        registry.client("acme")


def test_an_unknown_type_is_a_fault_of_the_configuration() -> None:
    registry = Registry()
    for look in (registry.manifest, registry.client):
        with pytest.raises(ConfigError, match="no-such-type"):
            look("no-such-type")


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("sk-admin-TEST", ("openai", "admin")),
        ("sk-proj-TEST", ("openai", "project")),
        ("sk-svcacct-TEST", ("openai", "service")),
        ("sk-TEST", None),
        ("  sk-ant-admin01-TEST\n", ("anthropic", "admin")),
        ("sk-ant-api03-TEST", ("anthropic", "api")),
        ("sk-ant-oat01-TEST", ("anthropic", "oauth")),
        ("sk-ant-new-TEST", ("anthropic", "api")),
        ("hello", None),
        ("", None),
    ],
)
def test_a_key_is_recognised_by_its_longest_prefix(key: str, found: tuple[str, str] | None) -> None:
    guess = Registry().recognise(key)
    assert (guess and (guess.manifest.type, guess.kind.id)) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("openai", ("openai", "user")),
        ("deepseek", ("deepseek", "api")),
        ("moonshot", ("moonshot", "api")),
        ("anthropic", None),
        ("no-such-type", None),
    ],
)
def test_a_prefix_that_many_share_is_claimed_by_none_but_the_one_the_user_chose(
    wanted: str, found: tuple[str, str] | None
) -> None:
    guess = Registry().recognise("sk-TEST", wanted)
    assert (guess and (guess.manifest.type, guess.kind.id)) == found


def test_a_key_that_only_one_service_has_is_not_taken_for_the_chosen_one() -> None:
    guess = Registry().recognise("sk-ant-api03-TEST", "deepseek")
    assert guess is not None
    assert guess.manifest.type == "anthropic"


def test_no_prefix_is_claimed_by_one_service_and_held_by_another() -> None:
    """What `recognise` names must be sure: each prefix of one service alone is claimed, no other."""
    registry = Registry()
    owners: dict[str, set[str]] = {}
    for manifest in registry.manifests():
        for kind in manifest.key_kinds:
            for prefix in kind.prefixes:
                owners.setdefault(prefix, set()).add(manifest.type)
    assert len(owners["sk-"]) > 2
    for prefix, types_of in owners.items():
        guess = registry.recognise(prefix)
        assert ({guess.manifest.type} == types_of) if guess is not None else len(types_of) > 1


def test_an_openrouter_key_is_not_taken_for_an_old_one_of_openai() -> None:
    guess = Registry().recognise("sk-or-v1-TEST")
    assert guess is not None
    assert guess.manifest.type == "openrouter"


def test_the_words_for_a_project_key_are_the_agreed_ones() -> None:
    guess = Registry().recognise("sk-proj-TEST")
    assert guess is not None
    assert (
        guess.kind.advice
        == "This is a project key: it can only show that it is alive. Cost needs an admin key."
    )


def test_a_command_finds_the_plugin_that_reads_what_it_is_told() -> None:
    provider_type, bridge = Registry().bridge("statusline")
    assert provider_type == "claude_code"
    assert bridge(b"{}", None, datetime(2026, 11, 22, tzinfo=UTC)).keep is None


def test_a_command_that_no_plugin_reads_is_named() -> None:
    with pytest.raises(ConfigError, match="No provider type reads what `aimonitor tell` is told"):
        Registry().bridge("tell")


def test_a_bridge_that_cannot_be_loaded_is_a_fault_of_its_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    registry.manifests()
    broken = replace(registry._plugins["claude_code"], bridges={"statusline": "no.such:thing"})
    monkeypatch.setitem(registry._plugins, "claude_code", broken)
    with pytest.raises(PluginError, match="failed while it was loaded"):
        registry.bridge("statusline")


def test_what_needs_no_key_and_does_not_say_what_it_does_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Registry()._plugin("codex")
    silent = replace(found, manifest=replace(found.manifest, type="silent", consent="", api_version=1))
    module = ModuleType("silent_plugin")
    module.PLUGIN = silent  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "silent_plugin", module)
    registry = Registry({})
    registry.register("silent", "silent_plugin:PLUGIN")
    assert registry.manifests() == ()
    assert "does not say what it does instead" in registry.problems[0].message


def test_one_type_is_looked_up_without_taking_in_the_others() -> None:
    registry = Registry({"openai": BUILT_INS["openai"], "broken": "no.such:thing"})
    assert registry.manifest("openai").type == "openai"
    assert list(registry._plugins) == ["openai"]
    assert registry.known("nobody") is None
    assert [problem.message[:23] for problem in registry.problems] == ["The plugin broken is le"]


def test_built_ins_keep_their_order_whatever_was_asked_for_first() -> None:
    registry = Registry()
    last = list(BUILT_INS)[-1]
    assert registry.manifest(last).type == last
    assert [manifest.type for manifest in registry.manifests()] == SHIPPED
