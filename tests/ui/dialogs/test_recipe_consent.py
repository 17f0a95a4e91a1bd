"""A recipe of the user's in the dialogs: where the key goes is said, and wanted, before anything is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aimonitor import resources
from aimonitor.domain.provider import AGREED
from aimonitor.domain.secret import Secret
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.consent import NOT_AGREED
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from aimonitor.ui.found_keys import found_keys
from tests.ui.dialogs.samples import ENGLISH, asked, good_test, last_asked
from tests.ui.factories import provider

AGREEMENT = "https://api.acme.example"
TEXT = """schema = 1
id = "acme"
name = "Acme"
base_url = "https://api.acme.example"
env_keys = ["ACME_API_KEY"]
icon = "acme.svg"

[[options]]
id = "team"
label = "Team"
required = true

[request]
path = "/v1/{team}/credits"

[[figures]]
role = "balance"
path = "$.left"
"""


@pytest.fixture
def known(tmp_path: Path) -> Registry:
    (tmp_path / "acme.toml").write_text(TEXT, "utf-8")
    (tmp_path / "acme.svg").write_bytes(resources.provider_icon("generic").read_bytes())
    registry = Registry()
    registry.load_recipes(tmp_path)
    return registry


@pytest.fixture
def dialog(service: MonitorService, known: Registry, qtbot: QtBot) -> AddProviderDialog:
    dialog = AddProviderDialog(service, known, environ={}, locale=ENGLISH, provider_type="acme")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_asks_for_a_key_and_says_where_it_goes(dialog: AddProviderDialog) -> None:
    assert dialog.keys.isVisible()
    assert dialog.consent.isVisible()
    assert "to api.acme.example, and to no other host." in dialog.consent.told
    assert "No key is needed" not in dialog.consent.told
    assert not dialog.consent._link.isVisible()


def test_nothing_is_sent_before_the_user_agrees(dialog: AddProviderDialog, service: MonitorService) -> None:
    dialog.keys.key.setText("acme-TEST-1")
    dialog.options.fields["team"].editor.setProperty("text", "blue")
    dialog.test_button.click()
    dialog.go_button.click()
    assert asked(service) == []
    assert dialog.consent.error == NOT_AGREED
    assert dialog.focusWidget() is dialog.consent.agreed


def test_without_what_is_needed_nothing_is_sent_either(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    dialog.keys.key.setText("acme-TEST-1")
    dialog.consent.agreed.click()
    dialog.go_button.click()
    assert asked(service) == []
    assert dialog.options.fields["team"].error == "Team is needed: without it there is nothing to ask."


def test_with_the_tick_the_request_holds_what_was_agreed_to(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    dialog.keys.key.setText("acme-TEST-1")
    dialog.options.fields["team"].editor.setProperty("text", "blue")
    dialog.consent.agreed.click()
    dialog.go_button.click()
    token, request = last_asked(service, "test_key")
    assert (request.agreed, request.options) == (AGREEMENT, {"team": "blue"})
    assert request.api_key == Secret("acme-TEST-1")
    service.key_tested.emit(token, good_test())
    assert last_asked(service, "add_provider")[1].agreed == AGREEMENT


def test_the_tick_is_not_carried_to_another_service(dialog: AddProviderDialog) -> None:
    dialog.consent.agreed.click()
    dialog.services.choose("poe")
    assert not dialog.consent.isVisible()
    assert dialog.request().agreed == ""
    dialog.services.choose("acme")
    assert not dialog.consent.agreed.isChecked()


def test_its_own_icon_is_shown(dialog: AddProviderDialog, known: Registry, tmp_path: Path) -> None:
    manifest = known.manifest("acme")
    assert resources.provider_icon(manifest.type, manifest.icon) == tmp_path / "acme.svg"
    assert resources.provider_icon("acme", str(tmp_path / "gone.svg")).name == "generic.svg"
    assert not dialog.services.list.currentItem().icon().isNull()


def editing(service: MonitorService, known: Registry, qtbot: QtBot, agreed: str) -> EditProviderDialog:
    one = replace(provider(), provider_type="acme", options={"team": "blue", AGREED: agreed})
    dialog = EditProviderDialog(service, known, one, environ={})
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_what_was_agreed_to_is_not_asked_anew(service: MonitorService, known: Registry, qtbot: QtBot) -> None:
    dialog = editing(service, known, qtbot, AGREEMENT)
    assert not dialog.consent.isVisible()
    dialog.save.click()
    assert last_asked(service, "edit_provider")[1].agreed is None


def test_another_host_is_asked_about_where_the_provider_is_edited(
    service: MonitorService, known: Registry, qtbot: QtBot
) -> None:
    dialog = editing(service, known, qtbot, "https://old.acme.example")
    assert dialog.consent.isVisible()
    assert "api.acme.example" in dialog.consent.told
    dialog.consent.agreed.click()
    dialog.save.click()
    request = last_asked(service, "edit_provider")[1]
    assert (request.agreed, request.options) == (AGREEMENT, {"team": "blue"})


def test_a_name_can_be_changed_without_agreeing(
    service: MonitorService, known: Registry, qtbot: QtBot
) -> None:
    dialog = editing(service, known, qtbot, "https://old.acme.example")
    dialog.name.setText("Other")
    dialog.save.click()
    assert last_asked(service, "edit_provider")[1].agreed is None


def test_a_new_key_is_tried_under_what_was_agreed_to(
    service: MonitorService, known: Registry, qtbot: QtBot
) -> None:
    one = replace(
        provider(), provider_type="acme", options={"team": "blue", AGREED: "https://old.acme.example"}
    )
    dialog = ReplaceKeyDialog(service, known, one, environ={}, locale=ENGLISH)
    qtbot.addWidget(dialog)
    assert dialog.request().agreed == "https://old.acme.example"


def test_keys_for_recipes_are_not_taken_from_the_environment_unasked(known: Registry) -> None:
    found = list(found_keys(known, {"ACME_API_KEY": "acme-TEST-1", "POE_API_KEY": "TEST-2"}))
    assert [(one.variable, one.is_useful) for one in found] == [("POE_API_KEY", True)]
