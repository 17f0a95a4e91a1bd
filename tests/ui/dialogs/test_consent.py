"""Adding what needs no key: it says what it does, and does it only where the user agrees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aimonitor.domain.provider import NO_KEY_REF
from aimonitor.errors import AuthError, ServiceError
from aimonitor.monitor.requests import AddProvider
from aimonitor.monitor.service import MonitorService
from aimonitor.providers.registry import Registry
from aimonitor.ui.dialogs.add_provider import AddProviderDialog
from aimonitor.ui.dialogs.consent import NOT_AGREED
from tests.ui.dialogs.samples import ENGLISH, asked, good_test, last_asked


@pytest.fixture
def dialog(service: MonitorService, registry: Registry, qtbot: QtBot) -> AddProviderDialog:
    dialog = AddProviderDialog(service, registry, environ={}, locale=ENGLISH, provider_type="codex")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_shows_what_is_done_and_no_field_for_a_key(dialog: AddProviderDialog, registry: Registry) -> None:
    assert dialog.consent.isVisible()
    assert registry.manifest("codex").consent in dialog.consent.told
    assert not dialog.keys.isVisible()
    assert not dialog.consent.agreed.isChecked()


def test_nothing_is_run_before_the_user_agrees(dialog: AddProviderDialog, service: MonitorService) -> None:
    dialog.test_button.click()
    dialog.go_button.click()
    assert asked(service) == []
    assert dialog.consent.error == NOT_AGREED
    assert dialog.focusWidget() is dialog.consent.agreed
    dialog.consent.agreed.click()
    assert dialog.consent.error == ""


def test_with_the_tick_it_is_tried_and_added_without_a_key(
    dialog: AddProviderDialog, service: MonitorService
) -> None:
    dialog.consent.agreed.click()
    dialog.go_button.click()
    token, request = last_asked(service, "test_key")
    assert request == AddProvider(provider_type="codex", name="Codex", api_key=None, api_key_ref=NO_KEY_REF)
    service.key_tested.emit(token, good_test())
    assert last_asked(service, "add_provider")[1].api_key_ref == NO_KEY_REF


def test_a_tick_counts_for_the_service_it_was_made_for_alone(dialog: AddProviderDialog) -> None:
    dialog.consent.agreed.click()
    dialog.services.choose("claude_code")
    assert not dialog.consent.agreed.isChecked()
    dialog.services.choose("openai")
    assert dialog.keys.isVisible()
    assert not dialog.consent.isVisible()


@pytest.mark.parametrize("error", [AuthError("Codex is not signed in."), ServiceError("Codex ended.")])
def test_a_fault_is_said_in_its_own_words_and_in_sight(
    dialog: AddProviderDialog, service: MonitorService, error: AuthError | ServiceError
) -> None:
    dialog.consent.agreed.click()
    dialog.test_button.click()
    service.key_tested.emit(last_asked(service, "test_key")[0], error)
    assert dialog.found.texts() == [error.message]
    assert dialog.anyway_button.isVisible()
