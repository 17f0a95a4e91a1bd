"""The recipes that come with AIMonitor: validated, light to read, and of the published format."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from aimonitor.providers.recipes.manifest import manifest_of
from aimonitor.providers.recipes.plugin import HEAVY, preset
from aimonitor.providers.recipes.reading import read_recipe
from aimonitor.providers.registry import BUILT_INS, PRESETS, Registry
from tests.providers.recipes.make_schema import PUBLISHED, schema_text

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources" / "recipes"


@pytest.mark.parametrize("name", PRESETS)
def test_it_is_a_recipe_without_a_fault(name: str) -> None:
    read = read_recipe((FOLDER / f"{name}.toml").read_text("utf-8"))
    assert read.faults == ()
    assert read.recipe is not None
    assert read.recipe.id == name
    assert read.recipe.summary


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_read_of_it_unvalidated_is_what_its_model_says(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    recipe = read_recipe(text).checked(name)
    manifest = preset(name).manifest
    assert manifest == manifest_of(tomllib.loads(text, parse_float=Decimal), own_address=True)
    assert (manifest.type, manifest.name, manifest.currency) == (recipe.id, recipe.name, recipe.currency)
    assert manifest.base_url == recipe.base_url
    assert manifest.env_keys == tuple(recipe.env_keys)
    assert [kind.id for kind in manifest.key_kinds] == ([kind.id for kind in recipe.keys] or ["api"])
    assert [one.id for one in manifest.options] == [*(option.id for option in recipe.options), "base_url"]
    assert manifest.key_placeholder == recipe.auth.placeholder


def test_every_file_there_is_one_of_them() -> None:
    assert sorted(PRESETS) == sorted(file.stem for file in FOLDER.glob("*.toml"))


def test_they_are_not_asked_about() -> None:
    registry = Registry()
    for name in PRESETS:
        manifest = registry.manifest(name)
        assert (manifest.consent, manifest.agreement) == ("", "")


def test_they_are_read_only_when_one_of_them_is_looked_for() -> None:
    code = (
        "import sys; from aimonitor.providers.registry import Registry; registry = Registry();"
        "registry.manifest('openai'); print('tomllib' in sys.modules);"
        "registry.manifest('poe'); print('tomllib' in sys.modules);"
        "print(sorted({'pydantic', 'jsonpath', 'aiohttp', 'asyncio'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 our own code
    assert run.stdout.split() == ["False", "True", "[]"]


def test_what_takes_long_to_import_is_named_until_it_is_there() -> None:
    code = (
        "from importlib import import_module; from aimonitor.providers.registry import Registry;"
        "registry = Registry(); print([registry.slow_module(name) for name in ('openai', 'gone', 'poe')]);"
        "import_module(registry.slow_module('poe')); print([registry.slow_module('poe')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 our own code
    assert run.stdout.splitlines() == [f"['', '', '{HEAVY}']", "['']"]


def test_they_come_after_the_built_ins_and_before_plugins() -> None:
    assert [manifest.type for manifest in Registry().manifests()] == [*BUILT_INS, *PRESETS]


def test_the_published_schema_is_that_of_the_model() -> None:
    assert PUBLISHED.read_text("utf-8") == schema_text()
