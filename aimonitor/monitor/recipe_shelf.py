"""The texts that a recipe can begin from: the user's files, worked examples, and what comes with the app."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from msgspec import Struct

from aimonitor import resources
from aimonitor.errors import ConfigError, PluginError
from aimonitor.monitor.monitor import Monitor
from aimonitor.providers.recipes.plugin import RecipePlugin, read_text
from aimonitor.providers.recipes.words import FOLDER, SUFFIX
from aimonitor.providers.registry import Registry

_EXAMPLES = (("acme", "what is left"), ("bolt", "a plan with limits"), ("cedar", "money in several shapes"))


class Shelf(Enum):
    """Where a text comes from."""

    NEW = "new"
    OWN = "own"
    EXAMPLE = "example"
    PRESET = "preset"


class ShelvedRecipe(Struct, frozen=True, kw_only=True):
    """A text to begin from, or one of the user's to go on with.

    `file`, `provider_type`, `agreement` and `used_by` (names of providers) are told of the user's alone;
    `agreement` is "" while the file is no recipe that is in use.
    """

    shelf: Shelf
    title: str
    text: str
    file: str = ""
    provider_type: str = ""
    agreement: str = ""
    used_by: tuple[str, ...] = ()


class RecipeShelf:
    """Lists the texts, and takes files of the user's away."""

    def __init__(self, *, folder: Path, registry: Registry, monitor: Monitor) -> None:
        self._folder = folder
        self._registry = registry
        self._monitor = monitor

    async def all(self) -> tuple[ShelvedRecipe, ...]:
        """An empty one, the user's own, examples, and those that come with the app."""
        known = self._registry.recipes()
        files = await asyncio.to_thread(lambda: sorted(self._folder.glob(f"*{SUFFIX}")))
        own = await asyncio.to_thread(lambda: [(file, _text_of(file)) for file in files])
        presets = (one for one in known if one.file is None)
        new, *examples = await asyncio.to_thread(lambda: tuple(_shipped()))
        return (
            new,
            *(self._own(file, text) for file, text in own if text is not None),
            *examples,
            *(
                ShelvedRecipe(shelf=Shelf.PRESET, title=one.manifest.name, text=one.text)
                for one in sorted(presets, key=lambda one: one.manifest.name)
            ),
        )

    async def remove(self, name: str) -> None:
        """Delete a file of the user's. Raises ConfigError while a provider uses it, or where it cannot be."""
        file = self._folder / Path(name).name
        users = self._own(file, "").used_by
        if users:
            raise ConfigError(f"{file.name} is in use: remove {_named(users)} first.")
        try:
            await asyncio.to_thread(file.unlink)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ConfigError(f"{file.name} could not be removed: {reason}.") from error
        self._registry.drop_recipe(file)

    def _own(self, file: Path, text: str) -> ShelvedRecipe:
        plugin = self._plugin(file)
        recipe_type = file.stem if plugin is None else plugin.manifest.type
        users = (one.provider for one in self._monitor.states())
        title = f"{file.name} (not in use: it has faults)" if plugin is None else plugin.manifest.name
        return ShelvedRecipe(
            shelf=Shelf.OWN,
            title=title,
            text=text,
            file=file.name,
            provider_type=recipe_type,
            agreement="" if plugin is None else plugin.manifest.agreement,
            used_by=tuple(one.name for one in users if one.provider_type == recipe_type),
        )

    def _plugin(self, file: Path) -> RecipePlugin | None:
        return next((one for one in self._registry.recipes() if one.file == file), None)


def _shipped() -> Iterator[ShelvedRecipe]:
    yield ShelvedRecipe(shelf=Shelf.NEW, title="A new recipe", text=_example("new"))
    for name, words in _EXAMPLES:
        yield ShelvedRecipe(shelf=Shelf.EXAMPLE, title=f"{name.capitalize()}: {words}", text=_example(name))


def _example(name: str) -> str:
    return read_text(resources.path(FOLDER, "examples", f"{name}{SUFFIX}"))


def _text_of(file: Path) -> str | None:
    """None where it cannot be read as a text."""
    try:
        return read_text(file)
    except PluginError:
        return None


def _named(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
