from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from aimonitor.errors import AppError, BillingError, ConfigError, KeychainError, KeychainFault, NetworkError
from aimonitor.providers.manifest import ProviderOption
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.interval_box import IntervalBox, interval_words
from aimonitor.ui.dialogs.key_place import KeyPlace
from aimonitor.ui.dialogs.names import name_fault, unique_name
from aimonitor.ui.dialogs.option_form import OptionForm
from aimonitor.ui.dialogs.problem_words import Place, may_be_added, placed
from aimonitor.ui.dialogs.service_list import ServiceList

# --- options ------------------------------------------------------------------------------------


def test_a_base_url_says_where_the_key_will_go(qtbot: QtBot, registry: Registry) -> None:
    form = OptionForm({})
    qtbot.addWidget(form)
    form.show_service(registry.manifest("openai"), {"base_url": "https://gateway.example.com:8443/v1"})
    note = form.fields["base_url"]._note
    assert note.text() == "Your key will be sent to gateway.example.com:8443. Use only an address you trust."
    assert note.property("tone") == "warning"
    form.fields["base_url"].editor.setProperty("text", "")
    assert note.text().startswith("Only for a gateway of your own.")
    assert form.values() == {}


def test_an_address_from_the_environment_is_told_too(qtbot: QtBot, registry: Registry) -> None:
    form = OptionForm({"AIMONITOR_OPENAI_BASE_URL": "http://127.0.0.1:8080"})
    qtbot.addWidget(form)
    form.show_service(registry.manifest("openai"))
    words = form._from_environment
    assert words.text() == "Your key will be sent to 127.0.0.1:8080, as AIMONITOR_OPENAI_BASE_URL says."
    assert not words.isHidden()
    form.show_service(registry.manifest("anthropic"))
    assert words.isHidden()


def test_an_option_with_choices_is_a_list(qtbot: QtBot, registry: Registry) -> None:
    region = ProviderOption(id="region", label="Region", default="eu", choices=("us", "eu"))
    form = OptionForm({})
    qtbot.addWidget(form)
    form.show_service(replace(registry.manifest("openai"), options=(region,)))
    editor = form.fields["region"].editor
    assert isinstance(editor, QComboBox)
    assert form.values() == {"region": "eu"}
    with qtbot.waitSignal(form.changed):
        editor.setCurrentText("us")
    assert form.values() == {"region": "us"}
    assert form.check()
    assert not form.set_error("There is no base URL here.")


def test_a_region_says_which_host_its_key_goes_to(qtbot: QtBot, registry: Registry) -> None:
    form = OptionForm({})
    qtbot.addWidget(form)
    form.show_service(registry.manifest("moonshot"), {"region": "China"})
    note = form.fields["region"]._note
    assert note.text().endswith("Your key is sent to api.moonshot.cn only.")
    assert form.values() == {"region": "China"}
    form.fields["region"].editor.setProperty("currentText", "International")
    assert note.text().endswith("Your key is sent to api.moonshot.ai only.")
    form.fields["base_url"].editor.setProperty("text", "https://gateway.example.com")
    assert "sent to" not in note.text()
    assert "sent to gateway.example.com" in form.fields["base_url"]._note.text()


def test_a_service_on_a_server_of_its_own_cannot_do_without_an_address(
    qtbot: QtBot, registry: Registry
) -> None:
    manifest = replace(registry.manifest("openai"), name="Acme", base_url="", hosts=())
    form = OptionForm({})
    qtbot.addWidget(form)
    form.show_service(manifest)
    assert not form.check()
    assert form.fields["base_url"].error.startswith("Acme runs on a server of its own: enter its base URL")
    form.fields["base_url"].editor.setProperty("text", "https://ai.example.com/v1")
    assert form.check()
    told = OptionForm({manifest.base_url_env: "http://127.0.0.1:4000"})
    qtbot.addWidget(told)
    told.show_service(manifest)
    assert told.check()


# --- where a key is kept ------------------------------------------------------------------------


def test_variables_that_are_set_are_offered_first(qtbot: QtBot) -> None:
    place = KeyPlace({"SECOND": "sk-admin-TEST-1"})
    qtbot.addWidget(place)
    place.offer(("FIRST", "SECOND"))
    assert place.variable.itemText(0) == "SECOND"
    place.choose("env:SECOND")
    assert (place.ref, place.value()) == ("env:SECOND", "sk-admin-TEST-1")
    assert place.variable_field._note.text() == "It is set."
    place.choose("env:FIRST")
    assert "not set" in place.variable_field._note.text()
    assert place.check(), "it may be set when the app starts next time"


@pytest.mark.parametrize("name", ["", "NOT A NAME", "sk-admin-TEST"])
def test_what_is_no_name_of_a_variable_is_refused(qtbot: QtBot, name: str) -> None:
    place = KeyPlace({})
    qtbot.addWidget(place)
    place.choose(f"env:{name}")
    assert not place.check()
    assert place.variable_field.error == "Name the environment variable that holds the key."
    place.choose("keychain")
    assert place.check()
    assert place.ref == "keychain"


# --- services -----------------------------------------------------------------------------------


@pytest.fixture
def services(qtbot: QtBot, registry: Registry) -> ServiceList:
    services = ServiceList(registry.manifests())
    qtbot.addWidget(services)
    services.choose("openai")
    return services


def visible(services: ServiceList) -> list[str]:
    items = (services.list.item(row) for row in range(services.list.count()))
    return [item.text() for item in items if not item.isHidden()]


def test_the_filter_narrows_by_name_and_summary(services: ServiceList, registry: Registry) -> None:
    assert visible(services) == [manifest.name for manifest in registry.manifests()]
    services.filter.setText("ANTH")
    assert visible(services) == ["Anthropic"]
    assert services.current == "anthropic"
    services.filter.setText("credits left key caps")
    assert visible(services) == ["OpenRouter"]
    services.filter.setText("nothing of the kind")
    assert (visible(services), services.current) == ([], "")


def test_choosing_one_that_is_filtered_away_shows_all_again(services: ServiceList) -> None:
    services.filter.setText("openai")
    services.choose("anthropic")
    assert services.current == "anthropic"
    assert services.filter.text() == ""


def test_arrows_in_the_filter_move_through_the_list(services: ServiceList) -> None:
    QTest.keyClick(services.filter, Qt.Key.Key_Down)
    assert services.current == "anthropic"
    QTest.keyClicks(services.filter, "x")
    assert services.filter.text() == "x"


def test_each_service_has_an_icon_and_is_described(services: ServiceList) -> None:
    for row in range(services.list.count()):
        item = services.list.item(row)
        assert not item.icon().isNull()
        assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole)


# --- names, intervals, faults -------------------------------------------------------------------


def test_a_suggested_name_is_free() -> None:
    assert unique_name("OpenAI", []) == "OpenAI"
    assert unique_name("OpenAI", ["openai", "OpenAI 2"]) == "OpenAI 3"


def test_a_name_must_be_there_and_free() -> None:
    assert name_fault(" ", []) == "Give the provider a name."
    assert name_fault("A", ["a"]).startswith("Provider already exists")
    assert name_fault("A", ["b"]) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60, "1 minute"), (90, "90 seconds"), (300, "5 minutes"), (3600, "1 hour"), (43200, "12 hours")],
)
def test_intervals_in_words(seconds: int, words: str) -> None:
    assert interval_words(timedelta(seconds=seconds)) == words


def test_an_unusual_interval_takes_its_place_among_the_usual(qtbot: QtBot) -> None:
    box = IntervalBox(timedelta(minutes=5), same_as_all=True)
    qtbot.addWidget(box)
    assert box.itemText(1) == "5 minutes", "no less than the service allows"
    box.choose(timedelta(minutes=7))
    assert [box.itemText(row) for row in (1, 2, 3)] == ["5 minutes", "7 minutes", "10 minutes"]
    assert box.value == timedelta(minutes=7)
    box.choose(None)
    assert box.value is None
    box.choose(timedelta(hours=13))
    assert box.itemText(box.count() - 1) == "13 hours"


@pytest.mark.parametrize(
    ("error", "place", "start"),
    [
        (ConfigError("Invalid API key format: no."), Place.KEY, "Invalid API key format: no."),
        (ConfigError("Name the environment variable that holds the key."), Place.VARIABLE, "Name the"),
        (ConfigError("Something else."), Place.FORM, "Something else."),
        (BillingError("The service asks for payment."), Place.FORM, "The service asks"),
        (
            KeychainError("Keychain access denied. Allow it.", fault=KeychainFault.DENIED),
            Place.WHERE,
            "Keychain access denied. Allow it.",
        ),
        (
            KeychainError("The keychain is locked.", fault=KeychainFault.LOCKED),
            Place.WHERE,
            "Keychain access denied. The keychain is locked.",
        ),
    ],
)
def test_each_fault_has_its_place_and_its_words(error: AppError, place: Place, start: str) -> None:
    found, text = placed(error)
    assert found is place
    assert text.startswith(start)


def test_only_a_form_that_was_right_may_be_stored_anyway() -> None:
    assert may_be_added(NetworkError("No answer."))
    assert may_be_added(BillingError("Pay."))
    assert not may_be_added(ConfigError("Wrong."))
    assert not may_be_added(KeychainError("Locked.", fault=KeychainFault.LOCKED))
