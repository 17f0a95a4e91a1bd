from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from aimonitor.domain.secret import Secret
from aimonitor.errors import (
    AuthError,
    ConfigError,
    DatabaseError,
    DatabaseFault,
    KeychainError,
    KeychainFault,
)
from aimonitor.monitor.requests import EditProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.about import AboutDialog
from aimonitor.ui.dialogs.edit_provider import EditProviderDialog
from aimonitor.ui.dialogs.remove_provider import RemoveProviderDialog, removal_words
from aimonitor.ui.dialogs.replace_key import ReplaceKeyDialog
from tests.ui.dialogs.samples import ADMIN_KEY, ANTHROPIC_KEY, ENGLISH, asked, good_test, last_asked
from tests.ui.factories import TODAY, provider, state
from tests.ui.hostile import HOSTILE_NAME


def opened(dialog: QDialog, qtbot: QtBot) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()


# --- replacing the key --------------------------------------------------------------------------


@pytest.fixture
def replacing(service: MonitorService, registry: Registry, qtbot: QtBot) -> ReplaceKeyDialog:
    one = replace(provider(), options={"base_url": "https://gateway.example.com"})
    dialog = ReplaceKeyDialog(service, registry, one, environ={}, locale=ENGLISH)
    opened(dialog, qtbot)
    return dialog


def test_a_new_key_is_tested_then_stored(replacing: ReplaceKeyDialog, service: MonitorService) -> None:
    replacing.keys.key.setText(ADMIN_KEY)
    replacing.go_button.click()
    token, request = last_asked(service, "test_key")
    assert (request.provider_type, request.options) == ("openai", {"base_url": "https://gateway.example.com"})
    service.key_tested.emit(token, good_test())
    token, edit = last_asked(service, "edit_provider")
    assert edit == EditProvider(provider_id="p0", api_key=Secret(ADMIN_KEY), api_key_ref="keychain")
    service.request_done.emit(token, None)
    assert not replacing.isVisible()


def test_a_refused_key_can_be_stored_all_the_same(
    replacing: ReplaceKeyDialog, service: MonitorService
) -> None:
    replacing.keys.key.setText(ADMIN_KEY)
    replacing.test()
    service.key_tested.emit(last_asked(service, "test_key")[0], AuthError("The key was refused."))
    assert replacing.anyway_button.text() == "Replace any&way"
    replacing.anyway_button.click()
    last_asked(service, "edit_provider")


def test_a_key_of_another_service_is_named_but_not_switched_to(replacing: ReplaceKeyDialog) -> None:
    replacing.keys.key.setText(ANTHROPIC_KEY)
    assert replacing.keys.kind_words.text() == "This looks like a key of Anthropic, not of OpenAI."
    assert replacing.keys.switch.isHidden()


def test_nothing_is_asked_without_a_key(replacing: ReplaceKeyDialog, service: MonitorService) -> None:
    replacing.go_button.click()
    assert asked(service) == []
    assert replacing.keys.key_field.error == "Enter the key."


# --- editing ------------------------------------------------------------------------------------


@pytest.fixture
def editing(service: MonitorService, registry: Registry, qtbot: QtBot) -> EditProviderDialog:
    one = replace(provider(), interval=timedelta(minutes=10))
    dialog = EditProviderDialog(service, registry, one, names=[one.name, "Other"], environ={})
    opened(dialog, qtbot)
    return dialog


def test_only_what_the_user_wants_is_changed(editing: EditProviderDialog, service: MonitorService) -> None:
    assert editing.interval.currentText() == "10 minutes"
    editing.name.setText(" New name ")
    editing.interval.choose(None)
    editing.options.fields["base_url"].editor.setProperty("text", "https://gateway.example.com")
    editing.save.click()
    token, request = last_asked(service, "edit_provider")
    assert request == EditProvider(
        provider_id="p0",
        name="New name",
        options={"base_url": "https://gateway.example.com"},
        clear_interval=True,
    )
    assert not editing.save.isEnabled()
    service.request_done.emit(token, None)
    assert not editing.isVisible()


@pytest.mark.parametrize(
    ("name", "fault"), [("other", "Provider already exists: choose another name."), ("", "Give the")]
)
def test_a_name_that_cannot_be_is_told(
    editing: EditProviderDialog, service: MonitorService, name: str, fault: str
) -> None:
    editing.name.setText(name)
    editing.save.click()
    assert editing.name_field.error.startswith(fault)
    assert asked(service) == []
    editing.name.setText("fine")
    assert editing.name_field.error == ""


def test_a_fault_of_editing_stands_where_it_belongs(
    editing: EditProviderDialog, service: MonitorService
) -> None:
    taken = ConfigError("Provider already exists: 'x'. Choose another name.")
    address = ConfigError("A base URL ends with its path.")
    full = DatabaseError("The disk is full.", fault=DatabaseFault.FULL)
    for error in (taken, address, full):
        editing.save.click()
        service.request_done.emit(last_asked(service, "edit_provider")[0], error)
        assert editing.isVisible()
    assert editing.problem.text() == full.message
    editing.save.click()
    service.request_done.emit(last_asked(service, "edit_provider")[0], taken)
    assert editing.name_field.error == taken.message
    editing.name.setText("y")
    editing.save.click()
    service.request_done.emit(last_asked(service, "edit_provider")[0], address)
    assert editing.options.fields["base_url"].error == address.message


# --- removing -----------------------------------------------------------------------------------


@pytest.fixture
def removing(service: MonitorService, qtbot: QtBot) -> RemoveProviderDialog:
    dialog = RemoveProviderDialog(service, state(), today=TODAY, locale=ENGLISH)
    opened(dialog, qtbot)
    return dialog


def test_the_question_names_what_is_deleted(removing: RemoveProviderDialog) -> None:
    assert removing.question.text() == "Remove “OpenAI — production”?"
    assert removing.told.text().startswith(
        "This deletes its key from the keychain and 89 days of history, since 26 Aug 2026."
    )
    assert removing.cancel.isDefault()
    assert removing.focusWidget() is removing.cancel


@pytest.mark.parametrize(
    ("ref", "since", "start"),
    [
        ("session", TODAY, "This deletes its key from this session and 1 day of history"),
        ("env:MY_KEY", None, "This deletes the provider from this list (the variable MY_KEY stays as it is)"),
    ],
)
def test_a_key_elsewhere_is_told_truly(ref: str, since: date | None, start: str) -> None:
    one = state()
    one = replace(one, provider=replace(one.provider, api_key_ref=ref), history_since=since)
    assert removal_words(one, TODAY, ENGLISH).startswith(start)


def test_where_there_is_no_key_none_is_spoken_of() -> None:
    one = state()
    told = removal_words(
        replace(one, provider=replace(one.provider, api_key_ref="none"), history_since=None), TODAY, ENGLISH
    )
    assert told.startswith("This deletes the provider from this list and what was read of it")
    assert "key" not in told


def test_cancel_removes_nothing(removing: RemoveProviderDialog, service: MonitorService) -> None:
    removing.cancel.click()
    assert not removing.isVisible()
    assert asked(service) == []


def test_removing_waits_for_the_answer(removing: RemoveProviderDialog, service: MonitorService) -> None:
    removing.go.click()
    token, provider_id = last_asked(service, "remove_provider")
    assert provider_id == "p0"
    assert not removing.go.isEnabled()
    service.request_done.emit(token, KeychainError("Allow it.", fault=KeychainFault.DENIED))
    assert removing.problem.text() == "Keychain access denied. Allow it."
    removing.go.click()
    service.request_done.emit(last_asked(service, "remove_provider")[0], None)
    assert not removing.isVisible()


def test_a_name_with_mark_up_is_shown_as_it_is(service: MonitorService, qtbot: QtBot) -> None:
    dialog = RemoveProviderDialog(service, state(HOSTILE_NAME), today=TODAY, locale=ENGLISH)
    opened(dialog, qtbot)
    assert " ".join(HOSTILE_NAME.split()) in dialog.question.text()
    assert dialog.question.textFormat() is Qt.TextFormat.PlainText


# --- about --------------------------------------------------------------------------------------


def test_about_names_the_versions(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    opened(dialog, qtbot)
    assert "Python 3." in dialog.versions.text()
    assert "PySide6 6." in dialog.versions.text()
