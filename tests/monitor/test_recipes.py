"""Recipes of the user's: nothing goes to a host before the user agreed to it, and again when it changes."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from aimonitor.domain.provider import AGREED, ASK_REF, Provider
from aimonitor.domain.secret import Secret
from aimonitor.domain.state import Health
from aimonitor.errors import ConfigError, PluginError, Repair
from aimonitor.insight.export_records import provider_record
from aimonitor.keychain.source import KeySource
from aimonitor.masking import HIDDEN
from aimonitor.monitor.archive_document import provider_of
from aimonitor.monitor.recipe_service import RecipeService
from aimonitor.monitor.recipes import CheckedRecipe, RecipeTest, check_recipe, try_answer
from aimonitor.monitor.requests import AddProvider, EditProvider
from aimonitor.monitor.tasks import Tasks
from aimonitor.providers.manifest import ProviderManifest
from aimonitor.providers.recipes.trial import Trial
from tests.monitor.house import places
from tests.monitor.odd import OddHouse, odd_house
from tests.providers.fixture_server import FixtureServer, Reply

KEY = Secret("ACME-TEST-00000001")
TEXT = """schema = 1
id = "acme"
name = "Acme"
base_url = "BASE"

[request]
path = "/v1/credits"

[[figures]]
role = "balance"
path = "$.left"
"""


@dataclass
class RecipeHouse:
    """A running stack with one recipe in its folder, and the server it names."""

    house: OddHouse
    server: FixtureServer
    file: Path

    @property
    def agreement(self) -> str:
        return self.house.stack.registry.manifest("acme").agreement

    def request(self, agreed: str, name: str = "One") -> AddProvider:
        return AddProvider(provider_type="acme", name=name, api_key=KEY, agreed=agreed)

    async def add(self, name: str = "One") -> Provider:
        return await self.house.stack.monitor.add_provider(self.request(self.agreement, name))

    def move_to(self, server: FixtureServer) -> None:
        """The recipe names another address from now on, as after a start with another file."""
        self.file.write_text(TEXT.replace("BASE", server.base_url), "utf-8")
        self.house.stack.registry.take_recipe(self.file)


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[RecipeHouse]:
    folder = places(tmp_path).recipes
    folder.mkdir(parents=True)
    async with FixtureServer() as server:
        server.answer("/v1/credits", Reply.of({"left": "12.5"}))
        (folder / "acme.toml").write_text(TEXT.replace("BASE", server.base_url), "utf-8")
        async with odd_house(tmp_path) as house:
            yield RecipeHouse(house, server, folder / "acme.toml")


async def test_with_the_users_word_it_is_read_as_any_other(acme: RecipeHouse) -> None:
    provider = await acme.add()
    assert provider.options == {AGREED: acme.agreement}
    snapshot = await acme.house.stack.monitor.poll_provider(provider.id)
    assert [str(one.money.amount) for one in snapshot.balances or ()] == ["12.5"]
    assert acme.house.state.health is Health.OK
    assert acme.house.state.address is None
    assert {seen.headers["authorization"] for seen in acme.server.seen} == {f"Bearer {KEY.reveal()}"}


@pytest.mark.parametrize("agreed", ["", "https://api.acme.example"])
async def test_without_it_nothing_is_tried_stored_or_sent(acme: RecipeHouse, agreed: str) -> None:
    monitor = acme.house.stack.monitor
    for ask in (monitor.test_key, monitor.add_provider):
        with pytest.raises(ConfigError, match="Your agreement is needed"):
            await ask(acme.request(agreed))
    forged = replace(acme.request(""), options={AGREED: acme.agreement})
    with pytest.raises(ConfigError, match="Your agreement is needed"):
        await monitor.add_provider(forged)
    assert monitor.states() == []
    assert acme.server.seen == []


async def test_after_its_host_changed_nothing_goes_there_until_the_user_agrees_anew(
    acme: RecipeHouse,
) -> None:
    provider = await acme.add()
    monitor = acme.house.stack.monitor
    await monitor.poll_provider(provider.id)
    async with FixtureServer() as other:
        other.answer("/v1/credits", Reply.of({"left": "1"}))
        acme.move_to(other)
        with pytest.raises(
            ConfigError, match=r"Your agreement is needed\. You agreed to http://127\.0\.0\.1"
        ) as caught:
            await monitor.poll_provider(provider.id)
        assert caught.value.repair is Repair.EDIT_PROVIDER
        assert acme.house.state.health is Health.NEEDS_YOU
        assert acme.house.state.next_poll_at is None
        for change in (
            EditProvider(provider_id=provider.id, api_key=KEY),
            EditProvider(provider_id=provider.id, api_key_ref="env:ACME_KEY"),
            EditProvider(provider_id=provider.id, agreed="https://elsewhere.example"),
        ):
            with pytest.raises(ConfigError, match="Your agreement is needed"):
                await monitor.edit_provider(change)
        assert other.seen == []
        renamed = await monitor.edit_provider(EditProvider(provider_id=provider.id, name="Two", options={}))
        assert renamed.options[AGREED] != acme.agreement
        agreed = await acme.house.stack.recipes.agree(provider.id)
        assert agreed.options == {AGREED: acme.agreement}
        snapshot = await monitor.poll_provider(provider.id)
        assert [str(one.money.amount) for one in snapshot.balances or ()] == ["1"]
        assert other.seen != []


async def test_a_host_that_changes_while_the_key_is_fetched_gets_nothing(
    acme: RecipeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A keychain may wait minutes for its user."""
    provider = await acme.add()
    resolve = KeySource.resolve
    async with FixtureServer() as other:
        other.answer("/v1/credits", Reply.of({"left": "1"}))

        async def slow(source: KeySource, of: Provider, *, ask: bool = False) -> Secret:
            key = await resolve(source, of, ask=ask)
            acme.move_to(other)
            return key

        monkeypatch.setattr(KeySource, "resolve", slow)
        with pytest.raises(ConfigError, match="Your agreement is needed"):
            await acme.house.stack.monitor.poll_provider(provider.id)
        assert other.seen == []


async def test_an_address_among_the_options_does_not_lead_its_key_elsewhere(acme: RecipeHouse) -> None:
    provider = await acme.add()
    async with FixtureServer() as other:
        moved = replace(provider, options={**provider.options, "base_url": other.base_url})
        await acme.house.stack.database.save_provider(moved)
        await acme.house.stack.monitor.open()
        await acme.house.stack.monitor.poll_provider(provider.id)
        assert other.seen == []
    assert acme.server.seen != []


async def test_each_provider_has_its_own_agreement(acme: RecipeHouse) -> None:
    one, two = await acme.add(), await acme.add("Two")
    async with FixtureServer() as other:
        other.answer("/v1/credits", Reply.of({"left": "1"}))
        acme.move_to(other)
        await acme.house.stack.recipes.agree(one.id)
        await acme.house.stack.monitor.poll_provider(one.id)
        with pytest.raises(ConfigError):
            await acme.house.stack.monitor.poll_provider(two.id)


async def test_another_service_in_the_place_of_the_recipe_does_not_inherit_its_key(acme: RecipeHouse) -> None:
    provider = await acme.add()
    await acme.house.stack.database.save_provider(replace(provider, provider_type="odd"))
    await acme.house.stack.monitor.open()
    with pytest.raises(ConfigError, match="is another service now"):
        await acme.house.stack.monitor.poll_provider(provider.id)
    assert acme.house.script.calls == []


async def test_an_import_brings_no_agreement_along(acme: RecipeHouse) -> None:
    provider = replace(await acme.add(), options={AGREED: acme.agreement, "team": "blue"})
    record = provider_record(provider)
    imported = provider_of(0, record)
    assert (imported.options, imported.api_key_ref) == ({"team": "blue"}, ASK_REF)


async def test_there_is_nothing_to_agree_to_for_other_services(acme: RecipeHouse) -> None:
    provider = await acme.house.add()
    with pytest.raises(ConfigError, match="Odd is no recipe of yours"):
        await acme.house.stack.recipes.agree(provider.id)


# --- trying and keeping ----------------------------------------------------------------------------


def trial(acme: RecipeHouse, *, agreed: str | None = None, text: str | None = None) -> RecipeTest:
    whole = TEXT.replace("BASE", acme.server.base_url)
    return RecipeTest(text=text or whole, key=KEY, agreed=acme.agreement if agreed is None else agreed)


async def test_a_trial_tells_both_texts_and_stores_nothing(acme: RecipeHouse) -> None:
    found = await acme.house.stack.recipes.test(trial(acme))
    assert (found.answer, found.made, found.problem) == (
        '{"left": "12.5"}',
        ("Balance (total): 12.5 USD",),
        "",
    )
    assert len(acme.server.seen) == 1
    assert acme.house.stack.monitor.states() == []


@pytest.mark.parametrize("agreed", ["", "https://api.acme.example"])
async def test_a_trial_sends_nothing_without_the_users_word(acme: RecipeHouse, agreed: str) -> None:
    with pytest.raises(ConfigError, match="Your agreement is needed"):
        await acme.house.stack.recipes.test(trial(acme, agreed=agreed))
    assert acme.server.seen == []


async def test_a_trial_of_what_is_no_recipe_names_the_line(acme: RecipeHouse) -> None:
    with pytest.raises(PluginError, match="this recipe, line 4, base_url"):
        await acme.house.stack.recipes.test(trial(acme, text=TEXT))
    with pytest.raises(ConfigError, match="Invalid API key format"):
        await acme.house.stack.recipes.test(replace(trial(acme), key=Secret("two words")))
    assert acme.server.seen == []


async def test_a_recipe_that_is_kept_can_be_added_at_once(acme: RecipeHouse) -> None:
    text = TEXT.replace("BASE", acme.server.base_url).replace('"acme"', '"bolt"')
    manifest = await acme.house.stack.recipes.save(text)
    file = acme.file.parent / "bolt.toml"
    assert file.read_text("utf-8") == text
    assert file.stat().st_mode & 0o077 == 0
    request = AddProvider(provider_type="bolt", name="Bolt", api_key=KEY, agreed=manifest.agreement)
    provider = await acme.house.stack.monitor.add_provider(request)
    await acme.house.stack.monitor.poll_provider(provider.id)
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(".")] == []


async def test_what_is_none_or_has_the_id_of_another_is_not_kept(acme: RecipeHouse) -> None:
    text = TEXT.replace("BASE", acme.server.base_url)
    for broken, words in (
        (text.replace("$.left", "left"), "figures"),
        (text.replace('"acme"', '"poe"'), "poe"),
    ):
        with pytest.raises(PluginError, match=words):
            await acme.house.stack.recipes.save(broken)
    assert sorted(file.name for file in acme.file.parent.iterdir()) == ["acme.toml"]


async def test_a_recipe_that_is_kept_again_replaces_itself(acme: RecipeHouse) -> None:
    text = TEXT.replace("BASE", acme.server.base_url).replace('name = "Acme"', 'name = "Acme 2"')
    manifest = await acme.house.stack.recipes.save(text, "acme.toml")
    assert acme.house.stack.registry.manifest("acme") == manifest
    assert manifest.name == "Acme 2"


async def test_a_folder_that_cannot_be_written_is_said(
    acme: RecipeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("aimonitor.monitor.recipes.tempfile.mkstemp", refuse)
    with pytest.raises(ConfigError, match=r"could not be kept in .*: Permission denied"):
        await acme.house.stack.recipes.save(TEXT.replace("BASE", acme.server.base_url), "acme.toml")


def test_a_text_is_checked_without_asking_anybody(tmp_path: Path) -> None:
    del tmp_path
    good = check_recipe(TEXT.replace("BASE", "https://api.acme.example"), "acme.toml")
    assert good.manifest is not None
    assert good.manifest.agreement == "https://api.acme.example"
    bad = check_recipe(TEXT, "acme.toml")
    assert bad.manifest is None
    assert bad.faults[0].startswith("acme.toml, line 4, base_url: ")


async def test_a_saved_answer_is_tried_without_asking_anybody(acme: RecipeHouse) -> None:
    text = TEXT.replace("BASE", "https://api.acme.example")
    assert try_answer(text, b'{"left": 3}', acme.house.clock).made == ("Balance (total): 3 USD",)
    assert acme.server.seen == []


async def test_the_face_answers_each_wish(acme: RecipeHouse) -> None:
    face, tasks = RecipeService(), Tasks()
    answers: list[object] = []
    face.request_done.connect(lambda _token, answer: answers.append(answer))
    face.test(trial(acme))
    face.start(acme.house.stack.recipes, tasks)
    await acme.house.until(lambda: len(answers) == 1)
    face.save(TEXT)
    await acme.house.until(lambda: len(answers) == 2)
    face.save(TEXT.replace("BASE", acme.server.base_url), "acme.toml")
    await acme.house.until(lambda: len(answers) == 3)
    face.agree((await acme.add()).id)
    await acme.house.until(lambda: len(answers) == 4)
    face.check(TEXT)
    await acme.house.until(lambda: len(answers) == 5)
    assert isinstance(answers[0], Trial)
    assert isinstance(answers[1], PluginError)
    assert isinstance(answers[2], ProviderManifest)
    assert isinstance(answers[3], Provider)
    assert isinstance(answers[4], CheckedRecipe)
    assert answers[4].faults != ()
    await tasks.aclose()


async def test_a_backup_tells_where_keys_would_go(acme: RecipeHouse, tmp_path: Path) -> None:
    await acme.add()
    await acme.house.stack.archive.backup(tmp_path / "copy.sqlite3")
    summary = await acme.house.stack.archive.look_at_backup(tmp_path / "copy.sqlite3")
    assert summary.addresses == (("One", acme.agreement),)


async def test_a_trial_shows_no_piece_of_the_key_in_whatever_form_it_comes_back(acme: RecipeHouse) -> None:
    key = KEY.reveal()
    forms = [key[4:15], key.swapcase(), base64.b64encode(f"key={key};".encode()).decode()]
    acme.server.answer("/v1/credits", Reply.of({"left": "12.5", "echo": forms}))
    text = acme.file.read_text("utf-8")
    request = RecipeTest(text=text, name="acme.toml", key=KEY, agreed=acme.agreement)
    trial = await acme.house.stack.recipes.test(request)
    assert trial.made == ("Balance (total): 12.5 USD",)
    assert trial.answer.count(HIDDEN) == len(forms)
    assert not [form for form in forms if form in trial.answer]


async def test_a_recipe_that_holds_a_key_is_neither_tried_nor_kept_and_the_key_not_repeated(
    acme: RecipeHouse,
) -> None:
    plain, recipes = TEXT.replace("BASE", acme.server.base_url), acme.house.stack.recipes
    for key in (KEY.reveal(), "sk-proj-TESTabc123TESTabc123"):
        text = plain.replace("schema = 1", f'schema = 1\nsummary = "{key}"')
        with pytest.raises(ConfigError, match="The recipe holds a key") as caught:
            await recipes.test(trial(acme, text=text))
        assert key not in caught.value.message
    with pytest.raises(ConfigError, match="The recipe holds a key") as caught:
        await recipes.save(text, "acme.toml")
    assert key not in caught.value.message
    assert acme.file.read_text("utf-8") == plain
    assert acme.server.seen == []
