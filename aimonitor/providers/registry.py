"""Which services there are. Built-ins and strangers come in by the same door."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from aimonitor.errors import AppError, ConfigError, PluginError
from aimonitor.providers.manifest import KeyKind, ProviderManifest, ProviderPlugin
from aimonitor.providers.shipped import BUILT_INS, PRESETS, SHIPPED

if TYPE_CHECKING:
    from aimonitor.providers.base import ProviderClient
    from aimonitor.providers.bridges import Bridge
    from aimonitor.providers.recipes.plugin import RecipePlugin

__all__ = ["BUILT_INS", "ENTRY_POINTS", "PRESETS", "KeyGuess", "Registry"]

ENTRY_POINTS = "aimonitor.providers"
log = logging.getLogger(__name__)


class KeyGuess(Struct, frozen=True, kw_only=True):
    """Which service a key seems to be of, and which of its kinds. A hint, by prefix only."""

    manifest: ProviderManifest
    kind: KeyKind


class Registry:
    """All provider types, by the id of their manifest. `problems` names what could not be loaded.

    A built-in is taken in when its type is asked for, all of them when something is asked of all.
    """

    def __init__(self, built_ins: Mapping[str, str] = SHIPPED) -> None:
        self._plugins: dict[str, ProviderPlugin] = {}
        self._clients: dict[str, ProviderClient] = {}
        self._references: set[str] = set()
        self._problems: list[AppError] = []
        self._order = tuple(built_ins)
        self._waiting = dict(built_ins)

    @property
    def problems(self) -> tuple[AppError, ...]:
        """What could not be loaded, each with the plugin's name in its words."""
        self._take_all_in()
        return tuple(self._problems)

    def _take_in(self, name: str) -> None:
        if name in self._waiting:
            self.register(name, self._waiting.pop(name))

    def _take_all_in(self) -> None:
        if self._waiting:
            for name in self._order:
                self._take_in(name)
            known = self._plugins
            first = {name: known[name] for name in self._order if name in known}
            self._plugins = {**first, **known}

    def register(self, name: str, reference: str) -> None:
        """Take in the plugin at `reference` ("module:attribute").

        One that fails is named in `problems` and left out; one that is already in is passed over.
        """
        if reference in self._references:
            return
        self._references.add(reference)
        try:
            plugin = _checked(_load(reference))
            _check_version(plugin, reference)
            self._admit(plugin)
        except PluginError as error:
            self._leave_out(name, error.message)
        except (Exception, SystemExit):
            log.exception("plugin %s (%s) failed while it was loaded", name, reference)
            self._leave_out(name, _why_it_failed(reference))

    def _leave_out(self, name: str, reason: str) -> None:
        self._problems.append(PluginError(f"The plugin {name} is left out: {reason}"))

    def _admit(self, plugin: ProviderPlugin) -> None:
        provider_type = plugin.manifest.type
        if provider_type in self._plugins:
            raise PluginError(f"there is already a provider type called {provider_type}.")
        self._plugins[provider_type] = plugin

    def load_plugins(self) -> None:
        """Take in every plugin that an installed package offers in the group `aimonitor.providers`."""
        # importlib.metadata costs more than the window's first paint may wait for
        from importlib.metadata import entry_points  # noqa: PLC0415

        self._take_all_in()
        for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, entry.value)):
            self.register(entry.name, entry.value.replace(" ", ""))

    def load_recipes(self, folder: Path) -> None:
        """Take in every recipe in a folder of the user's; one that is broken is named and left out.

        Raises ConfigError where there can be no such folder.
        """
        for file in _recipes_in(folder):
            try:
                self.take_recipe(file)
            except PluginError as error:
                self._problems.append(PluginError(f"A recipe is left out: {error.message}"))

    def take_recipe(self, file: Path) -> ProviderManifest:
        """Take in the recipe in `file`, in the place of the one that it has become another of.

        Raises PluginError, with file, line and field.
        """
        from aimonitor.providers.recipes.plugin import own_recipe  # noqa: PLC0415  the window is painted without

        recipe = own_recipe(file)
        self.take(recipe)
        return recipe.manifest

    def take(self, recipe: RecipePlugin) -> None:
        """As `take_recipe`, where the file was read already: nothing here waits for a disk."""
        self.refuse_taken(recipe)
        if recipe.file is not None:
            self.drop_recipe(recipe.file)
        self._admit(_checked(recipe))

    def drop_recipe(self, file: Path) -> None:
        """Forget the recipe that was in `file`, if one was."""
        for known in [one for one in self.recipes() if one.file == file]:
            del self._plugins[known.manifest.type]
            self._clients.pop(known.manifest.type, None)

    def refuse_taken(self, recipe: RecipePlugin) -> None:
        """Raise PluginError where the recipe has the id of another service."""
        known = self._found(recipe.manifest.type)
        if known is not None and getattr(known, "file", None) != recipe.file:
            taken = f"there is already a service with the id {recipe.manifest.type}, {known.manifest.name}."
            raise PluginError(f"{recipe.file_name}: {taken} Choose another id.")

    def recipes(self) -> tuple[RecipePlugin, ...]:
        """Those of the services that are recipes."""
        from aimonitor.providers.recipes.plugin import RecipePlugin  # noqa: PLC0415  as above

        self._take_all_in()
        return tuple(plugin for plugin in self._plugins.values() if isinstance(plugin, RecipePlugin))

    def manifests(self) -> tuple[ProviderManifest, ...]:
        """All services: built-ins first, each in the order it came."""
        self._take_all_in()
        return tuple(plugin.manifest for plugin in self._plugins.values())

    def known(self, provider_type: str) -> ProviderManifest | None:
        """The manifest of that type; None when there is none."""
        plugin = self._found(provider_type)
        return None if plugin is None else plugin.manifest

    def manifest(self, provider_type: str) -> ProviderManifest:
        """The manifest of that type. Raises ConfigError when there is none."""
        return self._plugin(provider_type).manifest

    def client(self, provider_type: str) -> ProviderClient:
        """The client of that type, imported when first asked for.

        Raises ConfigError for an unknown type, PluginError when its code cannot be loaded.
        """
        if provider_type not in self._clients:
            self._clients[provider_type] = _make_client(self._plugin(provider_type))
        return self._clients[provider_type]

    def slow_module(self, provider_type: str) -> str:
        """The module that takes long to import before the client is there; "" where none is missing."""
        module = getattr(self._found(provider_type), "heavy", "")
        return "" if module in sys.modules else str(module)

    def bridge(self, command: str) -> tuple[str, Bridge]:
        """The provider type that reads what `command` is told, and its function.

        Raises ConfigError where no plugin does, PluginError when its code cannot be loaded.
        """
        self._take_all_in()
        plugin = next((one for one in self._plugins.values() if command in one.bridges), None)
        if plugin is None:
            raise ConfigError(f"No provider type reads what `aimonitor {command}` is told.")
        try:
            found = _load(plugin.bridges[command])
        except (Exception, SystemExit) as error:
            log.exception("the bridge %s of %s failed while it was loaded", command, plugin.manifest.name)
            words = f"The plugin for {plugin.manifest.name} failed while it was loaded; the log says where."
            raise PluginError(words) from error
        return plugin.manifest.type, cast("Bridge", found)

    def recognise(self, key: str, wanted: str = "") -> KeyGuess | None:
        """The service and kind with the longest prefix that `key` starts with.

        None when none fits, and when several services share that prefix: nobody can tell then,
        unless one of them is the `wanted` provider type.
        """
        guesses = _longest(self.manifests(), key.strip())
        types = {guess.manifest.type for guess in guesses}
        sought = wanted if wanted in types else next(iter(types), "") if len(types) == 1 else ""
        return next((guess for guess in guesses if guess.manifest.type == sought), None)

    def _plugin(self, provider_type: str) -> ProviderPlugin:
        plugin = self._found(provider_type)
        if plugin is None:
            raise ConfigError(f"There is no provider type called {provider_type}. Is its plugin installed?")
        return plugin

    def _found(self, provider_type: str) -> ProviderPlugin | None:
        self._take_in(provider_type)
        if provider_type not in self._plugins:
            self._take_all_in()
        return self._plugins.get(provider_type)


def _longest(manifests: Iterable[ProviderManifest], key: str) -> list[KeyGuess]:
    """All guesses of the longest prefix that `key` starts with."""
    fitting = [
        (len(prefix), KeyGuess(manifest=manifest, kind=kind))
        for manifest in manifests
        for kind in manifest.key_kinds
        for prefix in kind.prefixes
        if prefix and key.startswith(prefix)
    ]
    most = max((length for length, _ in fitting), default=0)
    return [guess for length, guess in fitting if length == most]


def _make_client(plugin: ProviderPlugin) -> ProviderClient:
    from aimonitor.providers.base import ProviderClient  # noqa: PLC0415  no client before the first paint
    from aimonitor.providers.recipes.plugin import RecipePlugin  # noqa: PLC0415  as above

    if isinstance(plugin, RecipePlugin):
        return plugin.make_client()
    name = plugin.manifest.name
    try:
        found = _load(plugin.client)
        client = found() if isinstance(found, type) and issubclass(found, ProviderClient) else None
    except (Exception, SystemExit) as error:
        log.exception("the client for %s (%s) failed while it was loaded", name, plugin.client)
        raise PluginError(f"The plugin for {name} failed while it was loaded; the log says where.") from error
    if client is None:
        raise PluginError(f"The plugin for {name} names something that is not a client.")
    return client


def _load(reference: str) -> object:
    module, _, attribute = reference.partition(":")
    found: object = getattr(import_module(module), attribute)
    return found


def _checked(plugin: object) -> ProviderPlugin:
    if not (isinstance(plugin, ProviderPlugin) and isinstance(plugin.manifest, ProviderManifest)):
        raise PluginError("it is not a ProviderPlugin with a ProviderManifest.")
    if not all(isinstance(kind, KeyKind) for kind in plugin.manifest.key_kinds):
        raise PluginError("its kinds of key are not KeyKinds.")
    if not plugin.manifest.needs_key and not plugin.manifest.consent:
        raise PluginError("it needs no key, but does not say what it does instead.")
    return plugin


def _check_version(plugin: ProviderPlugin, reference: str) -> None:
    """Raise PluginError where a stranger's plugin was written for another AIMonitor, or cannot be shown."""
    if reference in SHIPPED.values():
        return
    from aimonitor.providers.interface import check_manifest, check_version  # noqa: PLC0415  built-ins need it not

    check_version(plugin.manifest.api_version)
    check_manifest(plugin)


def _why_it_failed(reference: str) -> str:
    """Code for another version may fail before it can say which: then that is the reason."""
    from aimonitor.providers.interface import check_after_failure  # noqa: PLC0415  as above

    try:
        check_after_failure(reference)
    except PluginError as error:
        return error.message
    return "it failed while it was loaded; the log says where."


def _recipes_in(folder: Path) -> list[Path]:
    """Those that can be seen. Not by `glob`: from Python 3.13 on it does not say why it finds none."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == ".toml")
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The folder {folder} cannot be looked into: {reason}.") from error
