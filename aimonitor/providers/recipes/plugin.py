"""A recipe as the registry holds it. Light: what comes with the app is read before the first paint."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aimonitor import resources
from aimonitor.errors import ConfigError, PluginError
from aimonitor.net.origin import shown_host
from aimonitor.providers.manifest import ProviderPlugin
from aimonitor.providers.recipes.manifest import Table, manifest_of
from aimonitor.providers.recipes.words import FOLDER, MOST, SUFFIX

if TYPE_CHECKING:
    from aimonitor.providers.recipes.client import RecipeClient
    from aimonitor.providers.recipes.model import Recipe

HEAVY = "aimonitor.providers.recipes.client"
"""What a recipe's client needs: a tenth of a second, which a window must not wait for."""


class RecipePlugin(ProviderPlugin, frozen=True, kw_only=True):
    """A plugin whose client is the recipe in `text`. `file` None: it comes with the app."""

    client: str = ""
    text: str
    file: Path | None = None

    @property
    def heavy(self) -> str:
        """The module to import beside the loop, before the client is made."""
        return HEAVY

    @property
    def file_name(self) -> str:
        """How sentences call it."""
        return self.manifest.type if self.file is None else self.file.name

    def make_client(self) -> RecipeClient:
        """Validated, and with all that needs. Raises PluginError."""
        from aimonitor.providers.recipes.client import client_of  # noqa: PLC0415  pydantic: not before the paint

        return client_of(checked(self.text, self.file_name), self.manifest)


def preset(name: str) -> RecipePlugin:
    """The recipe of that name that comes with the app."""
    import tomllib  # noqa: PLC0415  not needed until a preset is

    text = resources.path(FOLDER, f"{name}{SUFFIX}").read_text(encoding="utf-8")
    table: Table = tomllib.loads(text, parse_float=Decimal)
    return RecipePlugin(manifest=manifest_of(table, own_address=True), text=text)


def own_recipe(file: Path) -> RecipePlugin:
    """The recipe in a file of the user's. Raises PluginError: file, line, field and what is wrong there."""
    return recipe_of(read_text(file), file)


def recipe_of(text: str, file: Path) -> RecipePlugin:
    """As `own_recipe`, where the text is at hand already."""
    from aimonitor.providers.recipes.reading import fault_words, read_recipe  # noqa: PLC0415  as above

    read = read_recipe(text)
    if read.table is None:
        raise PluginError(fault_words(read.faults, file.name))
    icon = read.table.get("icon")
    table = {"summary": f"Described by your file {file.name}.", **read.table}
    if icon is not None:
        table["icon"] = str(file.parent / icon)
    manifest = manifest_of(
        table,
        own_address=False,
        consent=consent_words(read.table["base_url"], file.name),
        agreement=agreement(read.table["base_url"]),
    )
    return RecipePlugin(manifest=manifest, text=text, file=file)


def agreement(base_url: str) -> str:
    """What the user agrees to: the one place that the key is sent to, as it is kept with a provider."""
    return f"{urlsplit(base_url).scheme}://{shown_host(base_url)}"


def consent_words(base_url: str, name: str) -> str:
    """The sentence that the user agrees to before the first call."""
    return (
        f"The recipe {name} is a file of yours, and nobody at AIMonitor has looked at it. "
        f"AIMonitor will send your key to {shown_host(base_url)}, and to no other host."
    )


def checked(text: str, name: str) -> Recipe:
    """The recipe in `text`. Raises PluginError."""
    from aimonitor.providers.recipes.reading import read_recipe  # noqa: PLC0415  as above

    try:
        return read_recipe(text).checked(name)
    except ConfigError as error:
        raise PluginError(error.message) from error


def read_text(file: Path) -> str:
    """What stands in `file`. Raises PluginError."""
    try:
        with file.open("rb") as source:
            content = source.read(MOST + 1)
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PluginError(f"{file.name}: it is not UTF-8 text.") from None
    except OSError as error:
        raise PluginError(f"{file.name} cannot be read: {error.strerror or os.strerror(0)}.") from error
