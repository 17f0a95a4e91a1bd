"""The texts that a recipe can begin from, and taking one of the user's away."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from aimonitor.errors import ConfigError
from aimonitor.monitor.recipe_shelf import Shelf, ShelvedRecipe
from aimonitor.monitor.recipes import check_recipe
from tests.monitor.test_recipes import TEXT, RecipeHouse, acme
from tests.providers.recipes.test_page import EXAMPLES

__all__ = ["acme"]


async def own(house: RecipeHouse) -> list[ShelvedRecipe]:
    return [one for one in await house.house.stack.recipes.shelf.all() if one.shelf is Shelf.OWN]


async def test_every_text_on_the_shelf_is_a_recipe_and_a_new_one_comes_first(acme: RecipeHouse) -> None:
    texts = await acme.house.stack.recipes.shelf.all()
    assert texts[0].shelf is Shelf.NEW
    assert {one.shelf for one in texts} == set(Shelf)
    assert [one.title for one in texts if check_recipe(one.text).manifest is None] == []


async def test_the_examples_are_those_of_the_page(acme: RecipeHouse) -> None:
    texts = await acme.house.stack.recipes.shelf.all()
    shown = [one.text for one in texts if one.shelf is Shelf.EXAMPLE]
    assert shown == [one.text for one in EXAMPLES]


async def test_a_file_of_the_users_says_who_uses_it(acme: RecipeHouse) -> None:
    await acme.add("Work")
    (one,) = await own(acme)
    assert (one.file, one.title, one.provider_type, one.used_by) == ("acme.toml", "Acme", "acme", ("Work",))
    assert one.agreement == acme.agreement


async def test_a_broken_file_can_be_opened_and_mended_in_its_place(acme: RecipeHouse) -> None:
    broken = acme.file.parent / "mine.toml"
    broken.write_text('id = "bolt"\n', "utf-8")
    one = next(one for one in await own(acme) if one.file == "mine.toml")
    assert "it has faults" in one.title
    recipes = acme.house.stack.recipes
    whole = TEXT.replace("BASE", acme.server.base_url).replace('"acme"', '"bolt"')
    checked = await recipes.check(whole, "mine.toml")
    assert (checked.file, checked.exists) == ("mine.toml", True)
    await recipes.save(whole, "mine.toml")
    assert broken.read_text("utf-8") == whole
    assert acme.house.stack.registry.known("bolt") is not None


async def test_a_check_says_where_it_would_be_kept_and_what_is_in_the_way(acme: RecipeHouse) -> None:
    recipes, whole = acme.house.stack.recipes, TEXT.replace("BASE", acme.server.base_url)
    there = await recipes.check(whole)
    assert (there.file, there.exists, there.taken) == ("acme.toml", True, "")
    new = await recipes.check(whole.replace('"acme"', '"bolt"'))
    assert (new.file, new.exists, new.taken) == ("bolt.toml", False, "")
    preset = await recipes.check(whole.replace('"acme"', '"poe"'))
    assert "already a service with the id poe" in preset.taken
    broken = await recipes.check(TEXT)
    assert broken.lines == (4,)


async def test_a_file_is_not_replaced_without_being_named(acme: RecipeHouse) -> None:
    before = acme.file.read_text("utf-8")
    with pytest.raises(ConfigError, match=r"already a recipe in acme\.toml"):
        await acme.house.stack.recipes.save(before + "# more\n")
    assert acme.file.read_text("utf-8") == before


async def test_of_two_that_are_kept_at_once_one_does_not_replace_the_other(acme: RecipeHouse) -> None:
    whole = TEXT.replace("BASE", acme.server.base_url).replace('"acme"', '"bolt"')
    texts, save = (whole, whole + "# two\n"), acme.house.stack.recipes.save
    found = await asyncio.gather(*map(save, texts), return_exceptions=True)
    (refused,) = [place for place, one in enumerate(found) if isinstance(one, ConfigError)]
    assert acme.house.stack.registry.known("bolt") == found[1 - refused]
    assert (acme.file.parent / "bolt.toml").read_text("utf-8") == texts[1 - refused]


async def test_a_recipe_in_use_is_not_removed_and_one_without_users_is(acme: RecipeHouse) -> None:
    provider, shelf = await acme.add("Work"), acme.house.stack.recipes.shelf
    with pytest.raises(ConfigError, match=r"acme\.toml is in use: remove Work first"):
        await shelf.remove("acme.toml")
    await acme.house.stack.monitor.remove_provider(provider.id)
    await shelf.remove("acme.toml")
    assert not acme.file.exists()
    assert acme.house.stack.registry.known("acme") is None
    with pytest.raises(ConfigError, match="could not be removed"):
        await shelf.remove("acme.toml")


async def test_no_file_outside_the_folder_is_removed(acme: RecipeHouse, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text("x", "utf-8")
    with pytest.raises(ConfigError):
        await acme.house.stack.recipes.shelf.remove(str(outside))
    assert outside.exists()


async def test_what_is_no_text_is_passed_over(acme: RecipeHouse) -> None:
    (acme.file.parent / "odd.toml").write_bytes(b"\xff\xfe\x00")
    assert [one.file for one in await own(acme)] == ["acme.toml"]
