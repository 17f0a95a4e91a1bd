"""The user's recipes in the registry: beside built-ins and plugins, broken ones named and left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimonitor.domain.provider import Capability
from aimonitor.errors import ConfigError, PluginError
from aimonitor.providers.recipes.client import RecipeClient
from aimonitor.providers.registry import BUILT_INS, PRESETS, Registry
from tests.providers.recipes.samples import WHOLE, recipe


def put(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def loaded(folder: Path) -> Registry:
    registry = Registry()
    registry.load_recipes(folder)
    return registry


def types(registry: Registry) -> list[str]:
    return [manifest.type for manifest in registry.manifests()]


def test_a_recipe_is_a_type_like_any_other(tmp_path: Path) -> None:
    put(tmp_path, "acme.toml", WHOLE + '\n[[keys]]\nid = "api"\nname = "Key"\nprefixes = ["acme-"]\n')
    registry = loaded(tmp_path)
    assert types(registry) == [*BUILT_INS, *PRESETS, "acme"]
    assert registry.problems == ()
    manifest = registry.manifest("acme")
    assert (manifest.name, manifest.hosts) == ("Acme", ("api.acme.example",))
    assert manifest.capabilities == {Capability.BALANCE}
    client = registry.client("acme")
    assert isinstance(client, RecipeClient)
    assert client.manifest is manifest
    assert registry.client("acme") is client
    guess = registry.recognise("acme-123")
    assert guess is not None
    assert guess.manifest is manifest


def test_only_the_file_says_where_its_key_goes_and_the_user_is_asked(tmp_path: Path) -> None:
    put(tmp_path, "acme.toml", WHOLE)
    manifest = loaded(tmp_path).manifest("acme")
    assert (manifest.base_url_env, manifest.options) == ("", ())
    assert manifest.agreement == "https://api.acme.example"
    assert "The recipe acme.toml is a file of yours" in manifest.consent
    assert "to api.acme.example, and to no other host." in manifest.consent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHOLE.replace('path = "$', 'pth = "$'), "acme.toml, line 9, figures[1].path: this is missing."),
        ("what?", "acme.toml, line 1: it is not valid TOML"),
        (WHOLE.replace('"acme"', '"openai"'), "there is already a service with the id openai, OpenAI."),
        (WHOLE.replace('"acme"', '"poe"'), "there is already a service with the id poe, Poe."),
    ],
)
def test_a_broken_one_is_named_and_left_out_and_the_others_come_in(
    tmp_path: Path, text: str, words: str
) -> None:
    put(tmp_path, "acme.toml", text)
    put(tmp_path, "bolt.toml", WHOLE.replace('"acme"', '"bolt"'))
    registry = loaded(tmp_path)
    assert types(registry) == [*BUILT_INS, *PRESETS, "bolt"]
    (problem,) = registry.problems
    assert isinstance(problem, PluginError)
    assert problem.message.startswith("A recipe is left out: acme.toml")
    assert words in problem.message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_bytes(b'name = "\xff"')
    (tmp_path / "bolt.toml").mkdir()
    (tmp_path / "cedar.toml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("no recipe", "utf-8")
    messages = [problem.message for problem in loaded(tmp_path).problems]
    assert len(messages) == 3
    assert "acme.toml: it is not UTF-8 text." in messages[0]
    assert "bolt.toml cannot be read" in messages[1]
    assert "cedar.toml cannot be read" in messages[2]


def test_no_folder_is_no_problem(tmp_path: Path) -> None:
    registry = loaded(tmp_path / "recipes")
    assert registry.problems == ()
    with pytest.raises(ConfigError):
        registry.manifest("acme")


def test_of_two_files_with_one_id_the_first_counts(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", WHOLE)
    put(tmp_path, "b.toml", WHOLE.replace("api.acme.example", "evil.example"))
    registry = loaded(tmp_path)
    assert registry.manifest("acme").hosts == ("api.acme.example",)
    assert "b.toml: there is already a service with the id acme" in registry.problems[0].message


def test_a_file_that_was_changed_takes_its_own_place(tmp_path: Path) -> None:
    file = put(tmp_path, "acme.toml", WHOLE)
    registry = loaded(tmp_path)
    before = registry.client("acme")
    put(tmp_path, "acme.toml", WHOLE.replace('"acme"', '"acme2"').replace("api.acme", "new.acme"))
    registry.take_recipe(file)
    assert types(registry)[-1] == "acme2"
    assert "acme" not in types(registry)
    put(tmp_path, "acme.toml", WHOLE)
    registry.take_recipe(file)
    assert registry.client("acme") is not before


def test_a_change_that_is_broken_leaves_the_old_one(tmp_path: Path) -> None:
    file = put(tmp_path, "acme.toml", WHOLE)
    registry = loaded(tmp_path)
    put(tmp_path, "acme.toml", "broken")
    with pytest.raises(PluginError):
        registry.take_recipe(file)
    assert types(registry)[-1] == "acme"


def test_its_icon_is_a_file_beside_it(tmp_path: Path) -> None:
    put(tmp_path, "acme.toml", recipe('role = "balance"\npath = "$.left"', icon='"acme.svg"'))
    assert loaded(tmp_path).manifest("acme").icon == str(tmp_path / "acme.svg")
    put(tmp_path, "acme.toml", recipe('role = "balance"\npath = "$.left"', icon='"../secret.svg"'))
    assert "icon: this should be the name of an SVG file" in loaded(tmp_path).problems[0].message


def test_what_it_offers_follows_from_its_figures(tmp_path: Path) -> None:
    figures = (
        'role = "cost"\nperiod = "today"\npath = "$.a"',
        'role = "cost"\nperiod = "this_month"\npath = "$.b"',
        'role = "count"\nid = "c"\nname = "C"\npath = "$.c"',
    )
    put(tmp_path, "acme.toml", recipe(*figures, every_minutes="30"))
    manifest = loaded(tmp_path).manifest("acme")
    assert manifest.capabilities == {Capability.TODAY_COST, Capability.COST, Capability.LIMITS}
    assert manifest.min_interval == manifest.default_interval
    assert manifest.min_interval.total_seconds() == 1800
