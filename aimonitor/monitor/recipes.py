"""The user's recipes: whether a text is one, what it makes of an answer, and what was agreed to."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from aimonitor.domain.periods import utc_day
from aimonitor.domain.provider import AGREED, Provider
from aimonitor.domain.secret import Secret
from aimonitor.errors import ConfigError, PluginError
from aimonitor.monitor.clock import Clock
from aimonitor.monitor.membership import check_format
from aimonitor.monitor.monitor import Monitor
from aimonitor.monitor.pasted_keys import refuse_key_in_recipe
from aimonitor.monitor.reader import check_agreement
from aimonitor.monitor.recipe_shelf import RecipeShelf
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.unechoed import Unechoed
from aimonitor.net.http import HttpClient
from aimonitor.net.redact import header_secrets
from aimonitor.providers.base import Call
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.recipes.plugin import HEAVY, RecipePlugin, recipe_of
from aimonitor.providers.recipes.words import SUFFIX
from aimonitor.providers.registry import Registry

if TYPE_CHECKING:
    from aimonitor.providers.recipes.trial import Trial

_TRIED = "recipe being tried"
_UNNAMED = "this recipe"


class CheckedRecipe(Struct, frozen=True, kw_only=True):
    """What became of a text. `manifest` None: `faults` say why, a sentence each, with line and field.

    What there is to agree to before the first call stands in the manifest: `consent` and `agreement`.
    `lines`: the line of each fault, None where it has no place. `places`: its field (`figures[2].path`), ""
    where it is of the whole; `words`: what is wrong there, without saying where.
    `file`: where the recipe would be kept; `exists`: something stands there already.
    `taken`: why it cannot be kept, "" where it can.
    """

    manifest: ProviderManifest | None = None
    faults: tuple[str, ...] = ()
    lines: tuple[int | None, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    file: str = ""
    exists: bool = False
    taken: str = ""


class RecipeTest(Struct, frozen=True, kw_only=True):
    """A recipe to be tried with a key. `agreed`: the manifest's `agreement`, as in `AddProvider`."""

    text: str
    key: Secret
    agreed: str
    name: str = _UNNAMED
    options: Mapping[str, str] = field(default_factory=dict)


class Recipes:
    """Works on texts and on the user's folder, beside the loop; asks a service only in `test`."""

    def __init__(
        self, *, folder: Path, registry: Registry, http: HttpClient, monitor: Monitor, clock: Clock
    ) -> None:
        self._folder = folder
        self._registry = registry
        self._http = http
        self._monitor = monitor
        self._clock = clock
        self._saving = asyncio.Lock()  # of two at once, the second finds the file of the first
        self.shelf = RecipeShelf(folder=folder, registry=registry, monitor=monitor)

    @property
    def folder(self) -> Path:
        """Where the user's recipes are."""
        return self._folder

    async def check(self, text: str, opened: str = "") -> CheckedRecipe:
        """As `check_recipe`, and whether it can be kept. `opened`: the user's file that the text is of."""
        checked = await asyncio.to_thread(check_recipe, text)
        if checked.manifest is None:
            return checked
        file = await self._place(checked.manifest.type, opened)
        exists = await asyncio.to_thread(file.exists)
        recipe = await asyncio.to_thread(recipe_of, text, file)
        return replace(checked, file=file.name, exists=exists, taken=self._taken(recipe))

    async def test(self, request: RecipeTest) -> Trial:
        """One request with the key, and both texts: the answer, and what the recipe made of it.

        Raises ConfigError where the recipe, the key or the agreement cannot be used. What the service does
        wrong is told in the trial.
        """
        await asyncio.to_thread(import_module, HEAVY)
        from aimonitor.providers.recipes.trial import try_out  # noqa: PLC0415  most stacks run without recipes

        plugin = recipe_of(request.text, Path(request.name))
        check_format(request.key)
        refuse_key_in_recipe(request.text, request.key)
        if request.agreed != plugin.manifest.agreement:
            raise ConfigError(f"Your agreement is needed. {plugin.manifest.consent}")
        client = plugin.make_client()
        headers = client.headers(request.key.reveal())
        api = self._http.api(
            provider_id=_TRIED,
            base_url=plugin.manifest.base_url,
            hosts=plugin.manifest.hosts,
            headers=headers,
            host_gap=timedelta(0),
            attempts=1,
        )
        now = self._clock.now()
        call = Call(api=api, now=now, since=utc_day(now), options=request.options)
        try:
            secrets = header_secrets(client.recipe.auth.headers(request.key.reveal()))
            return Unechoed(request.key.reveal()).part(await try_out(client, call, secrets))
        finally:
            self._http.forget(_TRIED)

    async def save(self, text: str, replacing: str = "") -> ProviderManifest:
        """Keep a recipe in the user's folder, as `<id>.toml` or where it was, and take it in at once.

        `replacing`: the file that the user wants it to stand in the place of. Providers that use it are read
        anew. Raises PluginError for what is none, or has the id of another service; ConfigError where it
        cannot be written, or would replace something else.
        """
        checked = await asyncio.to_thread(check_recipe, text)
        if checked.manifest is None:
            raise PluginError(checked.faults[0])
        refuse_key_in_recipe(text)
        async with self._saving:
            file = await self._place(checked.manifest.type, replacing)
            if file.name != replacing and await asyncio.to_thread(file.exists):
                raise ConfigError(f"There is already a recipe in {file.name}. Nothing was changed.")
            recipe = await asyncio.to_thread(recipe_of, text, file)
            self._registry.refuse_taken(recipe)
            await asyncio.to_thread(_write, file, text)
            self._registry.take(recipe)
        await self._read_anew(recipe.manifest.type)
        return recipe.manifest

    async def _place(self, recipe_type: str, opened: str) -> Path:
        """The file that the recipe is in already, else the one that was opened broken, else its own."""
        files = {one.file: one.manifest.type for one in self._registry.recipes() if one.file is not None}
        known = next((file for file, name in files.items() if name == recipe_type), None)
        broken = self._folder / opened
        if known is None and opened and broken not in files and await asyncio.to_thread(broken.is_file):
            return broken
        return known or self._folder / f"{recipe_type}{SUFFIX}"

    def _taken(self, recipe: RecipePlugin) -> str:
        try:
            self._registry.refuse_taken(recipe)
        except PluginError as error:
            return error.message
        return ""

    async def _read_anew(self, recipe_type: str) -> None:
        """Let each provider of that type fall due now; one that must be agreed to anew says so then."""
        for state in self._monitor.states():
            one = state.provider
            if one.provider_type == recipe_type:
                same = EditProvider(
                    provider_id=one.id, interval=one.interval, clear_interval=one.interval is None
                )
                await self._monitor.edit_provider(same)

    def check_agreed(self, provider: Provider) -> None:
        """Raise ConfigError where the provider's recipe names a host that its user has not agreed to."""
        manifest = self._registry.known(provider.provider_type)
        if manifest is not None:
            check_agreement(manifest, provider.options.get(AGREED, ""))

    async def agree(self, provider_id: str) -> Provider:
        """Agree to where the provider's recipe sends its key now. Raises ConfigError where it has none."""
        provider = self._monitor.find(provider_id)
        manifest = self._registry.manifest(provider.provider_type)
        if not manifest.agreement:
            raise ConfigError(f"There is nothing to agree to: {manifest.name} is no recipe of yours.")
        request = EditProvider(provider_id=provider.id, agreed=manifest.agreement)
        return await self._monitor.edit_provider(request)


def check_recipe(text: str, name: str = _UNNAMED) -> CheckedRecipe:
    """Whether a text is a recipe; a fault names `name`, line and field. Raises nothing, asks nobody."""
    from aimonitor.providers.recipes.reading import read_recipe  # noqa: PLC0415  as above

    read = read_recipe(text)
    if read.recipe is None:
        return CheckedRecipe(
            faults=tuple(fault.sentence(name) for fault in read.faults),
            lines=tuple(fault.line for fault in read.faults),
            places=tuple(fault.field for fault in read.faults),
            words=tuple(fault.words for fault in read.faults),
        )
    file = f"{read.recipe.id}{SUFFIX}" if name == _UNNAMED else name
    return CheckedRecipe(manifest=recipe_of(text, Path(file)).manifest)


def try_answer(text: str, body: bytes, clock: Clock, name: str = _UNNAMED) -> Trial:
    """What the recipe makes of an answer that was saved. Asks nobody. Raises PluginError."""
    from aimonitor.providers.recipes.trial import try_on  # noqa: PLC0415  as above

    return try_on(recipe_of(text, Path(name)).make_client(), body, clock.now())


def _write(file: Path, text: str) -> None:
    """As a whole or not at all, for this user alone."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(number, "w", encoding="utf-8", newline="\n") as target:
                target.write(text)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"The recipe could not be kept in {file.parent}: {reason}.") from error
