"""Whether a plugin was written for an AIMonitor like this one, and says of itself what can be shown.

What comes with the app is never asked.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.machinery import PathFinder
from itertools import islice
from pathlib import Path

from msgspec import Struct, ValidationError, convert

from aimonitor import __version__
from aimonitor.errors import PluginError
from aimonitor.providers.manifest import (
    API_VERSION,
    OLDEST_API_VERSION,
    ProviderManifest,
    ProviderPlugin,
)

_STATED = "api_version"
_MOST_FILES = 50
_TYPE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_PLACE = re.compile(r"at `\$\.(\w+)")
_NONE = timedelta(0)


def check_version(told: object) -> None:
    """Raise PluginError, with what to do, where `told` is no version that this AIMonitor speaks."""
    if isinstance(told, bool) or not isinstance(told, int):
        raise PluginError(
            "it does not say which version of the plugin interface it was written for. "
            f"{_ours()} Install a newer release of the plugin, or tell its author: "
            f"`{_STATED}=` belongs in the manifest."
        )
    if told > API_VERSION:
        raise PluginError(f"{_theirs(told)} {_ours()} Update AIMonitor, or install an older release of it.")
    if told < OLDEST_API_VERSION:
        raise PluginError(f"{_theirs(told)} {_ours()} Install a newer release of the plugin.")


def check_manifest(plugin: ProviderPlugin) -> None:
    """Raise PluginError where a field of the manifest is not of its kind: whoever shows it would fall."""
    place = _ill_typed(plugin.manifest) or _not_meant(plugin.manifest)
    if not place and not isinstance(plugin.bridges, Mapping):
        place = "bridges"
    if place:
        raise PluginError(f"its manifest is wrong at `{place}`.")


def bare(value: object) -> object:
    """Structs as what stands in them, so that all of it is looked at when it is read anew."""
    if isinstance(value, Struct):
        return {name: bare(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list | set | frozenset):
        return [bare(one) for one in value]
    return value


def _ill_typed(manifest: ProviderManifest) -> str:
    try:
        found = convert(bare(manifest), ProviderManifest, builtin_types=(timedelta,))
    except ValidationError as error:
        place = _PLACE.search(str(error))
        return place[1] if place else "?"
    names = manifest.__struct_fields__
    return next((name for name in names if getattr(found, name) != getattr(manifest, name)), "")


def _not_meant(manifest: ProviderManifest) -> str:
    wrong = {
        "type": not _TYPE.fullmatch(manifest.type),
        "name": not manifest.name.strip(),
        "backfill_days": manifest.backfill_days < 1,
        "page_days": manifest.page_days is not None and manifest.page_days < 1,
        "min_interval": manifest.min_interval <= _NONE,
        "default_interval": manifest.default_interval <= _NONE,
        "host_gap": manifest.host_gap < _NONE,
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def check_after_failure(reference: str) -> None:
    """Raise PluginError where the code at `reference` failed because it was written for another version.

    It could not be run, so its text is read: the number that a manifest in it is given.
    """
    for told in _stated_in(reference.partition(":")[0]):
        check_version(told)


def _theirs(told: int) -> str:
    return f"it was written for version {told} of the plugin interface."


def _ours() -> str:
    one = OLDEST_API_VERSION == API_VERSION
    spoken = f"version {API_VERSION}" if one else f"versions {OLDEST_API_VERSION} to {API_VERSION}"
    return f"This AIMonitor ({__version__}) speaks {spoken}."


def _stated_in(module: str) -> Iterator[int]:
    for file in islice(_files_of(module), _MOST_FILES):
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.keyword(arg=name, value=ast.Constant(value=int(told))) if name == _STATED:
                    yield told


def _files_of(module: str) -> Iterator[Path]:
    """The files of the package that the module is of, or its own. Nothing of them is run."""
    spec = PathFinder.find_spec(module.partition(".")[0])
    if spec is None:
        return
    for folder in spec.submodule_search_locations or ():
        yield from sorted(Path(folder).rglob("*.py"))
    if spec.origin is not None and not spec.submodule_search_locations:
        yield Path(spec.origin)
